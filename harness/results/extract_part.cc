#include "harness/results/extract_part.h"

#include <optional>

#include "harness/base/fence.h"
#include "harness/base/find_json.h"
#include "harness/base/text.h"
#include "harness/sql/find_sql.h"

namespace harness {
namespace {

Result<Json> FindAnswer(std::string_view text) {
  std::optional<std::string_view> answer;
  for (const std::string_view line : Split(text, "\n")) {
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    if (FoldCase(Trim(line.substr(0, colon))).ends_with("answer")) answer = Trim(line.substr(colon + 1));
  }
  if (!answer) return Fail("there is no line 'ANSWER: …' in the answer: {}", Abbreviate(text, 80));
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
