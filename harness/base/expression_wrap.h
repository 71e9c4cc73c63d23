// Breaks a line into lines of a width, as Python's textwrap.wrap() does for the filter `wordwrap`. Internal to the
// expression files.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace harness::expression {

struct WrapOptions {
  size_t width = 79;  // code points, at least 1
  bool break_long_words = true;
  bool break_on_hyphens = true;
};

// Blanks at the ends of the lines go; those at the start of the first stay. Linear time. Any thread.
std::vector<std::string> Wrap(std::string_view line, const WrapOptions& options);

}  // namespace harness::expression
