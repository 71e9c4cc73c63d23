#include "harness/suite/genie_questions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_http.h"

namespace harness {
namespace {

using testing::HasSubstr;

Json AnswerWith(const std::string& questions) {
  return {{"space_id", "s"}, {"serialized_space", R"({"version": 2, "benchmarks": {"questions": )" + questions + "}}"}};
}
std::string Why(const Json& answer) {
  const auto read = ReadGenieQuestions(answer, "s");
  return read ? "" : read.error().Message();
}

TEST(GenieQuestions, BecomeCasesOfABenchmark) {
  const auto read = ReadGenieQuestions(AnswerWith(R"([
    {"id": "q1", "question": ["How many ", "orders?\n"],
     "answer": [{"format": "SQL", "content": ["SELECT COUNT(*)\n", "FROM ord", "ers\n"]}]},
    {"id": "q2", "question": ["주문은 몇 건인가요?"], "answer": [{"format": "SQL", "content": ["SELECT 2"]}]}])"),
                                       "s");
  ASSERT_TRUE(read) << read.error().Message();
  ASSERT_EQ(read->cases.size(), 2u);
  const Case& first = read->cases[0];
  EXPECT_EQ(first.id, "q1");
  EXPECT_EQ(first.input, "How many orders?");
  EXPECT_EQ(first.expected, Json({{"sql", "SELECT COUNT(*)\nFROM orders"}}));
  EXPECT_EQ(first.vars, (Json{{"question_en", "How many orders?"},
                              {"title", "How many orders?"},
                              {"source", "genie:s"},
                              {"language", "en"}}));
  EXPECT_EQ(read->cases[1].vars["language"], "ko");
  EXPECT_EQ(read->repeated_ids, 0u);
  EXPECT_EQ(read->without_sql, 0u);
}

TEST(GenieQuestions, WithoutSqlExpectNothing) {
  const auto read = ReadGenieQuestions(AnswerWith(R"([
    {"id": "a", "question": ["A?"]}, {"id": "b", "question": ["B?"], "answer": []},
    {"id": "c", "question": ["C?"], "answer": [{"format": "TEXT", "content": ["42"]}]},
    {"id": "d", "question": ["D?"], "answer": [{"format": "SQL", "content": [" "]}]},
    {"id": "e", "question": ["E?"], "answer": [{"format": "SQL", "content": ["SELECT 1"]},
                                               {"format": "SQL", "content": ["SELECT 2"]}]}])"),
                                       "s");
  ASSERT_TRUE(read) << read.error().Message();
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(read->cases[i].expected) << i;
  EXPECT_EQ(read->without_sql, 4u);
  EXPECT_EQ(read->cases[4].expected, Json({{"sql", {"SELECT 1", "SELECT 2"}}}));
}

TEST(GenieQuestions, WithAnIdThatIsTakenGetAnother) {
  const auto read = ReadGenieQuestions(AnswerWith(R"([{"id": "a", "question": ["A?"]}, {"id": "a", "question": ["B?"]},
                     {"id": "a~2", "question": ["C?"]}, {"question": "D?"}])"),
                                       "s");
  ASSERT_TRUE(read) << read.error().Message();
  EXPECT_EQ(read->cases[0].id, "a");
  EXPECT_EQ(read->cases[1].id, "a~2");
  EXPECT_EQ(read->cases[2].id, "a~2~2");
  EXPECT_EQ(read->cases[3].id, "") << "the plan derives one";
  EXPECT_EQ(read->repeated_ids, 2u);
}

TEST(GenieQuestions, ThatCannotBeReadAreToldAllAtOnce) {
  EXPECT_EQ(Why(AnswerWith(R"([{"id": "a"}, {"id": "b", "question": [1]}, {"question": [" "]}, 7,
                               {"id": "c", "question": ["C?"], "answer": {}},
                               {"id": "d", "question": ["D?"], "answer": [{"format": "SQL", "content": 1}]}])")),
            "the benchmark question 'a' of the Genie space has no text; the benchmark question 'b' of the Genie space "
            "has no text; the benchmark question number 1 of the Genie space has no text; the answer of the benchmark "
            "question 'c' can't be read; the SQL of the benchmark question 'd' can't be read");
}

TEST(GenieQuestions, SayWhatIsMissingOfASpace) {
  EXPECT_EQ(Why(Json::object()),
            "the Genie space came without its definition; the identity needs CAN EDIT on the Genie space");
  EXPECT_THAT(Why({{"serialized_space", "{"}}), HasSubstr("the definition of the Genie space is no JSON: "));
  EXPECT_EQ(Why({{"serialized_space", "[]"}}), "the Genie space has no benchmark questions");
  EXPECT_EQ(Why(AnswerWith("[]")), "the Genie space has no benchmark questions");
  EXPECT_EQ(Why(AnswerWith("{\"a\": 1}")), "the benchmark of the Genie space can't be read");
}

class FetchedQuestions : public testing::Test {
 protected:
  Result<GenieQuestions> Fetch() {
    GenieSpace space{"s1", {}};
    space.workspace.host = "https://dbx.example";
    space.workspace.token = "secret-0123456789";
    return FetchGenieQuestions(space, http_, clock_, *processes_, &secrets_);
  }
  FakeHttp http_;
  FakeClock clock_;
  Secrets secrets_;
  std::unique_ptr<Processes> processes_ = MakeProcesses("");
};

TEST_F(FetchedQuestions, AreAskedForWithTheDefinition) {
  http_.Put(200, AnswerWith(R"([{"id": "a", "question": ["A?"]}])").dump());
  const auto read = Fetch();
  ASSERT_TRUE(read) << read.error().Message();
  EXPECT_EQ(read->cases.size(), 1u);
  EXPECT_EQ(http_.requests().at(0).url, "https://dbx.example/api/2.0/genie/spaces/s1?include_serialized_space=true");
  EXPECT_EQ(secrets_.Redact("secret-0123456789"), "***");
}

TEST_F(FetchedQuestions, ThatAreRefusedAreAMistakeAndThatAreOutOfReachAnOutage) {
  http_.Put(403, R"({"message": "no"})");
  const auto refused = Fetch();
  EXPECT_EQ(refused.error().Message(),
            "the Genie space can't be read: https://dbx.example forbids it; the identity needs CAN EDIT on the Genie "
            "space: no");
  EXPECT_FALSE(refused.error().IsOutage());
  http_.Put(429, R"({"message": "later"})", {{"Retry-After", "3600"}});
  EXPECT_TRUE(Fetch().error().IsOutage());
}

}  // namespace
}  // namespace harness
