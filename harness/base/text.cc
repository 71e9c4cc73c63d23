#include "harness/base/text.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <cstring>

#include "harness/base/words.h"

namespace harness {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr size_t kLongestWord = 128;

// How many leading bytes are ASCII.
size_t AsciiPrefix(std::string_view text) {
  constexpr size_t kBlock = 8 * words::kSize;
  size_t at = 0;
  for (; at + kBlock <= text.size(); at += kBlock) {
    uint64_t any = 0;
    for (size_t i = 0; i < kBlock; i += words::kSize) any |= words::Load(text.data() + at + i);
    if (words::HasHighBit(any)) break;
  }
  while (at + words::kSize <= text.size() && !words::HasHighBit(words::Load(text.data() + at))) at += words::kSize;
  while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) ++at;
  return at;
}

struct Lead {
  size_t length;      // of the whole sequence; 0: no sequence begins so
  unsigned char low;  // bounds of the second byte
  unsigned char high;
};

// Table 3-7 of Unicode 15: well-formed UTF-8 byte sequences.
Lead LeadOf(unsigned char byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xC2) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

struct Sequence {
  size_t length;  // of the sequence, or of the maximal ill-formed subpart; at least 1
  bool valid;
};

// What stands at the front of a text that is not empty.
Sequence SequenceAt(std::string_view text) {
  const Lead lead = LeadOf(static_cast<unsigned char>(text[0]));
  if (lead.length == 0) return {1, false};
  for (size_t i = 1; i < lead.length; ++i) {
    if (i == text.size()) return {i, false};
    const auto byte = static_cast<unsigned char>(text[i]);
    const unsigned char low = i == 1 ? lead.low : 0x80;
    const unsigned char high = i == 1 ? lead.high : 0xBF;
    if (byte < low || byte > high) return {i, false};
  }
  return {lead.length, true};
}

// The length of the longest well-formed front.
size_t ValidPrefix(std::string_view text) {
  size_t at = AsciiPrefix(text);
  while (at < text.size()) {
    const Sequence sequence = SequenceAt(text.substr(at));
    if (!sequence.valid) return at;
    at += sequence.length;
    if (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80) at += AsciiPrefix(text.substr(at));
  }
  return at;
}

char LowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return LowerAscii(x) == LowerAscii(y); });
}

// Optimal string alignment: the Damerau-Levenshtein distance in which no part is edited twice. Both at most
// kLongestWord bytes.
size_t EditDistance(std::string_view a, std::string_view b) {
  using Row = std::array<size_t, kLongestWord + 1>;
  Row before{}, previous{}, current{};
  for (size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const char x = LowerAscii(a[i - 1]), y = LowerAscii(b[j - 1]);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x == y ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && x == LowerAscii(b[j - 2]) && y == LowerAscii(a[i - 2]);
      if (swapped) current[j] = std::min(current[j], before[j - 2] + 1);
    }
    before = previous;
    previous = current;
  }
  return previous[b.size()];
}

template <typename Text>
std::optional<std::string> Nearest(std::string_view word, std::span<const Text> candidates) {
  if (word.size() > kLongestWord) return std::nullopt;
  size_t limit = std::min(std::max<size_t>(2, word.size() / 3), word.size() / 2);
  std::optional<std::string> best;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > word.size() + limit || word.size() > candidate.size() + limit) continue;
    if (candidate.size() > kLongestWord) continue;
    const size_t distance = EditDistance(word, candidate);
    if (distance > limit) continue;
    if (distance == 0) return std::string(candidate);
    best = std::string(candidate);
    limit = distance - 1;
  }
  return best;
}

template <typename Text>
std::string Quoted(std::span<const Text> items) {
  std::string joined;
  for (const std::string_view item : items) {
    if (!joined.empty()) joined += ", ";
    joined.append("'").append(item).append("'");
  }
  return joined;
}

struct Unit {
  std::string_view name;
  double factor;
};

constexpr Unit kDurationUnits[] = {{"us", 1},   {"µs", 1},     {"ms", 1e3},   {"s", 1e6},
                                   {"m", 60e6}, {"min", 60e6}, {"h", 3600e6}, {"d", 86400e6}};

constexpr double kKibi = 1024;
constexpr Unit kSizeUnits[] = {{"", 1},
                               {"B", 1},
                               {"kB", 1e3},
                               {"MB", 1e6},
                               {"GB", 1e9},
                               {"TB", 1e12},
                               {"KiB", kKibi},
                               {"MiB", kKibi* kKibi},
                               {"GiB", kKibi* kKibi* kKibi},
                               {"TiB", kKibi* kKibi* kKibi* kKibi}};

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

struct Part {
  double number;
  std::string_view unit;
};

// Takes "1.5 MiB" from the front of `text`; nothing if no plain decimal number stands there.
std::optional<Part> TakePart(std::string_view& text) {
  if (text.empty() || !IsDigit(text[0])) return std::nullopt;
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (problem != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(end - text.data()));
  text = Trim(text);
  const auto stop = std::find_if(text.begin(), text.end(), [](char c) { return IsDigit(c) || c == ' ' || c == '.'; });
  const std::string_view unit = text.substr(0, static_cast<size_t>(stop - text.begin()));
  text = Trim(text.substr(unit.size()));
  return Part{number, unit};
}

std::string TwoParts(int64_t large, std::string_view large_unit, int64_t small, std::string_view small_unit) {
  if (small == 0) return fmt::format("{}{}", large, large_unit);
  return fmt::format("{}{} {}{}", large, large_unit, small, small_unit);
}

// At most two decimals, none that are zero.
std::string Decimals(double number) {
  std::string text = fmt::format("{:.2f}", number);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

bool IsAscii(std::string_view text) {
  return AsciiPrefix(text) == text.size();
}

bool IsValidUtf8(std::string_view text) {
  return ValidPrefix(text) == text.size();
}

bool RepairUtf8(std::string& text) {
  size_t at = ValidPrefix(text);
  if (at == text.size()) return false;
  std::string repaired = text.substr(0, at);
  while (at < text.size()) {
    const std::string_view rest = std::string_view(text).substr(at);
    repaired += kReplacement;
    at += SequenceAt(rest).length;
    const size_t valid = ValidPrefix(std::string_view(text).substr(at));
    repaired.append(text, at, valid);
    at += valid;
  }
  text = std::move(repaired);
  return true;
}

std::string FoldCase(std::string_view text) {
  std::string folded;
  if (IsAscii(text)) {
    folded.resize(text.size());
    std::transform(text.begin(), text.end(), folded.begin(), LowerAscii);
    return folded;
  }
  assert(text.size() <= INT32_MAX);
  const icu::StringPiece piece(text.data(), static_cast<int32_t>(text.size()));
  icu::UnicodeString::fromUTF8(piece).foldCase().toUTF8String(folded);
  return folded;
}

std::optional<std::string> Suggest(std::string_view word, std::span<const std::string_view> candidates) {
  return Nearest(word, candidates);
}

std::optional<std::string> Suggest(std::string_view word, std::span<const std::string> candidates) {
  return Nearest(word, candidates);
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n\f\v";
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

std::vector<std::string_view> Split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find_first_of(separators);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string JoinQuoted(std::span<const std::string_view> items) {
  return Quoted(items);
}
std::string JoinQuoted(std::span<const std::string> items) {
  return Quoted(items);
}

size_t CountCodePoints(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string Abbreviate(std::string_view text, size_t max) {
  assert(max >= 1);
  size_t count = 0;
  size_t cut = text.size();
  for (size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
    if (count == max - 1) cut = i;
    if (++count > max) return std::string(text.substr(0, cut)) + "…";
  }
  return std::string(text);
}

Result<std::chrono::microseconds> ParseDuration(std::string_view text) {
  constexpr double kMax = 36500 * 86400e6;
  std::string_view rest = Trim(text);
  double total = 0;
  do {
    const std::optional<Part> part = TakePart(rest);
    if (!part) return Fail("'{}' is not a duration; write for example 500ms, 10s, 2m or 1h", text);
    if (part->unit.empty()) return Fail("the duration '{}' lacks a unit: us, ms, s, m, h or d", text);
    const auto* unit = std::find_if(std::begin(kDurationUnits), std::end(kDurationUnits),
                                    [&](const Unit& u) { return u.name == part->unit; });
    if (unit == std::end(kDurationUnits)) {
      return Fail("'{}' is not a unit of time in '{}'; known are us, ms, s, m, h and d", part->unit, text);
    }
    total += part->number * unit->factor;
  } while (!rest.empty());
  if (total > kMax) return Fail("the duration '{}' is longer than 36500d", text);
  return std::chrono::microseconds(std::llround(total));
}

std::string FormatDuration(std::chrono::microseconds duration) {
  const int64_t us = duration.count();
  if (us < 0) return "-" + FormatDuration(-duration);
  if (us == 0) return "0s";
  if (us < 1000) return fmt::format("{}us", us);
  if (us < 999'500)
    return us < 10'000 ? Decimals(static_cast<double>(us) / 1e3) + "ms" : fmt::format("{}ms", (us + 500) / 1000);
  if (us < 59'995'000) return Decimals(static_cast<double>(us) / 1e6) + "s";
  const int64_t seconds = (us + 500'000) / 1'000'000;
  if (seconds < 3600) return TwoParts(seconds / 60, "m", seconds % 60, "s");
  const int64_t minutes = (seconds + 30) / 60;
  if (minutes < 24 * 60) return TwoParts(minutes / 60, "h", minutes % 60, "m");
  const int64_t hours = (minutes + 30) / 60;
  return TwoParts(hours / 24, "d", hours % 24, "h");
}

Result<uint64_t> ParseSize(std::string_view text) {
  std::string_view rest = Trim(text);
  const std::optional<Part> part = TakePart(rest);
  if (!part || !rest.empty()) return Fail("'{}' is not a size; write for example 512, 100kB or 8MiB", text);
  const auto* unit = std::find_if(std::begin(kSizeUnits), std::end(kSizeUnits),
                                  [&](const Unit& u) { return EqualsIgnoringCase(u.name, part->unit); });
  if (unit == std::end(kSizeUnits)) {
    return Fail("'{}' is not a unit of size in '{}'; known are B, kB, MB, GB, TB, KiB, MiB, GiB and TiB", part->unit,
                text);
  }
  const double bytes = part->number * unit->factor;
  if (bytes >= 9e18) return Fail("the size '{}' is too large", text);
  return static_cast<uint64_t>(std::llround(bytes));
}

std::string FormatSize(uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  constexpr std::string_view kUnits[] = {"KiB", "MiB", "GiB", "TiB"};
  double number = static_cast<double>(bytes) / 1024;
  size_t unit = 0;
  while (number >= 1023.5 && unit + 1 < std::size(kUnits)) {
    number /= 1024;
    ++unit;
  }
  if (number >= 10) return fmt::format("{:.0f} {}", number, kUnits[unit]);
  const double tenths = std::round(number * 10) / 10;
  return fmt::format("{} {}", Decimals(tenths), kUnits[unit]);
}

std::string Counted(uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace harness
