// Filters over lists.

#include <algorithm>
#include <unordered_set>

#include "harness/base/expression_functions.h"
#include "harness/base/expression_limits.h"
#include "harness/base/expression_python.h"
#include "harness/base/expression_text.h"
#include "harness/base/text.h"

namespace harness::expression {
namespace {

using Items = std::vector<Value>;

Outcome<Value> CheckComparable(const std::vector<Keyed>& items) {
  for (const Keyed& item : items) {
    const bool numbers = items[0].key.IsNumber() && item.key.IsNumber();
    const bool ordered = item.key.IsString() || item.key.kind() == Kind::kBool;
    if (numbers || (ordered && item.key.kind() == items[0].key.kind())) continue;
    return Wrong(fmt::format("can't order {} and {}", Show(items[0].key), Show(item.key)));
  }
  return Value();
}

// Sorting needs a total order: suites have one for all numbers, all texts or all booleans. Of templates Python asks
// only that any two that meet can be compared; the first two that can't are kept in `fault`.
class Order {
 public:
  explicit Order(Evaluation& evaluation) : evaluation_(evaluation) {}

  bool Less(const Value& a, const Value& b) {
    if (!fault_.empty()) return false;
    if (!evaluation_.Spend(1)) return Fail(evaluation_.exhausted());
    if (evaluation_.python()) {
      const Outcome<bool> less = PythonCompare(evaluation_, Operator::kLess, a, b);
      return less ? *less : Fail(less.error());
    }
    if (a.IsString()) return a.AsString() < b.AsString();
    return a.IsNumber() ? CompareNumbers(a, b) < 0 : a.AsBool() < b.AsBool();
  }
  const std::string& fault() const { return fault_; }

 private:
  bool Fail(const std::string& why) {
    fault_ = why;
    return false;
  }

  Evaluation& evaluation_;
  std::string fault_;
};

Outcome<Value> ListOf(std::vector<Keyed> keyed, ListKind kind = ListKind::kList) {
  Items items;
  items.reserve(keyed.size());
  for (Keyed& item : keyed) items.push_back(std::move(item.item));
  return MakeList(std::move(items), kind);
}

Value WithoutCase(const Value& value) {
  return value.IsString() ? Value::String(Lower(value.AsString())) : value;
}

Outcome<Value> Extreme(const Value& input, Arguments arguments, bool largest) {
  const Outcome<std::vector<Keyed>> items = KeyedItems(arguments, input, arguments[1], arguments[0]);
  if (!items) return tl::unexpected(items.error());
  if (!arguments.python()) {
    if (Outcome<Value> comparable = CheckComparable(*items); !comparable) return comparable;
  }
  if (items->empty()) return arguments.python() ? Value::Missing("the list was empty: it has no such item") : Value();
  Order order(arguments.evaluation());
  size_t best = 0;
  for (size_t i = 1; i < items->size(); ++i) {
    const Keyed& item = (*items)[i];
    if (largest ? order.Less((*items)[best].key, item.key) : order.Less(item.key, (*items)[best].key)) best = i;
  }
  if (!order.fault().empty()) return Wrong(order.fault());
  return (*items)[best].item;
}

// The filter or test of that name, which a list's filter applies to each item.
Outcome<const Function*> Named(std::span<const Function> functions, const Value& name, std::string_view kind) {
  if (!name.IsString()) return Wrong(fmt::format("needs the name of a {}, not {}", kind, Show(name)));
  if (const Function* found = FindFunction(functions, name.AsString())) return found;
  return Wrong(fmt::format("there is no {} '{}'", kind, Abbreviate(name.AsString(), 40)));
}

Value Without(CallArguments& call, std::string_view name) {
  for (auto it = call.named.begin(); it != call.named.end(); ++it) {
    if (it->first != name) continue;
    Value value = std::move(it->second);
    call.named.erase(it);
    return value;
  }
  return Value();
}

Outcome<Value> MapAttribute(const Arguments& arguments, Items items, const Value& attribute, const Value& otherwise) {
  for (Value& item : items) item = PathOf(arguments.evaluation(), item, attribute, otherwise);
  return MakeGenerator(arguments, std::move(items));
}

// Those items for which the call's test is `wanted`: of an attribute, if `by_attribute`.
Outcome<Value> Choose(const Value& input, const Arguments& arguments, bool by_attribute, bool wanted) {
  Evaluation& evaluation = arguments.evaluation();
  Outcome<Items> items = evaluation.Items(input);
  if (!items) return tl::unexpected(items.error());
  CallArguments call = *arguments.call();
  Value attribute;
  if (by_attribute) {
    if (call.positional.empty()) return Wrong("needs the name of an attribute");
    attribute = call.positional[0];
    call.positional.erase(call.positional.begin());
  }
  const Function* test = nullptr;
  if (!call.positional.empty()) {
    const Outcome<const Function*> found = Named(Tests(), call.positional[0], "test");
    if (!found) return tl::unexpected(found.error());
    test = *found;
    call.positional.erase(call.positional.begin());
  }
  Items chosen;
  for (Value& item : *items) {
    const Value tested = PathOf(evaluation, item, attribute);
    if (!test && evaluation.python() && tested.IsUndefined()) return Wrong(std::string(tested.AsString()));
    Outcome<Value> is = test ? Apply(evaluation, *test, tested, call) : Outcome<Value>(tested);
    if (!is) return is;
    if (!evaluation.Spend(1)) return Wrong(evaluation.exhausted());
    if (IsTrue(*is) == wanted) chosen.push_back(std::move(item));
  }
  return MakeGenerator(arguments, std::move(chosen));
}

}  // namespace

Value PathOf(Evaluation& evaluation, Value value, const Value& attribute, const Value& otherwise) {
  if (!attribute.IsString()) {
    if (attribute.IsAbsent()) return value;
    value = evaluation.Subscript(value, attribute);
    if (value.IsUndefined() && otherwise.IsGiven()) return otherwise;
    if (value.IsGiven() || !evaluation.python()) return value;
    return Value::Missing(fmt::format("an item has no '{}'", TextOf(attribute)));
  }
  for (const std::string_view step : Split(attribute.AsString(), ".")) {
    if (value.IsUndefined() && value.IsGiven()) break;
    const std::optional<Value> number = NumberIn(step);
    const bool index = number && (evaluation.python() ? number->IsInteger() : !value.IsMap());
    if (value.IsObject())
      value = value.AsObject().Attribute(step);
    else
      value = index ? evaluation.Subscript(value, *number) : AttributeOf(value, step);
    if (!value.IsUndefined()) continue;
    if (otherwise.IsGiven())
      value = otherwise;
    else if (evaluation.python())
      value = Value::Missing(fmt::format("an item has no '{}'", step));
  }
  return value;
}

Outcome<std::vector<Keyed>> KeyedItems(const Arguments& arguments, const Value& input, const Value& attribute,
                                       const Value& case_sensitive) {
  Outcome<Items> items = arguments.evaluation().Items(input);
  if (!items) return tl::unexpected(items.error());
  std::vector<Keyed> keyed;
  keyed.reserve(items->size());
  for (Value& item : *items) {
    Value key = PathOf(arguments.evaluation(), item, attribute);
    if (!IsTrue(case_sensitive)) key = WithoutCase(key);
    keyed.push_back({std::move(key), std::move(item)});
  }
  return keyed;
}

Outcome<std::vector<Keyed>> Sorted(Evaluation& evaluation, std::vector<Keyed> items, bool reverse) {
  if (!evaluation.python()) {
    if (Outcome<Value> comparable = CheckComparable(items); !comparable) return tl::unexpected(comparable.error());
  }
  Order order(evaluation);
  std::stable_sort(items.begin(), items.end(), [&](const Keyed& a, const Keyed& b) {
    return reverse ? order.Less(b.key, a.key) : order.Less(a.key, b.key);
  });
  if (!order.fault().empty()) return Wrong(order.fault());
  return items;
}

Outcome<Value> SortFilter(const Value& input, Arguments arguments) {
  Evaluation& evaluation = arguments.evaluation();
  const bool several =
      arguments.python() && arguments[2].IsString() && arguments[2].AsString().find(',') != std::string_view::npos;
  Outcome<std::vector<Keyed>> items = KeyedItems(arguments, input, several ? Value() : arguments[2], arguments[1]);
  if (!items) return tl::unexpected(items.error());
  if (several) {
    for (Keyed& item : *items) {
      Items keys;
      for (const std::string_view part : Split(arguments[2].AsString(), ",")) {
        const Value key = PathOf(evaluation, item.item, Value::String(std::string(part)));
        keys.push_back(IsTrue(arguments[1]) ? key : WithoutCase(key));
      }
      item.key = Value::List(std::move(keys));
    }
  }
  return Sorted(evaluation, *std::move(items), IsTrue(arguments[0])).and_then([](std::vector<Keyed> sorted) {
    return ListOf(std::move(sorted));
  });
}

Outcome<Value> MaxFilter(const Value& input, Arguments arguments) {
  return Extreme(input, arguments, true);
}
Outcome<Value> MinFilter(const Value& input, Arguments arguments) {
  return Extreme(input, arguments, false);
}

Outcome<Value> SumFilter(const Value& input, Arguments arguments) {
  Evaluation& evaluation = arguments.evaluation();
  const Outcome<Items> items = evaluation.Items(input);
  if (!items) return tl::unexpected(items.error());
  Outcome<Value> sum = arguments[1].IsGiven() ? arguments[1] : Value::Integer(0);
  if (sum->IsString() && evaluation.python()) return Wrong("can't sum texts, use join");
  for (size_t i = 0; i < items->size() && sum; ++i) {
    const Value item = PathOf(evaluation, (*items)[i], arguments[0]);
    if (!evaluation.python() && (!item.IsNumber() || !sum->IsNumber()))
      return Wrong(fmt::format("can't add {} to {}", Show(item), Show(*sum)));
    sum = evaluation.Calculate(Operator::kAdd, *sum, item);
    if (sum && !evaluation.Make(sum->Weight())) return Wrong(evaluation.exhausted());
  }
  return sum;
}

Outcome<Value> UniqueFilter(const Value& input, Arguments arguments) {
  Outcome<std::vector<Keyed>> items = KeyedItems(arguments, input, arguments[1], arguments[0]);
  if (!items) return tl::unexpected(items.error());
  std::unordered_set<std::string> seen;
  std::vector<Keyed> unique;
  for (Keyed& item : *items) {
    const Outcome<std::string> hash =
        arguments.python() ? HashOf(item.key) : Outcome<std::string>(CanonicalJson(item.key.ToJson()));
    if (!hash) return tl::unexpected(hash.error());
    if (seen.insert(*hash).second) unique.push_back(std::move(item));
  }
  return ListOf(std::move(unique), arguments.python() ? ListKind::kGenerator : ListKind::kList);
}

Outcome<Value> MapFilter(const Value& input, Arguments arguments) {
  Evaluation& evaluation = arguments.evaluation();
  if (!evaluation.python()) {
    return evaluation.Items(input).and_then(
        [&](Items items) { return MapAttribute(arguments, std::move(items), arguments[0], arguments[1]); });
  }
  CallArguments call = *arguments.call();
  Outcome<Items> items = evaluation.Items(input);
  if (!items) return tl::unexpected(items.error());
  if (call.positional.empty()) {
    const Value attribute = Without(call, "attribute");
    const Value otherwise = Without(call, "default");
    if (!attribute.IsGiven() || !call.named.empty()) return Wrong("needs the name of a filter, or attribute=…");
    return MapAttribute(arguments, *std::move(items), attribute, otherwise);
  }
  const Outcome<const Function*> filter = Named(Filters(), call.positional[0], "filter");
  if (!filter) return tl::unexpected(filter.error());
  call.positional.erase(call.positional.begin());
  for (Value& item : *items) {
    Outcome<Value> mapped = Apply(evaluation, **filter, item, call);
    if (!mapped) return mapped;
    if (!evaluation.Spend(1) || !evaluation.Make(mapped->Weight())) return Wrong(evaluation.exhausted());
    item = *std::move(mapped);
  }
  return MakeGenerator(arguments, *std::move(items));
}

Outcome<Value> SelectFilter(const Value& input, Arguments arguments) {
  return Choose(input, arguments, false, true);
}
Outcome<Value> RejectFilter(const Value& input, Arguments arguments) {
  return Choose(input, arguments, false, false);
}
Outcome<Value> SelectAttrFilter(const Value& input, Arguments arguments) {
  return Choose(input, arguments, true, true);
}
Outcome<Value> RejectAttrFilter(const Value& input, Arguments arguments) {
  return Choose(input, arguments, true, false);
}

Outcome<Value> BatchFilter(const Value& input, Arguments arguments) {
  Outcome<Items> items = arguments.evaluation().Items(input);
  const Outcome<int64_t> size = IntegerOr(arguments[0], 0);
  if (!items) return tl::unexpected(items.error());
  if (!size) return tl::unexpected(size.error());
  if (*size < 1) return Wrong("needs a size of at least 1");
  Items rows;
  Items row;
  for (Value& item : *items) {
    if (row.size() == static_cast<size_t>(*size)) rows.push_back(Value::List(std::exchange(row, {})));
    row.push_back(std::move(item));
  }
  if (!row.empty()) {
    if (!arguments[1].IsAbsent()) {
      if (*size > static_cast<int64_t>(kMaxExpressionItems))
        return Wrong(fmt::format("a list would have more than {} items", kMaxExpressionItems));
      row.resize(static_cast<size_t>(*size), arguments[1]);
    }
    rows.push_back(Value::List(std::move(row)));
  }
  return MakeGenerator(arguments, std::move(rows));
}

Outcome<Value> SliceFilter(const Value& input, Arguments arguments) {
  const Outcome<Items> items = arguments.evaluation().Items(input);
  const Outcome<int64_t> count = IntegerOr(arguments[0], 0);
  if (!items) return tl::unexpected(items.error());
  if (!count) return tl::unexpected(count.error());
  if (*count < 1 || *count > static_cast<int64_t>(kMaxExpressionItems))
    return Wrong(fmt::format("needs a number of slices from 1 to {}", kMaxExpressionItems));
  const auto slices = static_cast<size_t>(*count);
  const size_t longer = items->size() % slices;
  Items columns;
  auto from = items->begin();
  for (size_t i = 0; i < slices; ++i) {
    const auto to = from + static_cast<std::ptrdiff_t>(items->size() / slices + (i < longer ? 1 : 0));
    Items column(from, to);
    if (!arguments[1].IsAbsent() && i >= longer) column.push_back(arguments[1]);
    columns.push_back(Value::List(std::move(column)));
    from = to;
  }
  return MakeGenerator(arguments, std::move(columns));
}

Outcome<Value> DictSortFilter(const Value& input, Arguments arguments) {
  if (!input.IsMap()) return Wrong(fmt::format("needs a map, not {}", Show(input)));
  const std::string by = arguments[1].IsGiven() ? TextOf(arguments[1]) : "key";
  if (by != "key" && by != "value") return Wrong("sorts by 'key' or by 'value'");
  std::vector<Keyed> items;
  for (Member& member : input.Members()) {
    const Value& key = by == "key" ? member.first : member.second;
    items.push_back({IsTrue(arguments[0]) ? key : WithoutCase(key), Value()});
    items.back().item = Value::List({std::move(member.first), std::move(member.second)}, ListKind::kTuple);
  }
  return Sorted(arguments.evaluation(), std::move(items), IsTrue(arguments[2])).and_then([](std::vector<Keyed> sorted) {
    return ListOf(std::move(sorted));
  });
}

Outcome<Value> GroupByFilter(const Value& input, Arguments arguments) {
  Evaluation& evaluation = arguments.evaluation();
  const Outcome<Items> items = evaluation.Items(input);
  if (!items) return tl::unexpected(items.error());
  std::vector<Keyed> keyed;
  for (const Value& item : *items) {
    const Value key = PathOf(evaluation, item, arguments[0], arguments[1].IsNull() ? Value() : arguments[1]);
    keyed.push_back({IsTrue(arguments[2]) ? key : WithoutCase(key), item});
  }
  const Outcome<std::vector<Keyed>> sorted = Sorted(evaluation, std::move(keyed), false);
  if (!sorted) return tl::unexpected(sorted.error());
  Items groups;
  Items group;
  for (size_t i = 0; i < sorted->size(); ++i) {
    group.push_back((*sorted)[i].item);
    if (i + 1 < sorted->size()) {
      const Outcome<bool> same = evaluation.Equal((*sorted)[i].key, (*sorted)[i + 1].key);
      if (!same) return tl::unexpected(same.error());
      if (*same) continue;
    }
    Value grouper = PathOf(evaluation, group[0], arguments[0], arguments[1].IsNull() ? Value() : arguments[1]);
    if (grouper.IsUndefined() && evaluation.python()) return Wrong(std::string(grouper.AsString()));
    Value members = Value::List(std::exchange(group, {}));
    groups.push_back(
        Value::Of(Sequence{{std::move(grouper), std::move(members)}, ListKind::kTuple, {"grouper", "list"}}));
  }
  return MakeList(std::move(groups));
}

}  // namespace harness::expression
