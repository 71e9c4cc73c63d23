#include "harness/results/quality/quality_gate.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "harness/base/shape.h"
#include "harness/base/text.h"

namespace harness {

struct QualityFigureType {
  std::string_view name;
  bool share;
  // One of the three: of a text, of a column, of the table.
  QualityFigure (*of_text)(const TextQuality& text) = nullptr;
  QualityFigure (*of_column)(const ColumnProfile& column) = nullptr;
  QualityFigure (*of_table)(const QualityReport& report) = nullptr;
};

namespace {

using Type = QualityFigureType;

QualityFigure OfSimilarity(const QualityReport& report, QualityFigure TableSimilarity::*figure) {
  return report.similarity ? (*report.similarity).*figure : QualityFigure::None("no reference");
}

QualityFigure OfClosest(const QualityReport& report, QualityFigure ClosestRecords::*figure) {
  return report.closest ? (*report.closest).*figure : QualityFigure::None("no reference");
}

QualityFigure OfAgreement(const QualityReport& report, QualityFigure LabelAgreement::*figure) {
  return report.agreement ? (*report.agreement).*figure : QualityFigure::None("no labels beside others");
}

const Type kFigures[] = {
    {"near_twins", true, [](const TextQuality& t) { return t.near_twins; }},
    {"exact_duplicates", true, [](const TextQuality& t) { return t.exact_duplicates; }},
    {"distinct_1", true, [](const TextQuality& t) { return t.distinct[0]; }},
    {"distinct_2", true, [](const TextQuality& t) { return t.distinct[1]; }},
    {"distinct_3", true, [](const TextQuality& t) { return t.distinct[2]; }},
    {"self_bleu", true, [](const TextQuality& t) { return t.self_bleu; }},
    {"vendi", true, [](const TextQuality& t) { return t.vendi.q1; }},
    {"vendi_q2", true, [](const TextQuality& t) { return t.vendi.q2; }},
    {"leakage", true, [](const TextQuality& t) { return t.leakage.share; }},
    {"copied", true, [](const TextQuality& t) { return t.leakage.copied; }},
    {"reference_twins", true, [](const TextQuality& t) { return t.leakage.twins; }},
    {"label_conflicts", true, [](const TextQuality& t) { return t.label_conflicts; }},
    {"nulls", true, nullptr, [](const ColumnProfile& c) { return c.null_share(); }},
    {"balance", true, nullptr, [](const ColumnProfile& c) { return c.balance; }},
    {"distinct", false, nullptr,
     [](const ColumnProfile& c) { return QualityFigure::Of(static_cast<double>(c.distinct)); }},
    {"rows", false, nullptr, nullptr,
     [](const QualityReport& r) { return QualityFigure::Of(static_cast<double>(r.rows)); }},
    {"shape", true, nullptr, nullptr, [](const QualityReport& r) { return OfSimilarity(r, &TableSimilarity::shape); }},
    {"pair_trends", true, nullptr, nullptr,
     [](const QualityReport& r) { return OfSimilarity(r, &TableSimilarity::pair_trends); }},
    {"quality", true, nullptr, nullptr,
     [](const QualityReport& r) { return OfSimilarity(r, &TableSimilarity::quality); }},
    {"dcr", true, nullptr, nullptr, [](const QualityReport& r) { return OfClosest(r, &ClosestRecords::dcr); }},
    {"baseline_protection", true, nullptr, nullptr,
     [](const QualityReport& r) { return OfClosest(r, &ClosestRecords::baseline_protection); }},
    {"overfitting_protection", true, nullptr, nullptr,
     [](const QualityReport& r) { return OfClosest(r, &ClosestRecords::overfitting_protection); }},
    {"new_rows", true, nullptr, nullptr,
     [](const QualityReport& r) { return OfClosest(r, &ClosestRecords::new_rows); }},
    {"agreement", true, nullptr, nullptr,
     [](const QualityReport& r) { return OfAgreement(r, &LabelAgreement::agreement); }},
    {"kappa", true, nullptr, nullptr, [](const QualityReport& r) { return OfAgreement(r, &LabelAgreement::kappa); }},
};

constexpr size_t kMaxGate = 4096;  // bytes

// Longer ones first.
constexpr Comparison kComparisons[] = {Comparison::kLessEqual, Comparison::kGreaterEqual, Comparison::kEqual,
                                       Comparison::kNotEqual,  Comparison::kLess,         Comparison::kGreater};

class QualityGateParser {
 public:
  explicit QualityGateParser(std::string_view text) : text_(text) {}

  Result<QualityGate> Parse() {
    if (text_.size() > kMaxGate) return Wrong(0, fmt::format("a gate is at most {} bytes long", kMaxGate));
    if (auto figure = ParseFigure(); !figure) return Unexpected(figure.error());
    if (auto column = ParseColumn(); !column) return Unexpected(column.error());
    if (auto bound = ParseBound(); !bound) return Unexpected(bound.error());
    SkipBlanks();
    if (at_ < text_.size()) return Wrong(at_, "nothing may follow the bound");
    gate_.text = Trim(text_);
    return std::move(gate_);
  }

 private:
  static Unexpected Wrong(size_t at, std::string_view message) { return Fail("column {}: {}", at + 1, message); }

  void SkipBlanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool Take(std::string_view token) {
    SkipBlanks();
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  Result<> ParseFigure() {
    SkipBlanks();
    const size_t begin = at_;
    at_ = std::min(text_.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_", at_), text_.size());
    const std::string_view word = text_.substr(begin, at_ - begin);
    const auto found = std::ranges::find(kFigures, word, &Type::name);
    if (found != std::end(kFigures)) {
      gate_.figure = found;
      return {};
    }
    std::vector<std::string> known;
    for (const Type& type : kFigures) known.emplace_back(type.name);
    if (word.empty())
      return Wrong(begin, "a figure is expected here: " + JoinQuoted(std::span<const std::string>(known)));
    return Wrong(begin, UnknownName("figure", word, known));
  }

  Result<> ParseColumn() {
    if (!Take("(")) return {};
    SkipBlanks();
    const size_t begin = at_;
    if (gate_.figure->of_table && gate_.figure->name != "shape")
      return Wrong(begin, fmt::format("'{}' is of the whole table and takes no column", gate_.figure->name));
    const bool quoted = at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"');
    const size_t end = quoted ? text_.find(text_[at_], at_ + 1) : text_.find(')', at_);
    if (end == std::string_view::npos)
      return Wrong(begin, quoted ? "the quote that opens here is never closed" : "')' is expected behind the column");
    gate_.column = quoted ? text_.substr(begin + 1, end - begin - 1) : Trim(text_.substr(begin, end - begin));
    at_ = end + (quoted ? 1 : 0);
    if (gate_.column.empty()) return Wrong(begin, "the name of a column is expected here");
    if (!Take(")")) return Wrong(at_, "')' is expected behind the column");
    return {};
  }

  Result<> ParseBound() {
    const auto found = std::ranges::find_if(kComparisons, [&](Comparison c) { return Take(ToString(c)); });
    if (found == std::end(kComparisons)) {
      const bool single = text_.substr(at_).starts_with('=');
      return Wrong(at_, single ? "write == for equal" : "a comparison is expected here: <, <=, >, >=, == or !=");
    }
    gate_.comparison = *found;
    SkipBlanks();
    const size_t begin = at_;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), gate_.bound);
    if (error != std::errc() || !std::isfinite(gate_.bound)) return Wrong(begin, "a number is expected here");
    if (std::signbit(gate_.bound)) return Wrong(begin, "the bound can't be negative");
    at_ = static_cast<size_t>(end - text_.data());
    return ParseUnit(begin);
  }

  Result<> ParseUnit(size_t number_at) {
    const bool percent = Take("%");
    if (!gate_.figure->share)
      return percent ? Wrong(number_at, fmt::format("'{}' is a number: '%' does not fit", gate_.figure->name))
                     : Result<>();
    if (percent) gate_.bound /= 100;
    if (gate_.bound <= 1) return {};
    if (percent) return Wrong(number_at, "a share is at most 100%");
    return Wrong(number_at, fmt::format("a share is at most 1; did you mean {}%?", gate_.bound));
  }

  std::string_view text_;
  size_t at_ = 0;
  QualityGate gate_;
};

// shape(COLUMN)
QualityFigure ShapeOf(const QualityReport& report, const std::string& column) {
  if (!report.similarity) return QualityFigure::None("no reference");
  const auto found = std::ranges::find(report.similarity->columns, column, &ColumnShape::column);
  return found == report.similarity->columns.end() ? QualityFigure::None("no such column on both sides")
                                                   : found->figure;
}

std::vector<QualityGateValue> ValuesOf(const QualityGate& gate, const QualityReport& report) {
  std::vector<QualityGateValue> values;
  const auto add = [&](const std::string& column, QualityFigure figure) {
    if (gate.column.empty() || gate.column == column) values.push_back({column, std::move(figure)});
  };
  if (gate.figure->of_table && !gate.column.empty())
    values.push_back({gate.column, ShapeOf(report, gate.column)});
  else if (gate.figure->of_table)
    values.push_back({"", gate.figure->of_table(report)});
  else if (gate.figure->of_column)
    for (const ColumnProfile& column : report.columns) add(column.name, gate.figure->of_column(column));
  else
    for (const TextQuality& text : report.texts) add(text.column, gate.figure->of_text(text));
  return values;
}

// Where there is nothing to measure, one value that says so.
QualityGateValue Nothing(const QualityGate& gate) {
  const std::string what = gate.figure->of_text ? "text column" : "column";
  return {gate.column, QualityFigure::None(gate.column.empty() ? "no " + what : "no such " + what)};
}

QualityVerdict VerdictOf(const QualityFigure& figure, const QualityGate& gate) {
  if (!figure.value) return QualityVerdict::kUndecided;
  const bool holds = Holds(*figure.value, gate.comparison, gate.bound);
  if (figure.most && Holds(*figure.most, gate.comparison, gate.bound) != holds) return QualityVerdict::kUndecided;
  return holds ? QualityVerdict::kHolds : QualityVerdict::kFails;
}

QualityGateResult Judge(const QualityGate& gate, const QualityReport& report) {
  QualityGateResult result{gate.text, gate.figure->share, ValuesOf(gate, report), QualityVerdict::kHolds};
  if (gate.if_measured) std::erase_if(result.values, [](const QualityGateValue& value) { return !value.figure.value; });
  if (result.values.empty() && !gate.if_measured) result.values.push_back(Nothing(gate));
  for (QualityGateValue& value : result.values) {
    value.verdict = VerdictOf(value.figure, gate);
    const bool worse = value.verdict == QualityVerdict::kFails || result.verdict == QualityVerdict::kHolds;
    if (worse) result.verdict = value.verdict;
  }
  return result;
}

}  // namespace

Result<QualityGate> ParseQualityGate(std::string_view text) {
  return QualityGateParser(text).Parse();
}

std::vector<QualityGate> DefaultQualityGates() {
  std::vector<QualityGate> gates;
  for (const char* text : {"near_twins <= 5%", "self_bleu <= 0.35", "vendi >= 0.7"}) {
    gates.push_back(*ParseQualityGate(text));
    gates.back().if_measured = true;
  }
  return gates;
}

std::vector<QualityGateResult> JudgeQuality(const std::vector<QualityGate>& gates, const QualityReport& report) {
  std::vector<QualityGateResult> results;
  for (const QualityGate& gate : gates) {
    QualityGateResult result = Judge(gate, report);
    if (!result.values.empty()) results.push_back(std::move(result));
  }
  return results;
}

}  // namespace harness
