#include "harness/base/fence.h"

#include <algorithm>

#include "harness/base/text.h"

namespace harness {

std::optional<Fence> NextFence(std::string_view text, size_t& from) {
  const size_t open = text.find("```", from);
  if (open == std::string_view::npos) return std::nullopt;
  const size_t line_end = text.find('\n', open);
  if (line_end == std::string_view::npos) return std::nullopt;
  size_t close = text.find("```", line_end);
  if (close == std::string_view::npos) close = text.size();
  from = std::min(text.size(), close + 3);
  return Fence{Trim(text.substr(open + 3, line_end - open - 3)), Trim(text.substr(line_end, close - line_end))};
}

}  // namespace harness
