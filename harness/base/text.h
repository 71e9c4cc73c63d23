// Text as this program meets it: UTF-8 that may be ill-formed, words that may be misspelt, durations and sizes as
// people write them.
//
// Pure functions, any thread. Time is linear in the text, except where a function says otherwise.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"

namespace harness {

bool IsAscii(std::string_view text);
bool IsValidUtf8(std::string_view text);

// Puts U+FFFD in the place of every maximal ill-formed subpart (Unicode 15, section 3.9, table 3-7), encoded surrogates
// among them. Says whether anything was replaced; a well-formed text is neither copied nor touched.
bool RepairUtf8(std::string& text);

// Full, language-independent Unicode case folding (ICU, default option): "Straße" becomes "strasse". `text` is UTF-8,
// below 2 GiB.
std::string FoldCase(std::string_view text);

// The candidate nearest to a misspelt word, if one is near enough: at most 2 edits (insert, delete, replace, swap of
// neighbours) or a third of the word's bytes, never more than half of them; ASCII case does not count. The first of
// equally near ones wins. Takes time in the product of the lengths; words over 128 bytes get no suggestion.
std::optional<std::string> Suggest(std::string_view word, std::span<const std::string_view> candidates);
std::optional<std::string> Suggest(std::string_view word, std::span<const std::string> candidates);

// Without blanks, tabs and line ends on both sides.
std::string_view Trim(std::string_view text);

// The parts between any of the separator characters; n separators make n + 1 parts, which may be empty.
std::vector<std::string_view> Split(std::string_view text, std::string_view separators);

// 'a', 'b', 'c'
std::string JoinQuoted(std::span<const std::string_view> items);
std::string JoinQuoted(std::span<const std::string> items);

size_t CountCodePoints(std::string_view text);

// At most `max` code points: a longer text is cut at a code point and ends in "…", which counts as one. `max` is at
// least 1.
std::string Abbreviate(std::string_view text, size_t max);

// "500ms", "10s", "1.5s", "2m", "1h", "5d", "250us", or a sum of such: "1h 30m". A unit is required. At most 36,500
// days.
Result<std::chrono::microseconds> ParseDuration(std::string_view text);

// For people, to two figures of interest, and readable by ParseDuration: "250us", "12ms", "1.53s", "2m 5s", "3h 4m",
// "2d 3h".
std::string FormatDuration(std::chrono::microseconds duration);

// "512", "512 B", "100kB" (1,000), "8 MiB" (1,048,576), up to TB and TiB; case does not count. In bytes.
Result<uint64_t> ParseSize(std::string_view text);

// "512 B", "1.5 KiB", "8 MiB", …
std::string FormatSize(uint64_t bytes);

// "1 case", "2 cases".
std::string Counted(uint64_t count, std::string_view noun);

}  // namespace harness
