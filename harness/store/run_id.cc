#include "harness/store/run_id.h"

#include <fmt/format.h>

#include <string_view>

namespace harness {

std::string MakeRunId(Clock& clock, uint64_t random) {
  const std::string stamp = FormatTimestamp(clock.WallMicros());  // 2026-01-31T23:59:59.000Z
  const std::string_view at = stamp;
  return fmt::format("{}{}{}-{}{}{}-{:06x}", at.substr(0, 4), at.substr(5, 2), at.substr(8, 2), at.substr(11, 2),
                     at.substr(14, 2), at.substr(17, 2), random & 0xFFFFFF);
}

}  // namespace harness
