#include "harness/sql/query_difference.h"

#include <algorithm>
#include <map>
#include <set>

#include "harness/base/text.h"

namespace harness {
namespace {

using Aspect = QueryFact::Aspect;

constexpr size_t kNamed = 3;    // facts of one sort that a text names
constexpr size_t kShown = 100;  // code points of an expression in it

std::string Code(std::string_view text) {
  return "`" + Abbreviate(text, kShown) + "`";
}

std::string Codes(const std::vector<std::string>& texts) {
  std::string joined;
  for (size_t i = 0; i < texts.size() && i < kNamed; ++i) joined += (i == 0 ? "" : ", ") + Code(texts[i]);
  if (texts.size() > kNamed) joined += fmt::format(" and {} more", texts.size() - kNamed);
  return joined;
}

std::string Names(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + name;
  return Abbreviate(joined, kShown);
}

// A fact of one query: what it is compared by, its text, and its index in the query's list.
struct Fact {
  std::string key, text;
  size_t index = 0;
};
using Facts = std::vector<Fact>;

// What one side has and the other lacks.
struct Sides {
  Facts missing, extra;

  static std::vector<std::string> Texts(const Facts& side) {
    std::vector<std::string> texts;
    for (const Fact& fact : side) texts.push_back(fact.text);
    return texts;
  }
  bool empty() const { return missing.empty() && extra.empty(); }
};

// Each key once, ordered by key.
Facts Distinct(Facts facts) {
  std::stable_sort(facts.begin(), facts.end(), [](const Fact& a, const Fact& b) { return a.key < b.key; });
  facts.erase(std::unique(facts.begin(), facts.end(), [](const Fact& a, const Fact& b) { return a.key == b.key; }),
              facts.end());
  return facts;
}

// Each key counts once, however often it comes.
Sides CompareKeys(Facts gold, Facts pred) {
  gold = Distinct(std::move(gold));
  pred = Distinct(std::move(pred));
  const auto before = [](const Fact& a, const Fact& b) { return a.key < b.key; };
  Sides sides;
  std::set_difference(gold.begin(), gold.end(), pred.begin(), pred.end(), std::back_inserter(sides.missing), before);
  std::set_difference(pred.begin(), pred.end(), gold.begin(), gold.end(), std::back_inserter(sides.extra), before);
  return sides;
}

// count(a.b) is count(*), unless NULLs are there: not worth a difference of its own.
std::string CountsAlike(std::string_view key) {
  constexpr std::string_view kCount = "count(";
  std::string text;
  for (size_t i = 0; i < key.size();) {
    if (!key.substr(i).starts_with(kCount)) {
      text += key[i++];
      continue;
    }
    text += kCount;
    i += kCount.size();
    size_t end = i;
    while (end < key.size() && key[end] != ')' && key[end] != ' ' && key[end] != '(') ++end;
    const std::string_view argument = key.substr(i, end - i);
    const bool plain = end < key.size() && key[end] != '(' && argument != "DISTINCT";
    text += plain ? "*" : std::string(argument);
    i = end;
  }
  return text;
}

class Comparer {
 public:
  Comparer(const Query& gold, const Query& pred) : gold_(gold), pred_(pred) {}

  QueryDifference All() {
    Filters();
    Outputs();
    Aggregates();
    Tables();
    Joins();
    Rest();
    if (found_.facts.empty()) CountedColumns();
    return std::move(found_);
  }

 private:
  void Add(Aspect aspect, bool strong, std::string text, bool rows_only = false) {
    found_.facts.push_back({aspect, strong, std::move(text), rows_only});
  }

  void Say(Aspect aspect, bool strong, std::string_view verb, const Sides& sides, bool rows_only = false) {
    if (sides.empty()) return;
    const std::vector<std::string> missing = Sides::Texts(sides.missing), extra = Sides::Texts(sides.extra);
    if (missing.empty()) return Add(aspect, strong, fmt::format("{} {} as well", verb, Codes(extra)), rows_only);
    if (extra.empty()) return Add(aspect, strong, fmt::format("{} no {}", verb, Codes(missing)), rows_only);
    Add(aspect, strong, fmt::format("{} {} instead of {}", verb, Codes(extra), Codes(missing)), rows_only);
  }

  // --- filters

  static Facts FiltersOf(const Query& query) {
    Facts facts;
    for (const SqlFilter& filter : query.filters)
      facts.push_back({CountsAlike(filter.condition.key), filter.condition.text, facts.size()});
    return facts;
  }

  static bool IsExtreme(std::string_view text) {
    return text.find("(SELECT max(") != npos || text.find("(SELECT min(") != npos;
  }

  void Filters() {
    filters_ = CompareKeys(FiltersOf(gold_), FiltersOf(pred_));
    found_.ties = TakesTies(gold_, pred_, filters_.extra) || TakesTies(pred_, gold_, filters_.missing);
    std::vector<bool> paired(filters_.extra.size());
    for (const auto& [key, text, index] : filters_.missing) {
      if (found_.ties && IsExtreme(text)) continue;
      const size_t partner = PartnerOf(gold_.filters[index], paired);
      if (partner == filters_.extra.size()) {
        Add(Aspect::kFilter, !IsNotNull(text), fmt::format("filter {} is missing", Code(text)));
      } else {
        paired[partner] = true;
        Add(Aspect::kFilter, true,
            fmt::format("filter {} instead of {}", Code(filters_.extra[partner].text), Code(text)));
      }
    }
    for (size_t i = 0; i < filters_.extra.size(); ++i) {
      const std::string& text = filters_.extra[i].text;
      if (paired[i] || (found_.ties && IsExtreme(text))) continue;
      Add(Aspect::kFilter, !IsNotNull(text), fmt::format("filter {} is added", Code(text)));
    }
    if (filters_.empty()) Places();
  }

  static bool IsNotNull(std::string_view text) { return text.ends_with(" IS NOT NULL"); }

  // One has ORDER BY … LIMIT 1 where the other compares with a max() or min().
  static bool TakesTies(const Query& first, const Query& all, const Facts& filters) {
    const bool limited = first.limit == "1" && !all.limit && !first.order_by.empty();
    return limited && std::any_of(filters.begin(), filters.end(), [](const auto& f) { return IsExtreme(f.text); });
  }

  // An extra filter on the same columns.
  size_t PartnerOf(const SqlFilter& gold, const std::vector<bool>& paired) const {
    for (size_t i = 0; i < filters_.extra.size(); ++i)
      if (!paired[i] && pred_.filters[filters_.extra[i].index].columns == gold.columns) return i;
    return filters_.extra.size();
  }

  // The same filters, but some apply to all rows here and only to what is counted there.
  void Places() {
    const auto places = [](const Query& query) {
      std::map<std::string, std::set<bool>> found;
      for (const SqlFilter& filter : query.filters)
        found[filter.condition.key].insert(filter.place == SqlFilter::Place::kCase);
      return found;
    };
    const auto gold = places(gold_), pred = places(pred_);
    const auto nested = [](const Query& query, const std::string& key) {
      return std::any_of(query.filters.begin(), query.filters.end(),
                         [&](const SqlFilter& filter) { return filter.nested && filter.condition.key == key; });
    };
    for (const SqlFilter& filter : gold_.filters) {
      const std::string& key = filter.condition.key;
      const auto other = pred.find(key);
      if (other == pred.end() || other->second == gold.at(key) || nested(gold_, key) || nested(pred_, key)) continue;
      const bool counted = *other->second.begin();
      Add(Aspect::kAggregation, false,
          fmt::format("filter {} {}", Code(filter.condition.text),
                      counted ? "applies only to what is counted" : "applies to all rows"));
      return;
    }
  }

  // --- outputs

  static bool HasStar(const Query& query) {
    return std::any_of(query.outputs.begin(), query.outputs.end(), [](const SqlOutput& output) {
      return output.expression.text == "*" || output.expression.text.ends_with(".*");
    });
  }

  static Facts OutputsOf(const Query& query) {
    Facts facts;
    for (const SqlOutput& output : query.outputs)
      facts.push_back({CountsAlike(output.expression.key), output.expression.text, facts.size()});
    return facts;
  }

  static bool HoldsFigure(const Query& query, const Facts& side) {
    return std::any_of(side.begin(), side.end(), [&](const Fact& fact) {
      const SqlOutput& output = query.outputs[fact.index];
      return output.aggregates && !output.window;
    });
  }

  static bool HoldsSubquery(const Facts& side) {
    return std::any_of(side.begin(), side.end(), [](const auto& fact) { return fact.text.find("(SELECT ") != npos; });
  }

  void Outputs() {
    outputs_ = CompareKeys(OutputsOf(gold_), OutputsOf(pred_));
    aggregates_ = CompareKeys(AggregatesOf(gold_, found_.ties), AggregatesOf(pred_, found_.ties));
    if (outputs_.empty()) return;
    if (HasStar(gold_) || HasStar(pred_)) return Say(Aspect::kColumn, false, "returns", outputs_);
    // Figures that differ are computed otherwise; columns beside them are columns. The same aggregates in a subquery
    // here and without one there may be the same figure.
    const bool gold_subquery = HoldsSubquery(outputs_.missing), pred_subquery = HoldsSubquery(outputs_.extra);
    const bool gold = gold_subquery || HoldsFigure(gold_, outputs_.missing);
    const bool pred = pred_subquery || HoldsFigure(pred_, outputs_.extra);
    found_.other_figures = gold || pred;
    if (!found_.other_figures || outputs_.missing.size() != outputs_.extra.size())
      return Say(Aspect::kColumn, true, "returns", outputs_);
    const bool strong = !(gold_subquery || pred_subquery) || !aggregates_.empty();
    Say(Aspect::kAggregation, strong, gold && pred ? "computes" : "returns", outputs_);
  }

  // Nothing else differs: then it matters what is counted.
  void CountedColumns() {
    const auto outputs = [](const Query& query) {
      Facts facts;
      for (const SqlOutput& output : query.outputs) facts.push_back({output.expression.key, output.expression.text});
      return facts;
    };
    Say(Aspect::kColumn, false, "returns", CompareKeys(outputs(gold_), outputs(pred_)));
  }

  // --- aggregates

  static Facts AggregatesOf(const Query& query, bool ties) {
    Facts facts;
    for (const SqlAggregate& aggregate : query.aggregates) {
      if (ties && aggregate.nested) continue;
      const bool counts = aggregate.function == "count" && !aggregate.distinct;
      const std::string argument = (aggregate.distinct ? "DISTINCT " : "");
      facts.push_back({aggregate.function + "(" + (counts ? "" : argument + aggregate.argument.key) + ")",
                       aggregate.function + "(" + argument + aggregate.argument.text + ")"});
    }
    return facts;
  }

  static Facts GroupsOf(const Query& query) {
    Facts facts;
    for (const SqlText& key : query.group_by) facts.push_back({key.key, key.text});
    return facts;
  }

  void Aggregates() {
    const bool said = std::any_of(found_.facts.begin(), found_.facts.end(),
                                  [](const QueryFact& fact) { return fact.aspect == Aspect::kAggregation; });
    if (!said) Say(Aspect::kAggregation, true, "computes", aggregates_);
    found_.other_groups = gold_.group_by.empty() != pred_.group_by.empty();
    Say(Aspect::kAggregation, true, "groups by", CompareKeys(GroupsOf(gold_), GroupsOf(pred_)), !found_.other_groups);
  }

  // --- tables and joins

  static std::vector<std::string> TablesOf(const Query& query) {
    std::set<std::string> names;
    for (const SqlTableUse& table : query.tables) names.insert(table.name);
    return {names.begin(), names.end()};
  }

  static std::vector<std::string> Lacks(const std::vector<std::string>& from, const std::vector<std::string>& other) {
    std::vector<std::string> lacks;
    std::set_difference(from.begin(), from.end(), other.begin(), other.end(), std::back_inserter(lacks));
    return lacks;
  }

  // The tables of `names` that are not there for a filter or an output that differs itself, nor lead to one that is.
  static std::vector<std::string> Unexplained(std::vector<std::string> names, const Query& query, const Facts& filters,
                                              const Facts& outputs) {
    std::set<std::string> explained;
    for (const Fact& fact : filters) {
      const auto& tables = query.filters[fact.index].tables;
      explained.insert(tables.begin(), tables.end());
    }
    for (const Fact& fact : outputs) {
      const auto& tables = query.outputs[fact.index].tables;
      explained.insert(tables.begin(), tables.end());
    }
    const auto known = [&](const std::string& table) { return explained.contains(table); };
    for (size_t round = 0; round < names.size(); ++round) {
      for (const SqlJoin& join : query.joins) {
        const bool leads = std::any_of(join.tables.begin(), join.tables.end(), [&](const std::string& table) {
          return known(table) && std::find(names.begin(), names.end(), table) != names.end();
        });
        if (leads) explained.insert(join.tables.begin(), join.tables.end());
      }
    }
    std::erase_if(names, known);
    return names;
  }

  void Tables() {
    const std::vector<std::string> gold = TablesOf(gold_), pred = TablesOf(pred_);
    const std::vector<std::string> missing = Lacks(gold, pred), extra = Lacks(pred, gold);
    if (!missing.empty() && !extra.empty())
      return Add(Aspect::kJoin, true, fmt::format("reads {} instead of {}", Names(extra), Names(missing)));
    const auto lost = Unexplained(missing, gold_, filters_.missing, outputs_.missing);
    const auto added = Unexplained(extra, pred_, filters_.extra, outputs_.extra);
    if (!lost.empty()) Add(Aspect::kJoin, true, fmt::format("does not read {}, which gold does", Names(lost)));
    if (!added.empty()) Add(Aspect::kJoin, true, fmt::format("joins {}, which gold does not", Names(added)));
  }

  // Columns that the joins of a query hold equal, as sets.
  using Classes = std::vector<std::set<std::string>>;
  static Classes ClassesOf(const Query& query) {
    Classes classes;
    for (const SqlJoin& join : query.joins) {
      const size_t middle = join.condition.find(" = ");
      if (middle == npos || join.condition.find(' ', middle + 3) != npos) continue;
      std::set<std::string> merged = {join.condition.substr(0, middle), join.condition.substr(middle + 3)};
      std::erase_if(classes, [&](std::set<std::string>& one) {
        const bool meets = std::any_of(one.begin(), one.end(), [&](const auto& name) { return merged.contains(name); });
        if (meets) merged.insert(one.begin(), one.end());
        return meets;
      });
      classes.push_back(std::move(merged));
    }
    return classes;
  }

  static bool Holds(const Classes& classes, const std::string& a, const std::string& b) {
    return std::any_of(classes.begin(), classes.end(),
                       [&](const auto& one) { return one.contains(a) && one.contains(b); });
  }

  // Conditions of `query` between tables that both read, which do not hold in the other.
  static std::vector<std::string> OtherConditions(const Query& query, const Query& other) {
    const Classes classes = ClassesOf(other);
    const std::vector<std::string> tables = TablesOf(other);
    std::vector<std::string> found;
    for (const SqlJoin& join : query.joins) {
      const size_t middle = join.condition.find(" = ");
      const bool shared = std::all_of(join.tables.begin(), join.tables.end(), [&](const std::string& table) {
        return std::binary_search(tables.begin(), tables.end(), table);
      });
      if (middle == npos || !shared) continue;
      const bool same = std::any_of(other.joins.begin(), other.joins.end(),
                                    [&](const SqlJoin& one) { return one.condition == join.condition; });
      if (!same && !Holds(classes, join.condition.substr(0, middle), join.condition.substr(middle + 3)))
        found.push_back(join.condition);
    }
    return found;
  }

  static std::set<std::string> Outer(const Query& query) {
    std::set<std::string> tables;
    for (const SqlJoin& join : query.joins)
      if (join.kind != SqlJoin::Kind::kInner && join.kind != SqlJoin::Kind::kCross)
        tables.insert(join.tables.begin(), join.tables.end());
    return tables;
  }

  void Joins() {
    const auto missing = OtherConditions(gold_, pred_), extra = OtherConditions(pred_, gold_);
    if (!missing.empty() && !extra.empty())
      Add(Aspect::kJoin, true, fmt::format("joins on {} instead of {}", Codes(extra), Codes(missing)));
    else if (!missing.empty())
      Add(Aspect::kJoin, true, fmt::format("does not join on {}", Codes(missing)));
    else if (!extra.empty())
      Add(Aspect::kJoin, true, fmt::format("joins on {} as well", Codes(extra)));
    const auto gold = Outer(gold_), pred = Outer(pred_);
    if (gold == pred) return;
    const bool is_outer = !pred.empty();
    const std::set<std::string>& tables = is_outer ? pred : gold;
    Add(Aspect::kJoin, false,
        fmt::format("an {} join of {} instead of an {} one", is_outer ? "outer" : "inner",
                    Names({tables.begin(), tables.end()}), is_outer ? "inner" : "outer"));
  }

  // --- the rest

  void Bound(std::string_view word, const std::optional<std::string>& gold, const std::optional<std::string>& pred) {
    if (gold == pred) return;
    if (!pred) return Add(Aspect::kFilter, true, fmt::format("{} {} is missing", word, *gold), true);
    if (!gold) return Add(Aspect::kFilter, true, fmt::format("{} {} is added", word, *pred), true);
    Add(Aspect::kFilter, true, fmt::format("{} {} instead of {}", word, *pred, *gold), true);
  }

  static std::string OrderOf(const Query& query, bool keys) {
    std::string order;
    for (const SqlSort& sort : query.order_by) {
      order += (order.empty() ? "" : ", ") + (keys ? CountsAlike(sort.expression.key) : sort.expression.text);
      if (sort.descending) order += " DESC";
    }
    return order;
  }

  void Rest() {
    if (gold_.distinct != pred_.distinct)
      Add(Aspect::kOther, false, gold_.distinct ? "DISTINCT is missing" : "DISTINCT is added");
    if (found_.ties) {
      Add(Aspect::kOther, true,
          gold_.limit
              ? "takes every row with the greatest or least value, where gold takes the first alone (LIMIT 1)"
              : "takes the first row alone (LIMIT 1), where gold takes every one with the greatest or least value");
    } else {
      Bound("LIMIT", gold_.limit, pred_.limit);
      Bound("OFFSET", gold_.offset, pred_.offset);
    }
    const bool cut = gold_.limit && pred_.limit;
    if (cut && gold_.order_by.empty())
      Add(Aspect::kOther, false,
          fmt::format("gold's LIMIT {} without ORDER BY leaves open which rows come", *gold_.limit));
    if (!gold_.order_by.empty() && !found_.ties && OrderOf(gold_, true) != OrderOf(pred_, true))
      Add(Aspect::kOther, cut,
          pred_.order_by.empty()
              ? fmt::format("does not sort by {}", Code(OrderOf(gold_, false)))
              : fmt::format("sorts by {} instead of {}", Code(OrderOf(pred_, false)), Code(OrderOf(gold_, false))));
    Facts gold, pred;
    for (const std::string& operation : gold_.set_operations) gold.push_back({operation, operation});
    for (const std::string& operation : pred_.set_operations) pred.push_back({operation, operation});
    Say(Aspect::kOther, true, "uses", CompareKeys(gold, pred));
  }

  static constexpr size_t npos = std::string::npos;

  const Query& gold_;
  const Query& pred_;
  Sides filters_, outputs_, aggregates_;
  QueryDifference found_;
};

}  // namespace

std::string_view ToString(QueryFact::Aspect aspect) {
  switch (aspect) {
    case Aspect::kJoin:
      return "join";
    case Aspect::kFilter:
      return "filter";
    case Aspect::kAggregation:
      return "aggregation";
    case Aspect::kColumn:
      return "column";
    case Aspect::kOther:
      break;
  }
  return "other";
}

Json QueryDifference::ToJson() const {
  Json list = Json::array();
  for (const QueryFact& fact : facts) list.push_back({{"aspect", ToString(fact.aspect)}, {"fact", fact.text}});
  return list;
}

QueryDifference CompareQueries(const Query& gold, const Query& pred) {
  return Comparer(gold, pred).All();
}

}  // namespace harness
