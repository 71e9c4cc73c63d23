#include "scorers/number.h"

#include <cmath>
#include <limits>

#include "harness/base/text.h"
#include "scorers/judged.h"

namespace harness {
namespace {

constexpr double kRounding = 4 * std::numeric_limits<double>::epsilon();  // of the numbers' size

std::optional<Json> NumberOf(const Json& value) {
  if (value.is_number()) return value;
  if (!value.is_string()) return std::nullopt;
  std::string_view text = Trim(value.get_ref<const std::string&>());
  if (text.starts_with('+')) text.remove_prefix(1);
  Result<Json> parsed = ParseJson(text);
  if (!parsed || !parsed->is_number()) return std::nullopt;
  return *std::move(parsed);
}

class NumberScorer final : public Scorer {
 public:
  NumberScorer(double tolerance, double relative) : tolerance_(tolerance), relative_(relative) {}

  Score Judge(const Question& question, const CallContext&) override {
    const std::optional<Json> expected = NumberOf(*question.expected);
    if (!expected) return Score::Error(fmt::format("what is expected is no number: {}", QuoteJson(*question.expected)));
    const std::optional<Json> actual = NumberOf(question.actual);
    if (!actual)
      return Score::Fail(fmt::format("no number: {}, expected {}", QuoteJson(question.actual), Wanted(*expected)));
    if (IsNear(*actual, *expected)) return Score::Pass();
    return Score::Fail(fmt::format("got {}, expected {}", JsonText(*actual), Wanted(*expected)));
  }

 private:
  bool IsNear(const Json& actual, const Json& expected) const {
    if (JsonEqual(actual, expected)) return true;
    if (tolerance_ == 0 && relative_ == 0) return false;
    const auto a = actual.get<double>();
    const auto e = expected.get<double>();
    const double bound = std::max(tolerance_, relative_ * std::abs(e));
    return std::abs(a - e) <= bound + kRounding * std::max(std::abs(a), std::abs(e));
  }

  // "42", "42 ± 0.5", "42 ± 1%"
  std::string Wanted(const Json& expected) const {
    std::string text = JsonText(expected);
    if (tolerance_ > 0) text += fmt::format(" ± {:g}", tolerance_);
    if (relative_ > 0) text += fmt::format("{} {:g}%", tolerance_ > 0 ? " or" : " ±", relative_ * 100);
    return text;
  }

  const double tolerance_;
  const double relative_;
};

Result<double> ReadTolerance(const Node& config, std::string_view name) {
  const Node* node = config.Find(name);
  if (!node) return 0.0;
  if (node->AsNumber() < 0) return node->Fail("'{}' must not be negative", name);
  return node->AsNumber();
}

Result<std::unique_ptr<Scorer>> MakeNumberScorer(const Node& config, const Services&) {
  Diagnostics diagnostics;
  double tolerance = 0;
  double relative = 0;
  diagnostics.Take(ReadTolerance(config, "tolerance"), tolerance);
  diagnostics.Take(ReadTolerance(config, "relative"), relative);
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  return std::make_unique<NumberScorer>(tolerance, relative);
}

}  // namespace

ScorerType NumberScorerType() {
  ScorerType type;
  type.name = "number";
  type.doc = "The output is a number near what is expected.";
  type.value = kNumber;
  type.shape.fields = {{.name = "tolerance", .types = kNumber, .doc = "How far off it may be."},
                       {.name = "relative",
                        .types = kNumber,
                        .doc = "How far off it may be, as a share of what is expected: 0.01 is 1%."}};
  type.make = MakeNumberScorer;
  return type;
}

}  // namespace harness
