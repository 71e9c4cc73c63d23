#include "harness/base/marked_answer.h"

#include <string>

#include "harness/base/text.h"

namespace harness {
namespace {

constexpr std::string_view kWideColon = "\uFF1A";
constexpr size_t kMostBetween = 16;  // bytes between a marker and its colon

struct Marker {
  std::string word;  // folded, without its colon
  bool colon = false;
};

Marker MarkerOf(std::string_view text) {
  Marker marker{FoldCase(text)};
  const bool wide = marker.word.ends_with(kWideColon);
  if (!wide && !marker.word.ends_with(':')) return marker;
  const std::string word(Trim(std::string_view(marker.word).substr(0, marker.word.size() - (wide ? 3 : 1))));
  return word.empty() ? marker : Marker{word, true};
}

// How many bytes of `line` fold to the first `folded` bytes of the folded line. Folding looks at one code point at a
// time.
size_t UnfoldedLength(std::string_view line, size_t folded) {
  if (IsAscii(line)) return folded;
  size_t at = 0;
  for (size_t done = 0; done < folded && at < line.size();) {
    size_t end = at + 1;
    while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) ++end;
    done += FoldCase(line.substr(at, end - at)).size();
    at = end;
  }
  return at;
}

// Where the colon behind `at` ends; npos if there is none.
size_t EndOfColon(std::string_view line, size_t at) {
  const size_t colon = line.find_first_not_of(" \t*_`", at);
  if (colon == std::string_view::npos || colon > at + kMostBetween) return std::string_view::npos;
  const std::string_view rest = line.substr(colon);
  if (rest.starts_with(':')) return colon + 1;
  return rest.starts_with(kWideColon) ? colon + kWideColon.size() : std::string_view::npos;
}

// What follows the last marker in the line.
std::optional<std::string_view> BehindIn(std::string_view line, const Marker& marker) {
  const std::string folded = FoldCase(line);
  for (size_t found = folded.rfind(marker.word); found != std::string::npos;
       found = found == 0 ? std::string::npos : folded.rfind(marker.word, found - 1)) {
    const size_t behind = found + marker.word.size();
    const size_t end = marker.colon ? EndOfColon(folded, behind) : behind;
    if (end == std::string::npos) continue;
    std::string_view rest = line.substr(UnfoldedLength(line, end));
    const bool bold = std::string_view(folded).substr(0, found).ends_with("**");
    while (rest.starts_with('*')) rest.remove_prefix(1);
    rest = Trim(rest);
    // "**ANSWER: 42**"
    if (bold && rest.ends_with("**") && rest.find('*') == rest.size() - 2) rest.remove_suffix(2);
    return Trim(rest);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> BehindMarker(std::string_view text, std::string_view marker) {
  const Marker wanted = MarkerOf(marker);
  const std::vector<std::string_view> lines = Split(text, "\r\n");
  for (size_t i = lines.size(); i-- > 0;) {
    std::optional<std::string_view> rest = BehindIn(lines[i], wanted);
    if (!rest) continue;
    for (size_t next = i + 1; rest->empty() && next < lines.size(); ++next) rest = Trim(lines[next]);
    return rest;
  }
  return std::nullopt;
}

}  // namespace harness
