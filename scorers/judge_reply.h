// What a judge replied, read strictly: one JSON object by its schema and nothing beside it. Anything else is a problem
// to be told, never a verdict.
//
// Pure functions, any thread. The reply is untrusted: it may quote what it judges, verdicts included.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/json_schema.h"

namespace harness {

struct JudgeReading {
  std::optional<Json> answer;  // by the schema
  bool conflicting = false;    // several objects that are, and they don't agree
  std::string problem;         // why there is no answer
};

// The object may stand alone or as the one code fence of the reply. Objects agree if all but their reasons is equal.
JudgeReading ReadJudgeReply(std::string_view text, const JsonSchema& schema);

}  // namespace harness
