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

// The member `sql` of a structured answer, exactly as it is, where it holds a query. One that is null says that there
// is none; why stands in the member `text`, if anywhere.
Result<Json> SqlMember(const Json& answer, const Json& sql) {
  if (sql.is_string()) {
    std::string_view query = Trim(sql.get_ref<const std::string&>());
    if (const auto found = FindSql(query); !found) return Unexpected(found.error());
    while (query.ends_with(';')) query = Trim(query.substr(0, query.size() - 1));
    return Json(std::string(query));
  }
  const auto words = answer.find("text");
  const bool said = words != answer.end() && words->is_string();
  return Fail("there is no SQL in the answer: {}", Abbreviate(JsonText(said ? *words : answer), 200));
}

Result<Json> FindSqlIn(const Output& output, const std::string& text) {
  if (output.json && output.json->is_object())
    if (const auto sql = output.json->find("sql"); sql != output.json->end() && (sql->is_string() || sql->is_null()))
      return SqlMember(*output.json, *sql);
  return FindSql(text).map([](std::string&& sql) { return Json(std::move(sql)); });
}

}  // namespace

Result<Json> ExtractPart(const Output& output, Extract extract) {
  if (extract == Extract::kNone) return output.json ? *output.json : Json(output.text);
  const std::string text = output.json ? JsonText(*output.json) : output.text;
  switch (extract) {
    case Extract::kJson:
      return output.json && !output.json->is_string() ? Result<Json>(*output.json) : FindJson(text);
    case Extract::kSql:
      return FindSqlIn(output, text);
    case Extract::kAnswer:
      return FindAnswer(text);
    case Extract::kNone:
    case Extract::kText:
      break;
  }
  return Json(text);
}

}  // namespace harness
