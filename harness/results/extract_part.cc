#include "harness/results/extract_part.h"

#include <optional>

#include "harness/base/fence.h"
#include "harness/base/find_json.h"
#include "harness/base/marked_answer.h"
#include "harness/base/text.h"
#include "harness/sql/find_sql.h"

namespace harness {
namespace {

Result<Json> FindAnswer(std::string_view text) {
  const std::optional<std::string_view> answer = BehindMarker(text, "ANSWER:");
  if (!answer) return Fail("there is no 'ANSWER: …' in the answer: {}", Abbreviate(text, 80));
  return Json(std::string(*answer));
}

}  // namespace

Result<Json> ExtractPart(const Output& output, Extract extract) {
  if (extract == Extract::kNone) return output.json ? *output.json : Json(output.text);
  const std::string text = output.json ? JsonText(*output.json) : output.text;
  switch (extract) {
    case Extract::kJson:
      return output.json && !output.json->is_string() ? Result<Json>(*output.json) : FindJson(text);
    case Extract::kSql:
      return FindSql(text).map([](std::string&& sql) { return Json(std::move(sql)); });
    case Extract::kAnswer:
      return FindAnswer(text);
    case Extract::kNone:
    case Extract::kText:
      break;
  }
  return Json(text);
}

}  // namespace harness
