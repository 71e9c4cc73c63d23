#include "harness/models/nearest.h"

#include <algorithm>
#include <cctype>
#include <numeric>

#include "harness/base/digest.h"

namespace harness {
namespace {

constexpr size_t kSketch = 256;
constexpr size_t kCompared = 2'000;  // bytes
constexpr size_t kBefore = 20;       // bytes of a line that are shown before the difference

bool IsOfWord(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}

size_t CommonStart(std::string_view a, std::string_view b) {
  const size_t size = std::min(a.size(), b.size());
  return static_cast<size_t>(std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(size), b.begin()).first -
                             a.begin());
}

// The part of a line around a place in it, quoted.
std::string Around(std::string_view text, size_t at) {
  const size_t line = text.substr(0, at).rfind('\n') + 1;  // npos + 1 is 0
  size_t begin = at - line > kBefore ? at - kBefore : line;
  while (begin > line && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
  const std::string_view rest = text.substr(begin, text.find('\n', at) - begin);
  return (begin > line ? "…" : "") + QuoteStart(rest);
}

std::string Show(const Json& value) {
  constexpr size_t kShort = 200;  // bytes
  if (value.is_string()) return QuoteStart(value.get_ref<const std::string&>());
  std::string text = CanonicalJson(value);
  return text.size() <= kShort ? text : QuoteStart(text);
}

std::string DifferenceOfTexts(const std::string& recorded, const std::string& asked, const std::string& at) {
  const size_t place = CommonStart(recorded, asked);
  const auto line = 1 + std::count(asked.begin(), asked.begin() + static_cast<std::ptrdiff_t>(place), '\n');
  const bool lines = recorded.find('\n') != std::string::npos || asked.find('\n') != std::string::npos;
  return fmt::format("{}{}: {} is recorded, {} is asked", at, lines ? fmt::format(", line {}", line) : "",
                     Around(recorded, place), Around(asked, place));
}

std::string Escaped(const std::string& key) {
  std::string escaped;
  for (const char c : key) escaped += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return escaped;
}

// `depth` bounds the recursion; below it values are compared as texts.
std::string Difference(const Json& recorded, const Json& asked, const std::string& at, int depth);

std::string DifferenceOfMaps(const Json& recorded, const Json& asked, const std::string& at, int depth) {
  for (const auto& [key, value] : recorded.items()) {
    const std::string place = at + "/" + Escaped(key);
    const auto other = asked.find(key);
    if (other == asked.end()) return fmt::format("{}: {} is recorded, nothing is asked", place, Show(value));
    if (std::string found = Difference(value, *other, place, depth - 1); !found.empty()) return found;
  }
  for (const auto& [key, value] : asked.items())
    if (!recorded.contains(key))
      return fmt::format("{}/{}: nothing is recorded, {} is asked", at, Escaped(key), Show(value));
  return "";
}

std::string DifferenceOfLists(const Json& recorded, const Json& asked, const std::string& at, int depth) {
  for (size_t i = 0; i < std::max(recorded.size(), asked.size()); ++i) {
    const std::string place = fmt::format("{}/{}", at, i);
    if (i >= asked.size()) return fmt::format("{}: {} is recorded, nothing is asked", place, Show(recorded[i]));
    if (i >= recorded.size()) return fmt::format("{}: nothing is recorded, {} is asked", place, Show(asked[i]));
    if (std::string found = Difference(recorded[i], asked[i], place, depth - 1); !found.empty()) return found;
  }
  return "";
}

std::string Difference(const Json& recorded, const Json& asked, const std::string& at, int depth) {
  if (depth > 0 && recorded.is_object() && asked.is_object()) return DifferenceOfMaps(recorded, asked, at, depth);
  if (depth > 0 && recorded.is_array() && asked.is_array()) return DifferenceOfLists(recorded, asked, at, depth);
  if (JsonEqual(recorded, asked)) return "";
  if (recorded.is_string() && asked.is_string())
    return DifferenceOfTexts(recorded.get_ref<const std::string&>(), asked.get_ref<const std::string&>(), at);
  return fmt::format("{}: {} is recorded, {} is asked", at, Show(recorded), Show(asked));
}

}  // namespace

Sketch SketchOf(std::string_view text) {
  Sketch hashes;
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && IsOfWord(text[end])) ++end;
    if (end > at) hashes.push_back(Hash64(text.substr(at, end - at)));
    at = end + 1;
  }
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  if (hashes.size() > kSketch) hashes.resize(kSketch);
  hashes.shrink_to_fit();
  return hashes;
}

double Likeness(const Sketch& a, const Sketch& b) {
  size_t common = 0;
  size_t all = 0;
  for (size_t i = 0, j = 0; all < kSketch && (i < a.size() || j < b.size()); ++all) {
    const bool take_a = j == b.size() || (i < a.size() && a[i] <= b[j]);
    const bool take_b = i == a.size() || (j < b.size() && b[j] <= a[i]);
    if (take_a && take_b) ++common;
    i += take_a ? 1 : 0;
    j += take_b ? 1 : 0;
  }
  return all == 0 ? 1 : static_cast<double>(common) / static_cast<double>(all);
}

size_t EditDistance(std::string_view a, std::string_view b) {
  const size_t start = CommonStart(a, b);
  a.remove_prefix(start);
  b.remove_prefix(start);
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  a = a.substr(0, kCompared);
  b = b.substr(0, kCompared);
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::string FirstDifference(const Json& recorded, const Json& asked) {
  return Difference(recorded, asked, "", kMaxJsonDepth);
}

}  // namespace harness
