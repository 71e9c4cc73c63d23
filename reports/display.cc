#include "reports/display.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <iterator>

namespace harness {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Character {
  UChar32 code;  // negative: ill-formed
  std::string_view bytes;
};

// Takes the character at the front of a text that is not empty.
Character TakeCharacter(std::string_view& text) {
  const auto length = static_cast<int32_t>(std::min<size_t>(text.size(), 4));
  int32_t size = 0;
  UChar32 code = 0;
  U8_NEXT(text.data(), size, length, code);
  const std::string_view bytes = text.substr(0, static_cast<size_t>(size));
  text.remove_prefix(bytes.size());
  return {code, bytes};
}

// The vowels and final consonants of decomposed Hangul stand in the columns of the consonant before them.
bool JoinsHangul(UChar32 c) {
  const int32_t type = u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE);
  return type == U_HST_VOWEL_JAMO || type == U_HST_TRAILING_JAMO;
}

size_t WidthOf(UChar32 c) {
  if (c < 0) return 1;
  if (c < 0x300) return c == 0xAD ? 0 : 1;  // a soft hyphen is not shown
  constexpr uint32_t kNoWidth = U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK;
  if ((U_GET_GC_MASK(c) & kNoWidth) != 0 || JoinsHangul(c)) return 0;
  const int32_t width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

bool TurnsDirection(UChar32 c) {
  return c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

void AppendVisible(std::string& to, const Character& character) {
  const UChar32 c = character.code;
  if (c < 0)
    to += kReplacement;
  else if (c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029)
    to += ' ';
  else if (c < 0x20 || (c >= 0x7F && c < 0xA0))
    fmt::format_to(std::back_inserter(to), "\\x{:02X}", c);
  else if (TurnsDirection(c))
    fmt::format_to(std::back_inserter(to), "\\u{:04X}", c);
  else
    to += character.bytes;
}

std::string_view SequenceOf(Tone tone) {
  switch (tone) {
    case Tone::kBold:
      return "\x1b[1m";
    case Tone::kDim:
      return "\x1b[2m";
    case Tone::kGood:
      return "\x1b[32m";
    case Tone::kBad:
      return "\x1b[31m";
    case Tone::kWarning:
      return "\x1b[33m";
    default:
      return "";
  }
}

}  // namespace

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  while (!text.empty()) width += WidthOf(TakeCharacter(text).code);
  return width;
}

std::string Visible(std::string_view text) {
  std::string visible;
  while (!text.empty()) AppendVisible(visible, TakeCharacter(text));
  return visible;
}

std::string FitTo(std::string_view text, size_t width) {
  std::string_view rest = text;
  size_t used = 0;
  size_t cut = 0;  // in bytes: what leaves a column for the mark
  while (!rest.empty()) {
    const size_t at = text.size() - rest.size();
    if (used + 1 <= width) cut = at;
    used += WidthOf(TakeCharacter(rest).code);
    if (used > width) return std::string(text.substr(0, cut)) + "…";
  }
  return std::string(text);
}

std::string PadRight(std::string text, size_t width) {
  const size_t own = DisplayWidth(text);
  if (own < width) text.append(width - own, ' ');
  return text;
}

std::string PadLeft(std::string text, size_t width) {
  const size_t own = DisplayWidth(text);
  if (own < width) text.insert(0, width - own, ' ');
  return text;
}

std::string Paint(std::string_view text, Tone tone, bool colour) {
  if (!colour || tone == Tone::kPlain || text.empty()) return std::string(text);
  return fmt::format("{}{}\x1b[0m", SequenceOf(tone), text);
}

std::string FormatShare(double share) {
  std::string text = fmt::format("{:.1f}%", share * 100);
  if (share > 0 && text == "0.0%") return "<0.1%";
  if (share < 1 && text == "100.0%") return ">99.9%";
  return text;
}

std::string FormatDollars(double dollars) {
  return fmt::format("${:.{}f}", dollars, dollars >= 1 || dollars == 0 ? 2 : 4);
}

}  // namespace harness
