// JSON Schema: drafts 7 and 2020-12, compiled once and then asked from any thread.
//
// `$schema` chooses the draft (2020-12 where there is none). References must lead to places within the schema; a
// document of its own is refused by name, as are $vocabulary dialects. `pattern` is ECMA-262 as far as RE2 can follow:
// linear in the text, so that no instance can hang or crash a run, but without lookaround and backreferences. `format`
// and `content…` are annotations and judge nothing. Validation is bounded in depth and steps: a value that goes beyond
// is reported, never passed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/json.h"

namespace harness {

struct CompiledSchema;

struct SchemaViolation {
  std::string instance;  // JSON pointer to the value
  std::string schema;    // "#" and the JSON pointer to the keyword in the schema document
  std::string message;   // one line: `"P9" is not one of ["P1", "P2"]`
  bool operator==(const SchemaViolation&) const = default;
};

// `/priority: "P9" is not one of ["P1", "P2"]`; the message alone when it is the whole document that is wrong.
std::string ToString(const SchemaViolation& violation);

class JsonSchema {
 public:
  // How deep schemas may apply one another on one path, and how many steps (a schema applied to a value is one, and a
  // large value takes more) one validation may take: a second or so.
  static constexpr int kMaxDepth = 2048;
  static constexpr uint64_t kMaxSteps = 20'000'000;

  // All mistakes of the schema at once, each as `#/properties/a/minimum: what`.
  static Result<JsonSchema> Compile(Json schema, uint64_t max_steps = kMaxSteps);

  bool IsValid(const Json& value) const;
  // The first `most` violations, in the order of the value; none when it is valid. What lies behind them is not looked
  // for.
  std::vector<SchemaViolation> Validate(const Json& value, size_t most = 20) const;

 private:
  explicit JsonSchema(std::shared_ptr<const CompiledSchema> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const CompiledSchema> compiled_;
};

}  // namespace harness
