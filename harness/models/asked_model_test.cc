#include "harness/models/asked_model.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_chat.h"

namespace harness {
namespace {

TEST(AskedModel, LaysTheParametersOfARequestOverItsOwn) {
  const AskedModel model{"openai", "https://api.openai.com", "m", {{"temperature", 0}, {"seed", 1}}};
  ChatRequest request = Ask("hi");
  request.parameters = {{"seed", 2}};
  EXPECT_EQ(MergedParameters(model, request), Json({{"temperature", 0}, {"seed", 2}}));
}

TEST(AskedModel, EstimatesATokenForFourBytes) {
  const TokenEstimate estimate = EstimateTokens(AskedModel{}, Ask(std::string(400, 'a')));
  EXPECT_EQ(estimate.input, 101);
  EXPECT_EQ(estimate.most_input, 416);
  EXPECT_EQ(estimate.max_output, std::nullopt);
}

TEST(AskedModel, KnowsTheBoundsOfAnswersByTheirNames) {
  AskedModel model;
  model.parameters = {{"max_tokens", 100}};
  EXPECT_EQ(EstimateTokens(model, Ask("")).max_output, 100);
  model.parameters = {{"max_completion_tokens", 50}, {"n", 3}};
  EXPECT_EQ(EstimateTokens(model, Ask("")).max_output, 150);
  model.parameters = {{"max_output_tokens", "many"}};
  EXPECT_EQ(EstimateTokens(model, Ask("")).max_output, std::nullopt);
}

TEST(AskedModel, CountsToolsAndSchemas) {
  ChatRequest request = Ask("");
  request.tools = Json::array({{{"name", "look_up"}}});
  EXPECT_EQ(EstimateTokens(AskedModel{}, request).most_input, 16 + 1'000 + 20);
  request.schema = Json{{"type", "object"}};
  EXPECT_EQ(EstimateTokens(AskedModel{}, request).most_input, 16 + 1'000 + 20 + 17);
}

TEST(AskedModel, EstimatesTextsToEmbed) {
  const TokenEstimate estimate = EstimateTokens(AskedModel{}, Texts{std::string(40, 'a'), std::string(40, 'b')});
  EXPECT_EQ(estimate.input, 22);
  EXPECT_EQ(estimate.most_input, 112);
  EXPECT_EQ(estimate.max_output, 0);
}

}  // namespace
}  // namespace harness
