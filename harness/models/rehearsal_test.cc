#include "harness/models/rehearsal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/json_schema.h"
#include "harness/models/models.h"
#include "harness/models/trace.h"
#include "tests/fakes/json_node.h"
#include "tests/fakes/model_rig.h"

namespace harness {
namespace {

ChatRequest Asking(const std::string& text) {
  ChatRequest request;
  request.messages.push_back({Role::kUser, text});
  return request;
}

TEST(Rehearsal, AnswersAreAsLongAsIsLikely) {
  const AskedModel model{"openai", "https://x", "m", Json{{"max_tokens", 400}}};
  EXPECT_EQ(LikelyOutput(model, Asking("hi")), (Range{12.5, 100, 400}));
  EXPECT_EQ(LikelyOutput({"openai", "https://x", "m"}, Asking("hi")), (Range{50, 500, 4'000}));
  ChatRequest by_schema = Asking("hi");
  by_schema.schema = Json::object();
  EXPECT_EQ(LikelyOutput(model, by_schema), (Range{40, 150, 400}));
}

TEST(Rehearsal, AnExampleFitsItsSchema) {
  for (const char* text :
       {R"({"type": "object", "required": ["ok"]})",
        R"({"type": "array", "minItems": 3, "items": {"type": "integer"}})",
        R"({"type": "object", "properties": {"a": {"enum": ["x", "y"]}, "b": {"type": ["null", "string"]},
            "c": {"type": "number", "minimum": 5}, "d": {"anyOf": [{"type": "boolean"}]}}, "required": ["a", "c"],
            "additionalProperties": false})",
        R"({"type": "string", "minLength": 12})", R"({"const": 7})"}) {
    const Json schema = *ParseJson(text);
    const Json example = ExampleOf(schema);
    EXPECT_TRUE(JsonSchema::Compile(schema)->Validate(example, 3).empty()) << text << " " << example;
  }
}

TEST(Rehearsal, NeedsNoKeyAndAsksNobody) {
  ModelRig rig;
  ModelOptions options;
  options.stand_in = MakeRehearsal();
  options.trace = std::make_shared<CallTrace>();
  Services services = rig.services();
  services.model_options = &options;
  Diagnostics mistakes;
  const Node config = NodeOf(Json{
      {"writer", {{"provider", "openai"}, {"model", "gpt-4o-mini"}, {"api_key_env", "NO_SUCH"}, {"max_tokens", 40}}}});
  const auto models = LoadModels(&config, services, mistakes);
  ASSERT_TRUE(mistakes.empty());
  EXPECT_EQ(models->Find("writer")->absent, "");
  const auto chat = models->ChatOf("writer");
  ASSERT_TRUE(chat);
  options.trace->Enter("description");
  EXPECT_EQ((*chat)->Complete(Asking("hi"), rig.Context())->text, "word word word word word word word word word word ");
  const std::vector<TracedCall> calls = options.trace->Take();
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].part, "description");
  EXPECT_EQ(calls[0].model->name, "writer");
  EXPECT_EQ(calls[0].request.messages[0].text, "hi");
  EXPECT_TRUE(options.trace->Take().empty());
}

}  // namespace
}  // namespace harness
