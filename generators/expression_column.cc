#include "generators/expression_column.h"

#include <algorithm>
#include <cmath>

#include "harness/base/template.h"

namespace harness {
namespace {

Result<Template> TemplateOf(const Node& node) {
  return Template::Parse(node.AsString(), ToString(node.place())).map_error([&](const Error& error) {
    return Error(node.MakeDiagnostic(error.diagnostics()[0].message));
  });
}

bool IsFinite(const Json& value) {
  if (value.is_number_float()) return std::isfinite(value.get<double>());
  return !value.is_structured() || std::all_of(value.begin(), value.end(), IsFinite);
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
      if (!IsFinite(*value)) return place_.Fail("record {}: the result is not a finite number", records.first + i + 1);
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

Result<std::map<std::string, Node>> Reads(const Node& node, Files&) {
  const auto text = TemplateOf(node);
  if (!text) return Unexpected(text.error());
  std::map<std::string, Node> reads;
  for (const std::string& name : text->Names()) reads.emplace(name, node);
  return reads;
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
