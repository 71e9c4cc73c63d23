#include "harness/base/fence.h"

#include <algorithm>

#include "harness/base/text.h"

namespace harness {

namespace {

// Three tildes count at the start of a line alone: elsewhere they are prose.
size_t FindTildes(std::string_view text, size_t from) {
  for (size_t at = text.find("~~~", from); at != std::string_view::npos; at = text.find("~~~", at + 1))
    if (at == 0 || text[at - 1] == '\n') return at;
  return std::string_view::npos;
}

}  // namespace

std::optional<Fence> NextFence(std::string_view text, size_t& from) {
  const size_t open = std::min(text.find("```", from), FindTildes(text, from));
  if (open == std::string_view::npos) return std::nullopt;
  const size_t line_end = text.find('\n', open);
  if (line_end == std::string_view::npos) return std::nullopt;
  size_t close = text.find(text.substr(open, 3), line_end);
  if (close == std::string_view::npos) close = text.size();
  from = std::min(text.size(), close + 3);
  return Fence{Trim(text.substr(open + 3, line_end - open - 3)), Trim(text.substr(line_end, close - line_end))};
}

}  // namespace harness
