// JSON values, and the strict reading and canonical writing of them.
//
// Reading refuses duplicate keys, NaN, trailing text and nesting deeper than kMaxJsonDepth; ill-formed UTF-8 and lone
// surrogates become U+FFFD. Pure functions, any thread.
#pragma once

#include <compare>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"

namespace harness {

using Json = nlohmann::json;

inline constexpr int kMaxJsonDepth = 256;

// The message says "line L, column C: what", both from 1, columns in bytes. A byte order mark is skipped. `*repaired`
// (optional) is set when bytes had to be replaced by U+FFFD.
Result<Json> ParseJson(std::string_view text, bool* repaired = nullptr);

// Keys sorted by bytes, no spaces, shortest numbers (1.0 and 1e0 are written 1, -0.0 is 0), UTF-8 as it is. Strings
// must be well-formed UTF-8; NaN and infinities, which no JSON text holds, are written null. Recurses as deep as the
// value is nested.
std::string CanonicalJson(const Json& value);
void AppendCanonicalJson(std::string& to, const Json& value);

// `text` in double quotes, escaped. `text` must be well-formed UTF-8.
void AppendJsonString(std::string& to, std::string_view text);
// At most the first 200 bytes of `text`, which may be ill-formed, in quotes and escaped; "…" follows if there is more.
std::string QuoteStart(std::string_view text);

// Structural equality; numbers by value, so that 1 equals 1.0. No conversion through double of integers that it can't
// hold.
bool JsonEqual(const Json& a, const Json& b);

// A total order of all values that agrees with JsonEqual: by kind (null, boolean, number, string, array, object), then
// numbers by value, strings by bytes, arrays and objects by size and then item by item.
std::strong_ordering CompareJson(const Json& a, const Json& b);

// A scalar as its text (a string without quotes), anything else as canonical JSON.
std::string JsonText(const Json& value);

// RFC 6901. The empty pointer is the whole document.
class JsonPointer {
 public:
  static Result<JsonPointer> Parse(std::string_view text);
  JsonPointer() = default;

  // Null when nothing is there.
  const Json* Find(const Json& document) const;
  const std::string& text() const { return text_; }
  bool whole() const { return steps_.empty(); }

 private:
  std::string text_;
  std::vector<std::string> steps_;
};

}  // namespace harness
