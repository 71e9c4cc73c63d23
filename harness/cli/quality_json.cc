#include "harness/base/clock.h"
#include "harness/cli/quality_report.h"

namespace harness {
namespace {

using OrderedJson = nlohmann::ordered_json;

// Adds figures to an object; the reasons of those that have no value are gathered under "lacking", what others may be
// under "at_most".
class FigureWriter {
 public:
  explicit FigureWriter(OrderedJson& to) : to_(to) {}
  ~FigureWriter() {
    if (!lacking_.empty()) to_["lacking"] = std::move(lacking_);
    if (!at_most_.empty()) to_["at_most"] = std::move(at_most_);
  }
  FigureWriter(const FigureWriter&) = delete;
  FigureWriter& operator=(const FigureWriter&) = delete;

  void Add(const char* name, const QualityFigure& figure) {
    to_[name] = nullptr;
    if (figure.value)
      to_[name] = *figure.value;
    else
      lacking_[name] = figure.lack;
    if (figure.most) at_most_[name] = *figure.most;
  }

 private:
  OrderedJson& to_;
  OrderedJson lacking_, at_most_;
};

OrderedJson RangeJson(const ColumnProfile& column) {
  const auto json = [&](double value) {
    if (column.kind == ColumnKind::kDate) return OrderedJson(FormatTimestamp(static_cast<int64_t>(value)));
    return OrderedJson(value);
  };
  return {{"min", json(column.range->min)}, {"max", json(column.range->max)}, {"mean", json(column.range->mean)}};
}

OrderedJson ColumnJson(const ColumnProfile& column) {
  OrderedJson json = {{"name", column.name},
                      {"type", ToString(column.kind)},
                      {"rows", column.rows},
                      {"nulls", column.nulls},
                      {"distinct", column.distinct}};
  const bool measured = column.kind == ColumnKind::kNumber || column.kind == ColumnKind::kDate;
  if (column.range) json[measured ? "values" : "length"] = RangeJson(column);
  for (const ValueShare& top : column.top) json["top"].push_back({{"value", top.value}, {"share", top.share}});
  if (column.balance.value) json["balance"] = *column.balance.value;
  return json;
}

OrderedJson TextJson(const TextQuality& text) {
  OrderedJson json = {{"column", text.column}, {"documents", text.documents}, {"sampled", text.sampled}};
  FigureWriter figures(json);
  figures.Add("exact_duplicates", text.exact_duplicates);
  figures.Add("near_twins", text.near_twins);
  figures.Add("distinct_1", text.distinct[0]);
  figures.Add("distinct_2", text.distinct[1]);
  figures.Add("distinct_3", text.distinct[2]);
  figures.Add("self_bleu", text.self_bleu);
  figures.Add("vendi", text.vendi.q1);
  figures.Add("vendi_q2", text.vendi.q2);
  figures.Add("leakage", text.leakage.share);
  figures.Add("copied", text.leakage.copied);
  figures.Add("reference_twins", text.leakage.twins);
  figures.Add("label_conflicts", text.label_conflicts);
  return json;
}

OrderedJson SimilarityJson(const TableSimilarity& similarity) {
  OrderedJson json;
  {
    FigureWriter figures(json);
    figures.Add("shape", similarity.shape);
    figures.Add("pair_trends", similarity.pair_trends);
    figures.Add("quality", similarity.quality);
  }
  json["columns"] = OrderedJson::array();
  for (const ColumnShape& column : similarity.columns) {
    OrderedJson one = {{"column", column.column}};
    if (!column.measure.empty()) one["measure"] = column.measure;
    FigureWriter(one).Add("shape", column.figure);
    json["columns"].push_back(std::move(one));
  }
  json["pairs"] = OrderedJson::array();
  for (const PairTrend& pair : similarity.pairs)
    json["pairs"].push_back({{"columns", {pair.first, pair.second}},
                             {"measure", pair.measure},
                             {"strength", pair.strength},
                             {"trend", pair.value}});
  json["missing"] = similarity.missing;
  json["columns_left_out_of_pairs"] = similarity.columns_left_out;
  return json;
}

OrderedJson ClosestJson(const ClosestRecords& closest) {
  OrderedJson json = {{"records", closest.records}, {"reference_records", closest.reference}};
  FigureWriter figures(json);
  figures.Add("dcr", closest.dcr);
  figures.Add("random_dcr", closest.random_dcr);
  figures.Add("baseline_protection", closest.baseline_protection);
  figures.Add("overfitting_protection", closest.overfitting_protection);
  figures.Add("new_rows", closest.new_rows);
  return json;
}

OrderedJson AgreementJson(const LabelAgreement& agreement) {
  OrderedJson json = {{"label", agreement.label},
                      {"predicted", agreement.predicted},
                      {"rows", agreement.rows},
                      {"unlabelled", agreement.unlabelled}};
  FigureWriter figures(json);
  figures.Add("agreement", agreement.agreement);
  figures.Add("kappa", agreement.kappa);
  if (agreement.kappa.value) json["kappa_ci95"] = agreement.kappa_interval;
  return json;
}

OrderedJson GateJson(const QualityGateResult& gate) {
  constexpr const char* kVerdicts[] = {"holds", "fails", "undecided"};
  OrderedJson json = {{"gate", gate.text}, {"verdict", kVerdicts[static_cast<size_t>(gate.verdict)]}};
  json["values"] = OrderedJson::array();
  for (const QualityGateValue& value : gate.values) {
    OrderedJson one = {{"column", value.column}, {"verdict", kVerdicts[static_cast<size_t>(value.verdict)]}};
    FigureWriter(one).Add("value", value.figure);
    if (value.column.empty()) one.erase("column");
    json["values"].push_back(std::move(one));
  }
  return json;
}

}  // namespace

OrderedJson QualityJson(const QualityPage& page) {
  OrderedJson json = {{"file", page.file}, {"rows", page.report.rows}};
  json["columns"] = OrderedJson::array();
  for (const ColumnProfile& column : page.report.columns) json["columns"].push_back(ColumnJson(column));
  json["texts"] = OrderedJson::array();
  for (const TextQuality& text : page.report.texts) json["texts"].push_back(TextJson(text));
  if (page.report.similarity) {
    json["reference"] = page.reference;
    json["similarity"] = SimilarityJson(*page.report.similarity);
    json["closest_records"] = ClosestJson(*page.report.closest);
  }
  if (page.report.agreement) json["labels"] = AgreementJson(*page.report.agreement);
  json["gates"] = OrderedJson::array();
  for (const QualityGateResult& gate : page.gates) json["gates"].push_back(GateJson(gate));
  json["left_out"] = page.left_out;
  return json;
}

}  // namespace harness
