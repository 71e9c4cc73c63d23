#include "harness/targets/genie_answer.h"

#include <gtest/gtest.h>

#include "tests/fakes/genie_server.h"

namespace harness {
namespace {

Json Message(Json attachments) {
  return {{"attachments", std::move(attachments)}};
}

TEST(GenieAnswer, HoldsQueryTextAndSuggestions) {
  Json query = GenieServer::Query("SELECT 1\n", 7);
  query["query"]["thoughts"] = {{{"content", "hm"}}};
  query["query"]["query_result_metadata"]["is_truncated"] = true;
  const GenieAnswer answer =
      ReadGenieAnswer(Message({GenieServer::Text("It is 1."),
                               query,
                               GenieServer::Text("Really."),
                               {{"suggested_questions", {{"questions", {"And 2?", 3, "And 4?"}}}}}}));
  EXPECT_EQ(answer.sql, "SELECT 1");
  EXPECT_EQ(answer.text, "It is 1.\n\nReally.");
  EXPECT_EQ(answer.description, "What it does.");
  EXPECT_EQ(answer.attachment_id, "a1");
  EXPECT_EQ(answer.row_count, 7);
  EXPECT_TRUE(answer.truncated);
  EXPECT_EQ(answer.suggested, (std::vector<std::string>{"And 2?", "And 4?"}));
  EXPECT_EQ(answer.thoughts.size(), 1u);
}

TEST(GenieAnswer, SaysTheDescriptionWhereThereIsNoText) {
  EXPECT_EQ(ReadGenieAnswer(Message({GenieServer::Query("SELECT 1")})).text, "What it does.");
}

TEST(GenieAnswer, TakesTheLastOfSeveralQueries) {
  const GenieAnswer answer = ReadGenieAnswer(
      Message({GenieServer::Query("SELECT 1"), GenieServer::Query("SELECT 2"), GenieServer::Query("")}));
  EXPECT_EQ(answer.sql, "SELECT 2");
  EXPECT_EQ(answer.earlier_sql, std::vector<std::string>{"SELECT 1"});
}

TEST(GenieAnswer, IsAClarificationIfItAsksBackWithoutAQuery) {
  const Json question = GenieServer::Text("Which year?", "FOLLOW_UP_QUESTION");
  const GenieAnswer asks = ReadGenieAnswer(Message({question}));
  EXPECT_TRUE(asks.clarification());
  EXPECT_EQ(asks.text, "Which year?");
  const GenieAnswer answers = ReadGenieAnswer(Message({GenieServer::Query("SELECT 1"), question}));
  EXPECT_FALSE(answers.clarification());
  EXPECT_EQ(answers.question, "Which year?");
  const GenieAnswer text = ReadGenieAnswer(Message({GenieServer::Text("42.", "TEXT_ATTACHMENT_PURPOSE_ANSWER")}));
  EXPECT_FALSE(text.clarification());
  EXPECT_EQ(text.text, "42.");
}

TEST(GenieAnswer, PutsParametersInAndKeepsTheTemplate) {
  Json query = GenieServer::Query("SELECT * FROM t WHERE a = :a");
  query["query"]["parameters"] = {{{"keyword", "a"}, {"sql_type", "INT"}, {"value", "1"}}};
  const GenieAnswer bound = ReadGenieAnswer(Message({query}));
  EXPECT_EQ(bound.sql, "SELECT * FROM t WHERE a = 1");
  EXPECT_EQ(bound.sql_template, "SELECT * FROM t WHERE a = :a");
  query["query"]["parameters"][0]["sql_type"] = "MAP";
  const GenieAnswer unbound = ReadGenieAnswer(Message({query}));
  EXPECT_EQ(unbound.sql, "SELECT * FROM t WHERE a = :a");
  EXPECT_EQ(OutputOf(unbound, {})["unbound"],
            "the value of the parameter 'a' can't be written as a literal of type MAP");
}

TEST(GenieAnswer, ReadsRubbishAsNothing) {
  for (const Json& message :
       {Json(), Json(1), Json::object(), Message("x"), Message({1, nullptr, "x"}), Message({{{"query", 1}}}),
        Message({{{"query", {{"query", 1}}}}}), Message({{{"text", {{"content", {1}}}}}}),
        Message({{{"suggested_questions", 1}}}), Message({{{"text", {{"content", " "}}}}})})
    EXPECT_TRUE(ReadGenieAnswer(message).empty()) << message;
  const GenieAnswer odd = ReadGenieAnswer(Message(
      {{{"attachment_id", 1},
        {"query", {{"query", "SELECT 1"}, {"parameters", 1}, {"thoughts", "x"}, {"query_result_metadata", 2}}}}}));
  EXPECT_EQ(odd.sql, "SELECT 1");
  EXPECT_EQ(odd.attachment_id, "");
}

TEST(GenieOutput, HasTheSameMembersWithAndWithoutARowOrAQuery) {
  const Json none = OutputOf(ReadGenieAnswer(Message({GenieServer::Text("Hello.")})), {});
  EXPECT_EQ(none, *ParseJson(R"({"sql": null, "text": "Hello.", "clarification": false, "question": null,
    "suggested_questions": [], "columns": null, "rows": null, "row_count": null, "truncated": false,
    "statement_id": null})"));
  SqlTable table;
  table.columns = {"a", "b"};
  table.cells = {int64_t{1}, SqlDecimal{"1.50"}, SqlValue(), std::string("x")};
  table.truncated = true;
  const Json some = OutputOf(ReadGenieAnswer(Message({GenieServer::Query("SELECT 1", 9)})), {table, ""});
  EXPECT_EQ(some["columns"], (Json{"a", "b"}));
  EXPECT_EQ(some["rows"], *ParseJson(R"([[1, "1.50"], [null, "x"]])"));
  EXPECT_EQ(some["row_count"], 9);
  EXPECT_EQ(some["truncated"], true);
}

TEST(GenieOutput, SaysWhyThereAreNoRows) {
  const Json output = OutputOf(ReadGenieAnswer(Message({GenieServer::Query("SELECT 1")})), {std::nullopt, "gone"});
  EXPECT_EQ(output["sql"], "SELECT 1");
  EXPECT_EQ(output["rows"], Json());
  EXPECT_EQ(output["result_error"], "gone");
}

}  // namespace
}  // namespace harness
