#include "scorers/schema.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

class SchemaScorer : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(SchemaScorer, PassesJsonAsIsJson) {
  EXPECT_EQ(rig_.JudgeText("is-json: {}", " {\"a\": [1]} ").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson("is-json: {}", {1}).verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeJson("is-json: {}", "a text that is JSON").verdict, Verdict::kPass);
}

TEST_F(SchemaScorer, FailsWhatIsNoJsonAsIsJson) {
  const Score score = rig_.JudgeText("is-json:", "{\"a\": }");
  EXPECT_EQ(score.verdict, Verdict::kFail);
  EXPECT_EQ(score.reason, "no JSON (line 1, column 7: expected a value, found '}'): '{\"a\": }'");
}

TEST_F(SchemaScorer, ReadsATextWithinTheAnswerAsIsJson) {
  const Output output = Output::Structured({{"payload", "[1"}});
  EXPECT_EQ(rig_.Judge("is-json: {}", output, "[1]").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.Judge("is-json: {}", output, "[1").verdict, Verdict::kFail);
}

TEST_F(SchemaScorer, HoldsIsJsonToASchema) {
  EXPECT_EQ(rig_.JudgeText("is-json: {value: {type: object}}", "{}").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("is-json: {value: {type: object}}", "[]").verdict, Verdict::kFail);
}

TEST_F(SchemaScorer, NamesWhatTheSchemaForbids) {
  const Score score =
      rig_.JudgeText("json-schema: {value: {properties: {p: {enum: [P1, P2]}}, required: [q]}}", "{\"p\": \"P9\"}");
  EXPECT_EQ(score.verdict, Verdict::kFail);
  EXPECT_EQ(score.reason, "the key \"q\" is missing; /p: \"P9\" is not one of [\"P1\", \"P2\"]");
  EXPECT_EQ(
      score.evidence[1],
      (Json{{"at", "/p"}, {"message", "\"P9\" is not one of [\"P1\", \"P2\"]"}, {"schema", "#/properties/p/enum"}}));
}

TEST_F(SchemaScorer, CountsTheViolationsThatItDoesNotName) {
  EXPECT_TRUE(rig_.JudgeText("json-schema: {value: {items: {type: string}}}", "[1, 2, 3, 4, 5]")
                  .reason.ends_with("; and 2 more"));
  EXPECT_TRUE(rig_.JudgeJson("json-schema: {value: {items: {type: string}}}", Json(std::vector<int>(50)))
                  .reason.ends_with("; and 17 or more"));
}

TEST_F(SchemaScorer, JudgesATextWithinTheAnswerAsAString) {
  const Output output = Output::Text("{\"name\": \"5\"}");
  EXPECT_EQ(rig_.Judge("json-schema: {value: {type: string}}", output, "5").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.Judge("json-schema: {value: {type: integer}}", output, "5").verdict, Verdict::kFail);
}

TEST_F(SchemaScorer, FailsTextThatIsNoJsonAsJsonSchema) {
  EXPECT_EQ(rig_.JudgeText("json-schema: {value: true}", "hello").reason,
            "no JSON (line 1, column 1: expected a value, found \"hello\"): 'hello'");
}

TEST_F(SchemaScorer, ReadsTheSchemaOfAFile) {
  const TemporaryFolder folder;
  folder.Put("schema.json", R"({"type": "object"})");
  EXPECT_EQ(rig_.LoadError("score:\n  - json-schema: { file: schema.json }\n", folder.path()), "");
}

TEST_F(SchemaScorer, RefusesABadSchemaAtItsPlace) {
  EXPECT_EQ(
      rig_.LoadError("score:\n  - json-schema:\n      value:\n        properties:\n          a: { minimum: low }\n"),
      "suite.yaml:5:25: not a JSON Schema: #/properties/a/minimum: must be a number, but is string\n"
      "          a: { minimum: low }\n"
      "                        ^\n");
}

TEST_F(SchemaScorer, RefusesABadSchemaFile) {
  const TemporaryFolder folder;
  folder.Put("schema.json", "{\"type\": ");
  EXPECT_EQ(rig_.LoadError("score:\n  - json-schema: { file: schema.json }\n", folder.path()),
            (folder / "suite.yaml:2:26: ") +
                (folder / "schema.json: line 1, column 10: expected a value, found the end of the text\n") +
                "  - json-schema: { file: schema.json }\n"
                "                         ^\n");
}

TEST_F(SchemaScorer, RefusesASchemaFileThatIsNotThere) {
  const TemporaryFolder folder;
  EXPECT_EQ(rig_.LoadError("score:\n  - json-schema: { file: none.json }\n", folder.path()),
            (folder / "suite.yaml:2:26: cannot open ") + (folder / "none.json: No such file or directory\n") +
                "  - json-schema: { file: none.json }\n"
                "                         ^\n");
}

TEST_F(SchemaScorer, NeedsOneSchema) {
  EXPECT_EQ(rig_.LoadError("score:\n  - json-schema: {}\n"),
            "suite.yaml:2:18: a schema is missing: give it as 'value', or its file as 'file'\n"
            "  - json-schema: {}\n"
            "                 ^\n");
  EXPECT_EQ(rig_.LoadError("score:\n  - json-schema: { file: a, value: true }\n"),
            "suite.yaml:2:26: 'value' and 'file' can't both be given\n"
            "  - json-schema: { file: a, value: true }\n"
            "                         ^\n");
}

}  // namespace
}  // namespace harness
