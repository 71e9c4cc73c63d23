#include "harness/core/score.h"

#include <cassert>
#include <utility>

namespace harness {
namespace {

Score Make(Verdict verdict, std::optional<double> value, std::string reason) {
  Score score;
  score.verdict = verdict;
  score.value = value;
  score.reason = std::move(reason);
  return score;
}

}  // namespace

std::string_view Score::Category() const {
  if (!evidence.is_object()) return {};
  const auto found = evidence.find("category");
  if (found == evidence.end() || !found->is_string()) return {};
  return found->get_ref<const std::string&>();
}

Score Score::Pass(std::string reason) {
  return Make(Verdict::kPass, 1, std::move(reason));
}
Score Score::Fail(std::string reason) {
  return Make(Verdict::kFail, 0, std::move(reason));
}

Score Score::Graded(double value, bool pass, std::string reason) {
  assert(value >= 0 && value <= 1);
  return Make(pass ? Verdict::kPass : Verdict::kFail, value, std::move(reason));
}

Score Score::Unknown(std::string reason) {
  return Make(Verdict::kUnknown, std::nullopt, std::move(reason));
}
Score Score::Error(std::string reason) {
  return Make(Verdict::kError, std::nullopt, std::move(reason));
}
Score Score::Skipped(std::string reason) {
  return Make(Verdict::kSkipped, std::nullopt, std::move(reason));
}

}  // namespace harness
