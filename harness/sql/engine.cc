#include "harness/sql/engine.h"

namespace harness {

std::string_view ToString(SqlProblem problem) {
  switch (problem) {
    case SqlProblem::kSyntax:
      return "syntax";
    case SqlProblem::kMissingName:
      return "missing_name";
    case SqlProblem::kRefused:
      return "refused";
    case SqlProblem::kTimeout:
      return "timeout";
    case SqlProblem::kTooLarge:
      return "too_large";
    case SqlProblem::kFailed:
      return "failed";
    case SqlProblem::kUnavailable:
      return "unavailable";
    case SqlProblem::kStopped:
      return "stopped";
  }
  return "";
}

}  // namespace harness
