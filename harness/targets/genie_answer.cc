#include "harness/targets/genie_answer.h"

#include <utility>

#include "harness/base/text.h"
#include "harness/sql/databricks_result.h"
#include "harness/targets/genie_parameters.h"

namespace harness {
namespace {

constexpr size_t kMaxCell = 2000;  // code points

Json TextOrNull(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

void Append(std::string& to, std::string_view text) {
  text = Trim(text);
  if (text.empty()) return;
  if (!to.empty()) to += "\n\n";
  to += text;
}

void TakeQuery(const Json& attachment, GenieAnswer& answer) {
  const Json& query = attachment["query"];
  std::string sql(Trim(TextOf(query, "query")));
  if (sql.empty()) return;
  if (!answer.sql.empty()) answer.earlier_sql.push_back(std::move(answer.sql));
  answer.sql = std::move(sql);
  answer.attachment_id = TextOf(attachment, "attachment_id");
  answer.statement_id = TextOf(query, "statement_id");
  answer.title = TextOf(query, "title");
  answer.description = Trim(TextOf(query, "description"));
  const Json& parameters = MemberOf(query, "parameters");
  answer.parameters = parameters.is_array() ? parameters : Json::array();
  const Json& thoughts = MemberOf(query, "thoughts");
  answer.thoughts = thoughts.is_array() ? thoughts : Json::array();
  const Json& metadata = MemberOf(query, "query_result_metadata");
  const Json& count = MemberOf(metadata, "row_count");
  answer.row_count = count.is_number_integer() ? std::optional(count.get<int64_t>()) : std::nullopt;
  answer.truncated = MemberOf(metadata, "is_truncated") == Json(true);
}

void TakeText(const Json& text, GenieAnswer& answer) {
  const bool asks = TextOf(text, "purpose") == "FOLLOW_UP_QUESTION";
  Append(asks ? answer.question : answer.text, TextOf(text, "content"));
}

void TakeSuggestions(const Json& questions, GenieAnswer& answer) {
  if (!questions.is_array()) return;
  for (const Json& question : questions)
    if (question.is_string()) answer.suggested.push_back(question.get<std::string>());
}

void BindParameters(GenieAnswer& answer) {
  if (answer.parameters.empty()) return;
  auto bound = BindGenieParameters(answer.sql, answer.parameters);
  if (!bound) {
    answer.unbound = bound.error().Message();
  } else if (*bound != answer.sql) {
    answer.sql_template = std::exchange(answer.sql, *std::move(bound));
  }
}

Json RowsOf(const SqlTable& table) {
  Json rows = Json::array();
  for (size_t row = 0; row < table.rows(); ++row) {
    Json cells = Json::array();
    for (const SqlValue& cell : table.row(row)) cells.push_back(ToJson(cell, kMaxCell));
    rows.push_back(std::move(cells));
  }
  return rows;
}

}  // namespace

GenieAnswer ReadGenieAnswer(const Json& message) {
  GenieAnswer answer;
  const Json& attachments = MemberOf(message, "attachments");
  if (!attachments.is_array()) return answer;
  for (const Json& attachment : attachments) {
    if (MemberOf(attachment, "query").is_object()) TakeQuery(attachment, answer);
    if (const Json& text = MemberOf(attachment, "text"); text.is_object()) TakeText(text, answer);
    TakeSuggestions(MemberOf(MemberOf(attachment, "suggested_questions"), "questions"), answer);
  }
  BindParameters(answer);
  if (answer.text.empty()) answer.text = answer.clarification() ? answer.question : answer.description;
  return answer;
}

Json OutputOf(const GenieAnswer& answer, const GenieResult& result) {
  Json output = {{"sql", TextOrNull(answer.sql)},
                 {"text", TextOrNull(answer.text)},
                 {"clarification", answer.clarification()},
                 {"question", TextOrNull(answer.question)},
                 {"suggested_questions", answer.suggested},
                 {"columns", Json()},
                 {"rows", Json()},
                 {"row_count", Json()},
                 {"truncated", answer.truncated},
                 {"statement_id", TextOrNull(answer.statement_id)}};
  if (result.table) {
    output["columns"] = result.table->columns;
    output["rows"] = RowsOf(*result.table);
    output["row_count"] = result.table->rows();
    output["truncated"] = answer.truncated || result.table->truncated;
  }
  if (answer.row_count) output["row_count"] = *answer.row_count;
  if (!result.error.empty()) output["result_error"] = result.error;
  if (!answer.title.empty()) output["title"] = answer.title;
  if (!answer.description.empty()) output["description"] = answer.description;
  if (!answer.earlier_sql.empty()) output["earlier_sql"] = answer.earlier_sql;
  if (!answer.parameters.empty()) output["parameters"] = answer.parameters;
  if (!answer.sql_template.empty()) output["sql_template"] = answer.sql_template;
  if (!answer.unbound.empty()) output["unbound"] = answer.unbound;
  if (!answer.thoughts.empty()) output["thoughts"] = answer.thoughts;
  return output;
}

}  // namespace harness
