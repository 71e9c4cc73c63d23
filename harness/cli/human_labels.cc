#include "harness/cli/human_labels.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "harness/base/text.h"

namespace harness {
namespace {

const std::vector<std::string> kPositive = {"pass", "passed", "yes", "y", "true", "1", "good", "correct"};
const std::vector<std::string> kNegative = {"fail", "failed", "no", "n", "false", "0", "bad", "incorrect"};
constexpr size_t kShown = 40;  // code points of a label in a message

bool Has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void Fold(std::vector<std::string>& words) {
  for (std::string& word : words) word = FoldCase(Trim(word));
}

std::optional<double> NumberOf(std::string_view text) {
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

}  // namespace

Json LabelWords::ToJson() const {
  return {{"columns", columns},
          {"positive", positive},
          {"negative", negative},
          {"drop", drop},
          {"threshold", threshold ? Json(*threshold) : Json()}};
}

LabelWords LabelWords::FromJson(const Json& json) {
  const auto words = [&](const char* key) { return json.value(key, std::vector<std::string>()); };
  LabelWords read{words("columns"), words("positive"), words("negative"), words("drop"), {}};
  if (json.contains("threshold") && json["threshold"].is_number()) read.threshold = json["threshold"].get<double>();
  return read;
}

Result<HumanLabels> HumanLabels::Make(LabelWords words) {
  Fold(words.positive);
  Fold(words.negative);
  Fold(words.drop);
  const bool named = !words.positive.empty() || !words.negative.empty();
  if (named && words.threshold) return Fail("--label-threshold is for numbers, --positive and --negative for words");
  if (named && (words.positive.empty() || words.negative.empty()))
    return Fail("--positive and --negative go together: every label must be one of their words");
  if (!named && !words.threshold) {
    words.positive = kPositive;
    words.negative = kNegative;
  }
  for (const std::string& word : words.positive)
    if (Has(words.negative, word)) return Fail("'{}' is both in --positive and in --negative", word);
  for (size_t i = 0; i < words.columns.size(); ++i)
    if (std::find(words.columns.begin(), words.columns.begin() + static_cast<ptrdiff_t>(i), words.columns[i]) !=
        words.columns.begin() + static_cast<ptrdiff_t>(i))
      return Fail("--label names the column '{}' twice", words.columns[i]);
  return HumanLabels(std::move(words));
}

Result<HumanLabel> HumanLabels::OfRater(const Json& value) const {
  if (value.is_structured()) return Fail("a label can't be '{}'", Abbreviate(CanonicalJson(value), kShown));
  const std::string text = value.is_null() ? "" : FoldCase(Trim(JsonText(value)));
  if (text.empty() || Has(words_.drop, text)) return HumanLabel::kNone;
  if (words_.threshold) {
    const auto number = NumberOf(text);
    if (!number) return Fail("'{}' is no number, as --label-threshold needs", Abbreviate(text, kShown));
    return *number >= *words_.threshold ? HumanLabel::kGood : HumanLabel::kBad;
  }
  if (Has(words_.positive, text)) return HumanLabel::kGood;
  if (Has(words_.negative, text)) return HumanLabel::kBad;
  return Fail(
      "the label '{}' is neither one that passes ({}) nor one that fails ({}); --positive and --negative name "
      "other words, --drop those to leave out",
      Abbreviate(text, kShown), fmt::join(words_.positive, ", "), fmt::join(words_.negative, ", "));
}

Result<HumanLabel> HumanLabels::Of(const Json& fields, const Place& place) const {
  int good = 0, bad = 0;
  for (const std::string& column : words_.columns) {
    const auto value = fields.find(column);
    if (value == fields.end()) continue;
    const auto label = OfRater(*value);
    if (!label) return Unexpected(Error({place, fmt::format("column '{}': {}", column, label.error().Message()), {}}));
    good += *label == HumanLabel::kGood ? 1 : 0;
    bad += *label == HumanLabel::kBad ? 1 : 0;
  }
  if (good + bad == 0) return HumanLabel::kNone;
  return good > bad ? HumanLabel::kGood : good < bad ? HumanLabel::kBad : HumanLabel::kTie;
}

}  // namespace harness
