#include "harness/base/expression_text.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/stringoptions.h>

#include <algorithm>

#include "harness/base/text.h"

namespace harness::expression {
namespace {

constexpr std::string_view kWordBreaks = " \t\n\v\f\r-({[<";
// Beyond ASCII: U+0085, U+00A0, U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000.
constexpr std::string_view kWideBlanks =
    "\u0085\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u2028\u2029\u202F\u205F"
    "\u3000";

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Bytes of the code point at `at`.
size_t CharacterLength(std::string_view text, size_t at) {
  size_t end = at + 1;
  while (end < text.size() && end - at < 4 && IsContinuation(text[end])) ++end;
  return end - at;
}

// Where the last code point of a text that is not empty begins.
size_t LastCharacter(std::string_view text) {
  size_t last = text.size() - 1;
  while (last > 0 && text.size() - last < 4 && IsContinuation(text[last])) --last;
  return last;
}

// Bytes of the end of a line at `at`, as str.splitlines() has them; 0 if there is none.
size_t LineEndAt(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("\r\n")) return 2;
  const char c = rest[0];
  if ((c >= '\n' && c <= '\r') || (c >= '\x1c' && c <= '\x1e')) return 1;
  if (rest.starts_with("\xC2\x85")) return 2;
  return rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9") ? 3 : 0;
}

using Mapping = void (*)(const char*, uint32_t, icu::StringPiece, icu::ByteSink&, icu::Edits*, UErrorCode&);

std::string Map(std::string_view text, Mapping mapping) {
  std::string mapped;
  icu::StringByteSink<std::string> sink(&mapped, static_cast<int32_t>(text.size()));
  UErrorCode status = U_ZERO_ERROR;
  mapping("", 0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, status);
  return U_SUCCESS(status) ? mapped : std::string(text);
}

// A code point as a word begins with it: "ß" is "Ss".
std::string TitleCase(std::string_view c) {
  if (IsAscii(c)) return std::string(1, c[0] >= 'a' && c[0] <= 'z' ? static_cast<char>(c[0] ^ 0x20) : c[0]);
  std::string mapped;
  icu::StringByteSink<std::string> sink(&mapped);
  UErrorCode status = U_ZERO_ERROR;
  icu::CaseMap::utf8ToTitle("", U_TITLECASE_WHOLE_STRING | U_TITLECASE_NO_BREAK_ADJUSTMENT, nullptr,
                            icu::StringPiece(c.data(), static_cast<int32_t>(c.size())), sink, nullptr, status);
  return U_SUCCESS(status) ? mapped : std::string(c);
}

// An ASCII text without ICU.
std::string MapAscii(std::string_view text, char first, char last) {
  std::string mapped(text);
  for (char& c : mapped)
    if (c >= first && c <= last) c ^= 0x20;
  return mapped;
}

}  // namespace

std::string Lower(std::string_view text) {
  return IsAscii(text) ? MapAscii(text, 'A', 'Z') : Map(text, icu::CaseMap::utf8ToLower);
}

std::string Upper(std::string_view text) {
  return IsAscii(text) ? MapAscii(text, 'a', 'z') : Map(text, icu::CaseMap::utf8ToUpper);
}

std::string Capitalize(std::string_view text) {
  if (text.empty()) return "";
  const size_t first = CharacterLength(text, 0);
  return Upper(text.substr(0, first)) + Lower(text.substr(first));
}

std::string Title(std::string_view text) {
  std::string titled;
  while (!text.empty()) {
    const size_t word = text.find_first_not_of(kWordBreaks);
    titled += text.substr(0, word);
    if (word == std::string_view::npos) break;
    text.remove_prefix(word);
    const size_t end = std::min(text.find_first_of(kWordBreaks), text.size());
    titled += Capitalize(text.substr(0, end));
    text.remove_prefix(end);
  }
  return titled;
}

std::vector<std::string_view> Characters(std::string_view text) {
  std::vector<std::string_view> characters;
  for (size_t at = 0; at < text.size(); at += characters.back().size()) {
    characters.push_back(text.substr(at, CharacterLength(text, at)));
  }
  return characters;
}

std::string_view CharacterAt(std::string_view text, size_t index) {
  size_t at = 0;
  for (size_t i = 0; i < index && at < text.size(); ++i) at += CharacterLength(text, at);
  return at < text.size() ? text.substr(at, CharacterLength(text, at)) : std::string_view();
}

std::string ReverseText(std::string_view text) {
  std::string reversed;
  reversed.reserve(text.size());
  const std::vector<std::string_view> characters = Characters(text);
  for (auto c = characters.rbegin(); c != characters.rend(); ++c) reversed += *c;
  return reversed;
}

std::string_view StripLeft(std::string_view text, std::string_view characters) {
  while (!text.empty()) {
    const size_t length = CharacterLength(text, 0);
    if (characters.find(text.substr(0, length)) == std::string_view::npos) break;
    text.remove_prefix(length);
  }
  return text;
}

std::string_view StripRight(std::string_view text, std::string_view characters) {
  while (!text.empty()) {
    const size_t last = LastCharacter(text);
    if (characters.find(text.substr(last)) == std::string_view::npos) break;
    text = text.substr(0, last);
  }
  return text;
}

std::string_view Strip(std::string_view text, std::string_view characters) {
  return StripRight(StripLeft(text, characters), characters);
}

size_t BlankAt(std::string_view text, size_t at) {
  if (at >= text.size()) return 0;
  const auto c = static_cast<unsigned char>(text[at]);
  if (c < 0x80) return c == ' ' || (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F) ? 1 : 0;
  const size_t length = CharacterLength(text, at);
  return kWideBlanks.find(text.substr(at, length)) != std::string_view::npos && length > 1 ? length : 0;
}

std::string_view StripBlanksLeft(std::string_view text) {
  while (const size_t blank = BlankAt(text, 0)) text.remove_prefix(blank);
  return text;
}

std::string_view StripBlanksRight(std::string_view text) {
  while (!text.empty()) {
    const size_t last = LastCharacter(text);
    if (BlankAt(text, last) == 0) break;
    text = text.substr(0, last);
  }
  return text;
}

std::string_view StripBlanks(std::string_view text) {
  return StripBlanksRight(StripBlanksLeft(text));
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  size_t begin = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = LineEndAt(text, at);
    if (end == 0) {
      ++at;
      continue;
    }
    lines.push_back(text.substr(begin, at - begin));
    at += end;
    begin = at;
  }
  if (begin < text.size()) lines.push_back(text.substr(begin));
  return lines;
}

std::string_view Start(std::string_view text, size_t count) {
  size_t at = 0;
  for (size_t i = 0; i < count && at < text.size(); ++i) at += CharacterLength(text, at);
  return text.substr(0, at);
}

std::string PythonCapitalize(std::string_view text) {
  if (text.empty()) return "";
  const std::string_view first = Start(text, 1);
  return TitleCase(first) + Lower(text.substr(first.size()));
}

std::string PythonTitle(std::string_view text) {
  std::string titled;
  bool within = false;
  for (const std::string_view c : Characters(text)) {
    const bool cased = Upper(c) != c || Lower(c) != c;
    titled += !cased ? std::string(c) : within ? Lower(c) : TitleCase(c);
    within = cased;
  }
  return titled;
}

std::string PythonWords(std::string_view text) {
  std::string titled;
  const auto breaks = [&](size_t at) -> size_t {
    return std::string_view("-({[<").find(text[at]) != std::string_view::npos ? 1 : BlankAt(text, at);
  };
  for (size_t at = 0; at < text.size();) {
    if (const size_t length = breaks(at)) {
      titled += text.substr(at, length);
      at += length;
      continue;
    }
    const size_t begin = at;
    while (at < text.size() && breaks(at) == 0) ++at;
    const std::string_view first = Start(text.substr(begin), 1);
    titled += Upper(first) + Lower(text.substr(begin + first.size(), at - begin - first.size()));
  }
  return titled;
}

}  // namespace harness::expression
