#include "generators/semantic/fold.h"

#include <array>

namespace harness {
namespace {

constexpr char kNone = 0, kSkip = 1;

// What a byte becomes: kNone parts words, kSkip is left out.
constexpr std::array<char, 256> kFolded = [] {
  std::array<char, 256> table{};
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = c;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = static_cast<char>(c - 'A' + 'a');
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = c;
  for (size_t byte = 0x80; byte < 0x100; ++byte) table[byte] = kSkip;
  table['\''] = kSkip;
  return table;
}();

// U+00C0 to U+00FF, which are 0xC3 and a byte from 0x80 on.
constexpr std::string_view kLatin1 = "aaaaaaaceeeeiiiidnooooo\1ouuuuytsaaaaaaaceeeeiiiidnooooo\1ouuuuyty";
static_assert(kLatin1.size() == 64);

}  // namespace

size_t FoldInto(std::string_view text, char separator, char* to, size_t room) {
  size_t size = 0;
  bool parted = false;
  for (size_t i = 0; i < text.size() && size < room; ++i) {
    char folded = kFolded[static_cast<unsigned char>(text[i])];
    if (text[i] == '\xC3' && i + 1 < text.size()) folded = kLatin1[static_cast<unsigned char>(text[++i]) & 63];
    if (folded == kSkip) continue;
    if (folded == kNone) {
      parted = size > 0 && separator != 0;
      continue;
    }
    if (parted) {
      if (size + 1 == room) return size;
      to[size++] = separator;
      parted = false;
    }
    to[size++] = folded;
  }
  return size;
}

}  // namespace harness
