#include "generators/category.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "generators/permutation.h"
#include "generators/quota.h"
#include "harness/base/text.h"

namespace harness {
namespace {

// Its text lasts as long as the node.
Datum DatumOfScalar(const Node& node) {
  switch (node.kind()) {
    case Node::Kind::kNull:
      return Datum::Null();
    case Node::Kind::kBool:
      return Datum::Bool(node.AsBool());
    case Node::Kind::kInteger:
      return Datum::Integer(node.AsInteger());
    case Node::Kind::kNumber:
      return Datum::Number(node.AsNumber());
    default:
      return Datum::Text(node.AsString());
  }
}

// Values of a list, with the texts that their cells point into.
class ValueList {
 public:
  // `values` is a list of scalars that is not empty; what else stands there is a mistake.
  static Result<ValueList> Read(const Node& values) {
    Diagnostics mistakes;
    ValueList list;
    if (values.items().empty()) mistakes.Add(values.MakeDiagnostic("there must be a value to choose"));
    for (const Node& value : values.items()) {
      if (value.IsScalar())
        list.nodes_.push_back(value);
      else
        mistakes.Add(value.MakeDiagnostic(
            fmt::format("a value to choose is text, a number, true, false or null; found {}", Describe(value.kind()))));
    }
    if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
    return list;
  }

  size_t size() const { return nodes_.size(); }

  Datum At(size_t index) const { return DatumOfScalar(nodes_[index]); }

 private:
  std::vector<Node> nodes_;
};

Result<std::vector<double>> ReadWeights(const Node* weights, const Node& config, size_t values) {
  if (!weights) return std::vector<double>(values, 1.0);
  if (weights->items().size() != values)
    return weights->Fail("found {} for {}", Counted(weights->items().size(), "weight"), Counted(values, "value"));
  std::vector<double> numbers;
  for (const Node& weight : weights->items()) {
    if (!weight.IsNumber() || weight.AsNumber() < 0 || weight.AsNumber() > 1e12)
      return weight.Fail("a weight is a number from 0 to 1e12, found {}",
                         weight.IsScalar() ? weight.AsString() : std::string(Describe(weight.kind())));
    numbers.push_back(weight.AsNumber());
  }
  if (std::accumulate(numbers.begin(), numbers.end(), 0.0) <= 0) return config.Fail("one weight must be more than 0");
  return numbers;
}

class CategoryColumn final : public DataColumn {
 public:
  CategoryColumn(ValueList values, std::span<const double> weights, const DataColumnContext& context)
      : values_(std::move(values)),
        slots_(context.draws.With("slots"), std::max<uint64_t>(context.count, 1)),
        in_blocks_(context.per) {
    const std::vector<uint64_t> quotas = Quotas(weights, slots_.size());
    std::partial_sum(quotas.begin(), quotas.end(), std::back_inserter(ends_));
  }

  Result<> Fill(Records& records, std::span<Datum> cells) const override {
    for (size_t i = 0; i < cells.size(); ++i) {
      const uint64_t slot = in_blocks_ ? records.first + i : slots_.Of(records.first + i);
      const auto end = std::upper_bound(ends_.begin(), ends_.end(), slot);
      cells[i] = values_.At(static_cast<size_t>(end - ends_.begin()));
    }
    return {};
  }

 private:
  const ValueList values_;
  const Permutation slots_;     // of the records
  const bool in_blocks_;        // one value after another instead
  std::vector<uint64_t> ends_;  // the slot behind the last of each value
};

const Shape& CategoryOptions() {
  static const Shape kOptions{
      {{.name = "values", .types = kList, .doc = "What to choose from.", .required = true},
       {.name = "weights", .types = kList, .doc = "How often each is chosen; without, all alike."}}};
  return kOptions;
}

Result<std::unique_ptr<DataColumn>> MakeCategory(const Node& value, const DataColumnContext& context) {
  Diagnostics mistakes;
  if (value.IsMap() && !CheckShape(value, CategoryOptions(), mistakes))
    return Unexpected(std::move(mistakes).ToError());
  const Node* list = value.IsList() ? &value : value.Find("values");
  auto values = ValueList::Read(*list);
  if (!values) return Unexpected(values.error());
  const auto weights = ReadWeights(value.Find("weights"), value, values->size());
  if (!weights) return Unexpected(weights.error());
  return std::make_unique<CategoryColumn>(*std::move(values), *weights, context);
}

class SubcategoryColumn final : public DataColumn {
 public:
  SubcategoryColumn(std::map<std::string, ValueList> values, size_t parent, std::string of, Rng draws, Node config)
      : values_(std::move(values)), parent_(parent), of_(std::move(of)), draws_(draws), config_(std::move(config)) {}

  Result<> Fill(Records& records, std::span<Datum> cells) const override {
    const std::vector<Datum>& parents = records.columns[parent_];
    std::string parent;
    for (size_t i = 0; i < cells.size(); ++i) {
      parent.clear();
      parents[i].AppendText(parent);
      const auto found = values_.find(parent);
      if (found == values_.end() && parents[i].IsNull()) continue;
      if (found == values_.end()) return config_.Fail("there are no values for {} '{}'", of_, Abbreviate(parent, 60));
      cells[i] = found->second.At(draws_.With(records.first + i).Uniform(found->second.size()));
    }
    return {};
  }

 private:
  const std::map<std::string, ValueList> values_;  // by the text of the parent
  const size_t parent_;
  const std::string of_;
  const Rng draws_;
  const Node config_;
};

// As cells of its value are written: 1.50 is 1.5.
std::string TextOf(const Node& scalar) {
  std::string text;
  DatumOfScalar(scalar).AppendText(text);
  return text;
}

Result<std::unique_ptr<DataColumn>> MakeSubcategory(const Node& value, const DataColumnContext& context) {
  std::map<std::string, ValueList> lists;
  Diagnostics mistakes;
  for (const Node::Entry& entry : value.Find("values")->entries()) {
    ValueList list;
    if (!entry.value.IsList())
      mistakes.Add(entry.value.MakeDiagnostic(
          fmt::format("the values for '{}' are a list, found {}", entry.key.AsString(), Describe(entry.value.kind()))));
    else if (mistakes.Take(ValueList::Read(entry.value), list))
      lists.emplace(TextOf(entry.key), std::move(list));
  }
  if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
  const std::string& of = value.Find("of")->AsString();
  return std::make_unique<SubcategoryColumn>(std::move(lists), context.index_of(of), of, context.draws, value);
}

}  // namespace

ColumnType CategoryColumnType() {
  ColumnType type;
  type.name = "category";
  type.doc = "One of some values, each exactly as often as its weight says.";
  type.value = {.name = "", .types = kList | kMap, .doc = "The values, or a map of `values` and `weights`."};
  type.make = MakeCategory;
  return type;
}

ColumnType SubcategoryColumnType() {
  ColumnType type;
  type.name = "subcategory";
  type.doc = "One of the values that belong to what another column holds.";
  type.value = {.name = "",
                .types = kMap,
                .doc = "",
                .shape = std::make_shared<Shape>(
                    Shape{{{.name = "of", .types = kText, .doc = "The other column.", .required = true},
                           {.name = "values",
                            .types = kMap,
                            .doc = "For each of its values the list to choose from.",
                            .required = true}}})};
  type.reads = [](const Node& value, Files&) -> Result<std::map<std::string, Node>> {
    const Node& of = *value.Find("of");
    return std::map<std::string, Node>{{of.AsString(), of}};
  };
  type.make = MakeSubcategory;
  return type;
}

std::optional<std::map<std::string, double>> SharesOf(const Node& column, uint64_t count) {
  const Node* value = column.IsMap() && !column.Find("skip") ? column.Find("category") : nullptr;
  const Node* list = !value ? nullptr : value->IsList() ? value : value->Find("values");
  if (!list || count == 0) return std::nullopt;
  const auto weights = ReadWeights(value->Find("weights"), *value, list->items().size());
  if (!weights) return std::nullopt;
  const std::vector<uint64_t> quotas = Quotas(*weights, count);
  double all = 0;
  std::map<std::string, double> shares;
  for (size_t i = 0; i < quotas.size(); ++i) {
    const Node& one = list->items()[i];
    if (one.kind() == Node::Kind::kNull) continue;
    shares[TextOf(one)] += static_cast<double>(quotas[i]);
    all += static_cast<double>(quotas[i]);
  }
  for (auto& [text, share] : shares) share /= std::max(all, 1.0);
  return shares;
}

}  // namespace harness
