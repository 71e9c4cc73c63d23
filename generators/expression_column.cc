#include "generators/expression_column.h"

#include "harness/base/template.h"

namespace harness {
namespace {

Result<Template> TemplateOf(const Node& node) {
  return Template::Parse(node.AsString(), ToString(node.place())).map_error([&](const Error& error) {
    return Error(node.MakeDiagnostic(error.diagnostics()[0].message));
  });
}

Datum DatumOf(const Json& value, TextArena& texts) {
  switch (value.type()) {
    case Json::value_t::null:
    case Json::value_t::discarded:
      return Datum::Null();
    case Json::value_t::boolean:
      return Datum::Bool(value.get<bool>());
    case Json::value_t::number_integer:
      return Datum::Integer(value.get<int64_t>());
    case Json::value_t::number_unsigned:
      if (value.get<uint64_t>() <= INT64_MAX) return Datum::Integer(value.get<int64_t>());
      return Datum::Number(value.get<double>());
    case Json::value_t::number_float:
      return Datum::Number(value.get<double>());
    case Json::value_t::string:
      return Datum::Text(texts.Keep(value.get_ref<const std::string&>()));
    default:
      return Datum::JsonOf(texts.Keep(CanonicalJson(value)));
  }
}

class ExpressionColumn final : public DataColumn {
 public:
  ExpressionColumn(Template text, std::vector<std::pair<std::string, size_t>> reads, Node place)
      : template_(std::move(text)), reads_(std::move(reads)), place_(std::move(place)) {}

  Result<> Fill(Records& records, std::span<Datum> cells) const override {
    Json names = Json::object();
    for (size_t i = 0; i < cells.size(); ++i) {
      for (const auto& [name, column] : reads_) names[name] = records.columns[column][i].ToJson();
      const Result<Json> value = ValueFor(names);
      if (!value) return place_.Fail("record {}: {}", records.first + i + 1, value.error().diagnostics()[0].message);
      cells[i] = DatumOf(*value, records.texts);
    }
    return {};
  }

 private:
  // {{ a + b }} keeps the type of its value; any other template is a text.
  Result<Json> ValueFor(const Json& names) const {
    if (template_.IsExpression()) return template_.Evaluate(names);
    return template_.Render(names).map([](std::string text) { return Json(std::move(text)); });
  }

  const Template template_;
  const std::vector<std::pair<std::string, size_t>> reads_;
  const Node place_;
};

Result<std::set<std::string>> Reads(const Node& node) {
  const auto text = TemplateOf(node);
  if (!text) return Unexpected(text.error());
  return std::set<std::string>(text->Names().begin(), text->Names().end());
}

Result<std::unique_ptr<DataColumn>> MakeExpression(const Node& node, const DataColumnContext& context) {
  auto text = TemplateOf(node);
  if (!text) return Unexpected(text.error());
  std::vector<std::pair<std::string, size_t>> reads;
  for (const std::string& name : text->Names()) reads.emplace_back(name, context.index_of(name));
  return std::make_unique<ExpressionColumn>(*std::move(text), std::move(reads), node);
}

}  // namespace

ColumnType ExpressionColumnType() {
  ColumnType type;
  type.name = "expression";
  type.doc = "A template over other columns; {{ a + b }} alone keeps its type.";
  type.value = {.name = "", .types = kText, .doc = "The template."};
  type.reads = Reads;
  type.make = MakeExpression;
  return type;
}

}  // namespace harness
