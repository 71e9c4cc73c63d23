#include "scorers/judge_reply.h"

#include <fmt/format.h>

#include "harness/base/fence.h"
#include "harness/base/find_json.h"
#include "harness/base/text.h"

namespace harness {
namespace {

// The body of a reply that is one code fence; any other reply as it is.
std::string_view WithoutFence(std::string_view text) {
  text = Trim(text);
  if (!text.starts_with("```") || !text.ends_with("```")) return text;
  size_t from = 0;
  const std::optional<Fence> fence = NextFence(text, from);
  return fence && Trim(text.substr(from)).empty() ? fence->body : text;
}

Json WithoutReason(Json answer) {
  answer.erase("reason");
  return answer;
}

// Whether two objects in the text that are by the schema say different things.
bool Conflicts(std::string_view text, const JsonSchema& schema) {
  std::optional<Json> first;
  bool conflict = false;
  VisitJson(text, [&](Json found) {
    if (!found.is_object() || !schema.IsValid(found)) return false;
    found = WithoutReason(std::move(found));
    if (!first)
      first = std::move(found);
    else
      conflict = *first != found;
    return conflict;
  });
  return conflict;
}

}  // namespace

JudgeReading ReadJudgeReply(std::string_view text, const JsonSchema& schema) {
  JudgeReading reading;
  const std::string_view body = WithoutFence(text);
  Result<Json> json = ParseJson(body);
  if (json && json->is_object()) {
    const std::vector<SchemaViolation> violations = schema.Validate(*json, 3);
    if (violations.empty()) {
      reading.answer = std::move(*json);
      return reading;
    }
    for (const SchemaViolation& violation : violations)
      reading.problem += (reading.problem.empty() ? "" : "; ") + ToString(violation);
    return reading;
  }
  reading.conflicting = Conflicts(text, schema);
  if (reading.conflicting)
    reading.problem = "several objects with different verdicts";
  else if (Trim(text).empty())
    reading.problem = "an empty reply";
  else
    reading.problem = json ? "no JSON object" : fmt::format("not one JSON object alone: {}", json.error().Message());
  return reading;
}

}  // namespace harness
