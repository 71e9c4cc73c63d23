#include "harness/cli/exit_code.h"

#include <algorithm>

namespace harness {

int ExitCodeOf(const Error& error) {
  return error.IsOutage() ? kExitIncomplete : kExitMistake;
}

int WorstExitCode(std::span<const int> codes) {
  constexpr int kOrder[] = {kExitMistake, kExitInterrupted, kExitGateFailed, kExitIncomplete, 4, kExitHolds};
  for (const int code : kOrder)
    if (std::find(codes.begin(), codes.end(), code) != codes.end()) return code;
  return kExitHolds;
}

}  // namespace harness
