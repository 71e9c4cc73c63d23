#include "scorers/levenshtein.h"

#include <algorithm>

#include "harness/base/segment.h"
#include "harness/base/text.h"
#include "scorers/judged.h"
#include "scorers/likeness.h"

namespace harness {
namespace {

constexpr int64_t kAllowed = 5;  // promptfoo's

class LevenshteinScorer final : public Scorer {
 public:
  explicit LevenshteinScorer(uint64_t allowed) : allowed_(allowed) {}

  Score Judge(const Question& question, const CallContext& context) override {
    if (question.expected->is_structured())
      return Score::Error(fmt::format("what is expected is no text: {}", QuoteJson(*question.expected)));
    const std::string wanted = JsonText(*question.expected);
    const TextView view(question.actual);
    const Ids expected = Number(CodePoints(wanted));
    const Ids actual = Number(CodePoints(view.text()));
    const size_t longer = std::max(actual.size(), expected.size());
    const Aligned edits = EditDistance(actual, expected, [&context] { return context.Expired(); });
    if (edits.ending == Aligned::Ending::kGaveUp) return OutOfTime();
    if (edits.ending == Aligned::Ending::kTooLong) {
      return Score::Fail(
          fmt::format("too long to compare: {} characters with {}, the product of those that differ at most {}",
                      actual.size(), expected.size(), kMostPairs));
    }
    if (edits.value == 0) return Score::Pass();
    const double value = 1 - static_cast<double>(edits.value) / static_cast<double>(longer);
    return Score::Graded(
        value, edits.value <= allowed_,
        fmt::format("{}, allowed {}: {}", Counted(edits.value, "edit"), allowed_, Mismatch(view.text(), wanted)));
  }

 private:
  const uint64_t allowed_;
};

Result<std::unique_ptr<Scorer>> MakeLevenshtein(const Node& config, const Services&) {
  const Result<int64_t> allowed = ReadWhole(config, "distance", kAllowed, 0, INT32_MAX);
  if (!allowed) return Unexpected(allowed.error());
  return std::make_unique<LevenshteinScorer>(static_cast<uint64_t>(*allowed));
}

}  // namespace

ScorerType LevenshteinScorerType() {
  ScorerType type;
  type.name = "levenshtein";
  type.doc = "The output is at most so many edits of characters away from what is expected.";
  type.value = kText;
  type.shape.fields = {{.name = "distance", .types = kInteger, .doc = "Edits that are allowed; 5 without it."}};
  type.make = MakeLevenshtein;
  return type;
}

}  // namespace harness
