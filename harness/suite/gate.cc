#include "harness/suite/gate.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "harness/base/shape.h"
#include "harness/base/text.h"
#include "harness/core/verdict.h"

namespace harness {
namespace {

// What a figure is named by within its parentheses, before an expression.
enum class Named { kNot, kScorer, kVerdict, kLatency, kMetric, kLabel };
// What a figure is counted in, which says what its bound may be.
enum class Unit { kRate, kTime, kMoney, kCount };

struct FigureRow {
  std::string_view word;
  Figure figure;
  Named named;
  Unit unit;
};

constexpr FigureRow kFigures[] = {
    {"pass_rate", Figure::kPassRate, Named::kNot, Unit::kRate},
    {"case_pass_rate", Figure::kCasePassRate, Named::kNot, Unit::kRate},
    {"mean", Figure::kMean, Named::kScorer, Unit::kRate},
    {"count", Figure::kCount, Named::kVerdict, Unit::kCount},
    {"p50", Figure::kP50, Named::kLatency, Unit::kTime},
    {"p95", Figure::kP95, Named::kLatency, Unit::kTime},
    {"p99", Figure::kP99, Named::kLatency, Unit::kTime},
    {"max", Figure::kMax, Named::kLatency, Unit::kTime},
    {"cost", Figure::kCost, Named::kNot, Unit::kMoney},
    {"coverage", Figure::kCoverage, Named::kNot, Unit::kRate},
    {"cases", Figure::kCases, Named::kNot, Unit::kCount},
    {"accuracy", Figure::kAccuracy, Named::kMetric, Unit::kRate},
    {"macro_precision", Figure::kMacroPrecision, Named::kMetric, Unit::kRate},
    {"macro_recall", Figure::kMacroRecall, Named::kMetric, Unit::kRate},
    {"macro_f1", Figure::kMacroF1, Named::kMetric, Unit::kRate},
    {"micro_precision", Figure::kMicroPrecision, Named::kMetric, Unit::kRate},
    {"micro_recall", Figure::kMicroRecall, Named::kMetric, Unit::kRate},
    {"micro_f1", Figure::kMicroF1, Named::kMetric, Unit::kRate},
    {"precision", Figure::kPrecision, Named::kLabel, Unit::kRate},
    {"recall", Figure::kRecall, Named::kLabel, Unit::kRate},
    {"f1", Figure::kF1, Named::kLabel, Unit::kRate},
};

struct ComparisonRow {
  std::string_view word;
  Comparison comparison;
};

// Longer ones first.
constexpr ComparisonRow kComparisons[] = {
    {"<=", Comparison::kLessEqual}, {">=", Comparison::kGreaterEqual}, {"==", Comparison::kEqual},
    {"!=", Comparison::kNotEqual},  {"<", Comparison::kLess},          {">", Comparison::kGreater},
};

constexpr size_t kMaxGate = 4096;  // bytes

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool IsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

class GateParser {
 public:
  explicit GateParser(std::string_view text) : text_(text) {}

  Result<Gate> Parse() {
    if (text_.size() > kMaxGate) return Wrong(0, fmt::format("a gate is at most {} bytes long", kMaxGate));
    if (auto figure = ParsePooledFigure(); !figure) return Unexpected(figure.error());
    if (auto bound = ParseBound(); !bound) return Unexpected(bound.error());
    SkipBlanks();
    if (at_ < text_.size()) return Wrong(at_, "nothing may follow the bound");
    gate_.text = Trim(text_);
    return std::move(gate_);
  }

 private:
  Unexpected Wrong(size_t at, std::string_view message) const {
    const int column = static_cast<int>(at) + 1;
    const bool one_line = text_.find_first_of("\r\n") == std::string_view::npos && text_.size() <= 200;
    return Unexpected(Error(Diagnostic{
        {"", 0, column}, fmt::format("column {}: {}", column, message), one_line ? std::string(text_) : ""}));
  }

  void SkipBlanks() {
    while (at_ < text_.size() && IsBlank(text_[at_])) ++at_;
  }

  bool Take(std::string_view token) {
    SkipBlanks();
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  std::string_view TakeWord() {
    SkipBlanks();
    const size_t begin = at_;
    while (at_ < text_.size() && IsWord(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  Result<> ParsePooledFigure() {
    const size_t begin = at_;
    if (TakeWord() != "pooled") {
      at_ = begin;
      return ParseFigure();
    }
    gate_.pooled = true;
    if (!Take("(")) return Wrong(at_, "'(' is expected behind 'pooled'");
    if (auto figure = ParseFigure(); !figure) return figure;
    if (!Take(")")) return Wrong(at_, "')' is expected here");
    return {};
  }

  Result<> ParseFigure() {
    SkipBlanks();
    const size_t begin = at_;
    const std::string_view word = TakeWord();
    const auto found =
        std::find_if(std::begin(kFigures), std::end(kFigures), [&](const FigureRow& f) { return f.word == word; });
    if (found == std::end(kFigures)) return UnknownFigure(begin, word);
    row_ = found;
    gate_.figure = found->figure;
    if (!Take("(")) {
      if (found->named == Named::kNot || found->named == Named::kMetric) return {};
      return Wrong(at_, fmt::format("'{}' needs a name: {}", word, Example()));
    }
    if (found->named == Named::kMetric) {
      if (TakeMetricName()) {
        if (Take(")")) return {};
        (void)Take(",");
      }
    } else if (found->named != Named::kNot) {
      if (auto name = ParseName(); !name) return name;
      if (found->named == Named::kLabel) TakeLabel();
      if (Take(")")) return {};
      if (!Take(",")) return Wrong(at_, "',' or ')' is expected here");
    }
    if (auto filter = ParseFilter(); !filter) return filter;
    if (!Take(")"))
      return Wrong(at_, text_.substr(at_).starts_with('=') ? "write == for equal" : "')' is expected here");
    return {};
  }

  Unexpected UnknownFigure(size_t at, std::string_view word) const {
    std::vector<std::string> known;
    for (const FigureRow& row : kFigures) known.emplace_back(row.word);
    if (word.empty()) return Wrong(at, "a figure is expected here: " + JoinQuoted(std::span<const std::string>(known)));
    return Wrong(at, UnknownName("figure", word, known));
  }

  // A text in quotes, or with `bare` a word, as the whole of an argument: more than that is an expression.
  std::optional<std::string> TakeArgument(bool bare) {
    SkipBlanks();
    const size_t begin = at_;
    std::string argument;
    if (at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"')) {
      const size_t end = std::min(text_.find(text_[at_], at_ + 1), text_.size());
      argument = text_.substr(at_ + 1, end - at_ - 1);
      at_ = std::min(end + 1, text_.size());
    } else if (bare) {
      at_ = std::min(text_.find_first_of(" \t\r\n,()[]{}.=<>!'\"+*/|", at_), text_.size());
      argument = text_.substr(begin, at_ - begin);
    }
    SkipBlanks();
    const bool whole = at_ < text_.size() && (text_[at_] == ',' || text_[at_] == ')');
    if (whole && !argument.empty()) return argument;
    at_ = begin;
    return std::nullopt;
  }

  bool TakeMetricName() {
    const auto name = TakeArgument(true);
    gate_.name = name.value_or("");
    return name.has_value();
  }

  // recall(LABEL) or recall(METRIC, 'LABEL'): what was read as the name is one or the other.
  void TakeLabel() {
    gate_.label = std::exchange(gate_.name, "");
    const size_t begin = at_;
    if (!Take(",")) return;
    if (auto second = TakeArgument(false)) {
      gate_.name = std::exchange(gate_.label, std::move(*second));
    } else {
      at_ = begin;
    }
  }

  std::string_view Example() const {
    if (row_->named == Named::kLabel) return "recall('LABEL')";
    if (row_->named == Named::kScorer) return "mean(SCORER)";
    return row_->named == Named::kVerdict ? "count(fail)" : "p95(latency)";
  }

  Result<> ParseName() {
    SkipBlanks();
    const size_t begin = at_;
    if (at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"')) {
      const size_t end = text_.find(text_[at_], at_ + 1);
      if (end == std::string_view::npos) return Wrong(at_, "the quote that opens here is never closed");
      gate_.name = text_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
    } else {
      at_ = std::min(text_.find_first_of(",()", at_), text_.size());
      gate_.name = Trim(text_.substr(begin, at_ - begin));
    }
    if (gate_.name.empty()) return Wrong(begin, fmt::format("a name is expected here: {}", Example()));
    return CheckName(begin);
  }

  Result<> CheckName(size_t at) {
    if (row_->named == Named::kLatency) {
      if (gate_.name != "latency") return Wrong(at, fmt::format("'latency' is expected here, found '{}'", gate_.name));
      gate_.name.clear();
    } else if (row_->named == Named::kVerdict && !ParseVerdict(gate_.name)) {
      std::vector<std::string> known;
      for (const Verdict verdict : kVerdicts) known.emplace_back(ToString(verdict));
      return Wrong(at, UnknownName("verdict", gate_.name, known));
    }
    return {};
  }

  Result<> ParseFilter() {
    SkipBlanks();
    const size_t begin = at_;
    auto filter = Expression::ParsePrefix(text_, at_, &at_);
    if (!filter) return Unexpected(filter.error());
    for (const std::string& name : filter->names())
      if (std::find(std::begin(kCaseNames), std::end(kCaseNames), name) == std::end(kCaseNames))
        return Wrong(FindWord(begin, name), UnknownCaseName(name));
    gate_.filter = std::move(*filter);
    return {};
  }

  // Where a name stands for the first time from `begin` on; within a quoted text at worst.
  size_t FindWord(size_t begin, std::string_view name) const {
    for (size_t at = text_.find(name, begin); at != std::string_view::npos; at = text_.find(name, at + 1)) {
      const bool starts = at == 0 || !IsWord(text_[at - 1]);
      if (starts && (at + name.size() == text_.size() || !IsWord(text_[at + name.size()]))) return at;
    }
    return begin;
  }

  Result<> ParseBound() {
    SkipBlanks();
    const auto found = std::find_if(std::begin(kComparisons), std::end(kComparisons),
                                    [&](const ComparisonRow& c) { return Take(c.word); });
    if (found == std::end(kComparisons)) {
      const bool single = text_.substr(at_).starts_with('=');
      return Wrong(at_, single ? "write == for equal" : "a comparison is expected here: <, <=, >, >=, == or !=");
    }
    gate_.comparison = found->comparison;
    SkipBlanks();
    const size_t begin = at_;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), gate_.bound);
    if (error != std::errc() || !std::isfinite(gate_.bound)) return Wrong(at_, "a number is expected here");
    at_ = static_cast<size_t>(end - text_.data());
    if (std::signbit(gate_.bound)) return Wrong(begin, "the bound can't be negative");
    return ParseUnit(begin);
  }

  Result<> ParseUnit(size_t number_at) {
    SkipBlanks();
    const size_t begin = at_;
    gate_.unit = Take("%") ? "%" : std::string(TakeWord());
    const std::string& unit = gate_.unit;
    if (!unit.empty() && unit != "%" && unit != "ms" && unit != "s")
      return Wrong(begin, fmt::format("unknown unit '{}'; known are %, ms and s", Abbreviate(unit, 60)));
    const bool time = unit == "ms" || unit == "s";
    if (row_->unit == Unit::kTime) {
      if (!time)
        return Wrong(unit.empty() ? number_at : begin, "a latency is compared with a time, such as 500ms or 2s");
      if (unit == "ms") gate_.bound /= 1000;
      return {};
    }
    if (time) return Wrong(begin, fmt::format("'{}' is no time: the unit '{}' does not fit", row_->word, unit));
    if (row_->unit != Unit::kRate) {
      if (unit.empty()) return {};
      return Wrong(begin, fmt::format("'{}' is no rate: '%' does not fit", row_->word));
    }
    if (unit == "%") gate_.bound /= 100;
    if (gate_.bound <= 1) return {};
    if (unit == "%") return Wrong(number_at, "a rate is at most 100%");
    return Wrong(number_at, fmt::format("a rate is at most 1; did you mean {}%?", gate_.bound));
  }

  std::string_view text_;
  size_t at_ = 0;
  const FigureRow* row_ = nullptr;
  Gate gate_;
};

}  // namespace

std::string UnknownCaseName(std::string_view name) {
  const std::vector<std::string> known(std::begin(kCaseNames), std::end(kCaseNames));
  std::string message = UnknownName("name", name, known);
  if (message.find("did you mean") == std::string::npos)
    message += fmt::format("; a column of the data is vars.{}", Abbreviate(name, 60));
  return message;
}

Result<Gate> ParseGate(std::string_view text) {
  return GateParser(text).Parse();
}

}  // namespace harness
