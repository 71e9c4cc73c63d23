#include "harness/base/expression_text.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>

#include <algorithm>

#include "harness/base/text.h"

namespace harness::expression {
namespace {

constexpr std::string_view kWordBreaks = " \t\n\v\f\r-({[<";

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// Bytes of the code point at `at`.
size_t CharacterLength(std::string_view text, size_t at) {
  size_t end = at + 1;
  while (end < text.size() && end - at < 4 && IsContinuation(text[end])) ++end;
  return end - at;
}

using Mapping = void (*)(const char*, uint32_t, icu::StringPiece, icu::ByteSink&, icu::Edits*, UErrorCode&);

std::string Map(std::string_view text, Mapping mapping) {
  std::string mapped;
  icu::StringByteSink<std::string> sink(&mapped, static_cast<int32_t>(text.size()));
  UErrorCode status = U_ZERO_ERROR;
  mapping("", 0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, status);
  return U_SUCCESS(status) ? mapped : std::string(text);
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

std::string_view Strip(std::string_view text, std::string_view characters) {
  const auto strips = [&](std::string_view c) { return characters.find(c) != std::string_view::npos; };
  while (!text.empty()) {
    const size_t length = CharacterLength(text, 0);
    if (!strips(text.substr(0, length))) break;
    text.remove_prefix(length);
  }
  while (!text.empty()) {
    size_t last = text.size() - 1;
    while (last > 0 && text.size() - last < 4 && IsContinuation(text[last])) --last;
    if (!strips(text.substr(last))) break;
    text = text.substr(0, last);
  }
  return text;
}

}  // namespace harness::expression
