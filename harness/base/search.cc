#include "harness/base/search.h"

#include <cstring>

namespace harness {

size_t FindText(std::string_view text, std::string_view needle, size_t begin) {
  if (begin > text.size()) return std::string_view::npos;
  if (needle.empty()) return begin;
  // glibc's memmem is the two-way algorithm, and much faster on plain texts; string_view::find is quadratic on "aaaa…".
  const void* found = memmem(text.data() + begin, text.size() - begin, needle.data(), needle.size());
  return found ? static_cast<size_t>(static_cast<const char*>(found) - text.data()) : std::string_view::npos;
}

}  // namespace harness
