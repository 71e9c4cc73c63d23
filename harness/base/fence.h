// Fenced blocks (``` … ``` or ~~~ … ~~~) in prose, as models write code. Pure functions, any thread.
#pragma once

#include <optional>
#include <string_view>

namespace harness {

struct Fence {
  std::string_view language;  // what stands behind the opening marks; may be empty
  std::string_view body;      // without blanks and line ends around it
};

// The first block that begins at or after `from`, which then stands behind it. One that never closes reaches to the end
// of the text.
std::optional<Fence> NextFence(std::string_view text, size_t& from);

}  // namespace harness
