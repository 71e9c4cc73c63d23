// The JSON Schema that a scorer holds values to: in place as `value`, or in a file as `file`.
//
// Pure functions, any thread.
#pragma once

#include <optional>

#include "harness/base/json_schema.h"
#include "harness/base/shape.h"
#include "harness/core/score.h"
#include "harness/core/services.h"

namespace harness {

// The option `file`.
Field SchemaFileField();

// The schema of `value` or `file`, compiled; nullopt if neither is given. What is wrong with it is said at its place.
Result<std::optional<JsonSchema>> SchemaIn(const Node& config, const Services& services);

// A failure names the first violations in its reason, and holds more of them as its evidence.
Score JudgeBySchema(const JsonSchema& schema, const Json& value);

}  // namespace harness
