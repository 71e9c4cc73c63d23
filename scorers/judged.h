// What the scorers of texts and JSON share: how the judged part is read, and how reasons quote it.
//
// Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/base/error.h"
#include "harness/base/json.h"
#include "harness/core/scorer.h"

namespace harness {

inline constexpr size_t kQuoted = 80;  // code points of a judged text that a reason shows

// A string as it is, anything else as canonical JSON; copies only the latter. `value` outlives it.
class TextView {
 public:
  explicit TextView(const Json& value);
  explicit TextView(Json&&) = delete;
  TextView(const TextView&) = delete;
  TextView& operator=(const TextView&) = delete;
  std::string_view text() const { return text_; }

 private:
  std::string held_;
  std::string_view text_;
};

// The judged part as JSON. The whole text of an answer that is text is parsed; any other part is JSON already.
class JsonView {
 public:
  static Result<JsonView> Of(const Question& question);
  const Json& json() const { return held_ ? *held_ : *borrowed_; }

 private:
  const Json* borrowed_ = nullptr;
  std::optional<Json> held_;
};

// `text` parsed if it holds a JSON list or map; nullopt otherwise.
std::optional<Json> ContainerIn(std::string_view text);

// 'text' in one line, cut to kQuoted code points; controls are escaped.
std::string Quote(std::string_view text);
// The same of the last kQuoted code points.
std::string QuoteEnd(std::string_view text);
// A string as Quote does it, anything else as canonical JSON, cut to kQuoted.
std::string QuoteJson(const Json& value);

// "got …, expected …". Where long texts begin alike, from shortly before they part.
std::string Mismatch(std::string_view actual, std::string_view expected);

}  // namespace harness
