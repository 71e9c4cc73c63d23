#include "harness/runner/estimate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/models.h"
#include "harness/models/models.h"
#include "harness/models/rehearsal.h"
#include "tests/fakes/suite_rig.h"

namespace harness {
namespace {

using testing::DoubleNear;
using testing::HasSubstr;

// `asks: MODEL` sends the input to a model.
TargetType AsksTargetType() {
  class Asks final : public Target {
   public:
    explicit Asks(std::shared_ptr<Chat> chat) : chat_(std::move(chat)) {}
    bool OnlyAsksModels() const override { return true; }
    Output Call(const Case& test, const CallContext& context) override {
      ChatRequest request;
      request.messages.push_back({Role::kUser, JsonText(test.input)});
      auto reply = chat_->Complete(request, context);
      return reply ? Output::Text(reply->text) : Output::Failed(reply.error().kind, reply.error().message);
    }

   private:
    std::shared_ptr<Chat> chat_;
  };
  TargetType type;
  type.name = "asks";
  type.doc = "A model.";
  type.shape.fields = {{"asks", kText, "Its name.", true}};
  type.make = [](const Node& config, const Services& services) -> Result<std::unique_ptr<Target>> {
    auto chat = services.models->ChatOf(config.Find("asks")->AsString());
    if (!chat) return Unexpected(chat.error());
    return std::make_unique<Asks>(*std::move(chat));
  };
  return type;
}

class EstimateTest : public testing::Test {
 protected:
  EstimateTest()
      : rig_({.targets = {AsksTargetType(), EchoTargetType()}, .scorers = {}, .metrics = {}, .models = LoadModels}) {
    options_.stand_in = MakeRehearsal();
    options_.trace = std::make_shared<CallTrace>();
  }

  Estimate Of(const std::string& target, const std::string& model, int cases, const RehearsedCall& call = nullptr) {
    std::string text = "suite: s\nmodels: { writer: { " + model + " } }\ntargets: [ { name: t, " + target +
                       " } ]\nrun: { concurrency: 4 }\ncases:\n  - inline:\n";
    for (int i = 0; i < cases; ++i)
      text += fmt::format("      - {{ id: c{}, input: '{}', vars: {{ tier: {} }} }}\n", i, std::string(400, 'x'),
                          i % 3 == 0   ? "template"
                          : i % 3 == 1 ? "scenario"
                                       : "edge_case");
    rig_.folder.Put("suite.yaml", text);
    Services services = rig_.services();
    services.model_options = &options_;
    suite_ = *LoadSuite(rig_.folder / "suite.yaml", {}, rig_.catalogue, services);
    const Plan plan = *Plan::Make(suite_, {});
    const Rehearsed rehearsed = *Rehearse(suite_, plan, *options_.trace, rig_.clock, call);
    return MakeEstimate(suite_, plan, rehearsed, PriceTable::BuiltIn(), history_);
  }

  // As a data set's target: what is asked is a column's.
  RehearsedCall AsColumn() {
    return [this](const TargetSpec& target, const Case& test, const CallContext& context) {
      options_.trace->Enter("turns");
      return target.target->Call(test, context);
    };
  }

  static constexpr const char* kKnown = "provider: openai, model: gpt-4o-mini, max_tokens: 400";

  SuiteRig rig_;
  ModelOptions options_;
  History history_;
  Suite suite_;
};

TEST_F(EstimateTest, CountsPromptsAndGuessesAnswers) {
  const Estimate estimate = Of("asks: writer", kKnown, 60);
  ASSERT_EQ(estimate.parts.size(), 1U);
  const PartEstimate& part = estimate.parts[0];
  EXPECT_EQ(part.kind, PartKind::kTarget);
  EXPECT_EQ(part.model, "writer");
  EXPECT_DOUBLE_EQ(part.calls, 60) << "all, though 20 were rehearsed";
  EXPECT_DOUBLE_EQ(part.input.likely, 60 * 101) << "400 bytes are 100 tokens, rounded up";
  EXPECT_DOUBLE_EQ(part.output.likely, 60 * 100) << "a quarter of max_tokens";
  EXPECT_DOUBLE_EQ(part.output.high, 60 * 400);
  EXPECT_THAT(estimate.cost->likely, DoubleNear(60 * (101 * 0.15 + 100 * 0.6) / 1e6, 1e-9));
  EXPECT_THAT(estimate.seconds->likely, DoubleNear(60.0 / 4 * (1 + 100.0 / 60), 1e-6));
  EXPECT_EQ(part.source, "rendered prompts and guessed answers");
}

TEST_F(EstimateTest, AnUnknownPriceIsNotNothing) {
  const Estimate estimate = Of("asks: writer", "provider: openai, model: mine, base_url: 'http://127.0.0.1:1'", 3);
  EXPECT_FALSE(estimate.cost);
  EXPECT_TRUE(ToJson(estimate)["cost_usd"].is_null());
  ASSERT_EQ(estimate.notes.size(), 1U);
  EXPECT_THAT(estimate.notes[0], HasSubstr("'writer': give one with --prices"));
}

TEST_F(EstimateTest, EarlierRunsShowBetter) {
  PartHistory& seen = history_.targets["t"];
  for (const double tokens : {200.0, 300.0}) {
    seen.input.Add(tokens);
    seen.output.Add(tokens / 10);
    seen.cost.Add(0.25);
    seen.seconds.Add(3);
  }
  history_.runs = {"a"};
  const Estimate estimate = Of("asks: writer", kKnown, 6);
  EXPECT_DOUBLE_EQ(estimate.input.likely, 6 * 250);
  EXPECT_LT(estimate.input.low, 6 * 250);
  EXPECT_DOUBLE_EQ(estimate.output.likely, 6 * 25);
  EXPECT_DOUBLE_EQ(estimate.cost->likely, 1.5);
  EXPECT_DOUBLE_EQ(estimate.cost->high, 1.5) << "each took the same";
  EXPECT_DOUBLE_EQ(estimate.seconds->likely, 6 * 3 / 4.0);
  EXPECT_EQ(estimate.parts[0].source, "history of 2 attempts");
  history_.same_suite = false;
  EXPECT_EQ(Of("asks: writer", kKnown, 6).parts[0].source, "history of 2 attempts of another version");
}

TEST_F(EstimateTest, TiersOfConversationsHaveTheirAverages) {
  const Estimate estimate =
      Of("asks: writer", "provider: anthropic, model: claude-opus-4, max_tokens: 8000", 90, AsColumn());
  ASSERT_EQ(estimate.parts.size(), 1U);
  EXPECT_EQ(estimate.parts[0].kind, PartKind::kColumn);
  EXPECT_EQ(estimate.parts[0].source, "tier prior");
  EXPECT_DOUBLE_EQ(estimate.input.likely, 30 * (2'000 + 2'500 + 3'000));
  EXPECT_DOUBLE_EQ(estimate.output.likely, 30 * (3'000 + 4'000 + 5'000));
  EXPECT_THAT(estimate.cost->likely, DoubleNear(30.60, 0.25));
  EXPECT_DOUBLE_EQ(estimate.seconds->likely, 90 * 20 / 4.0);
}

TEST_F(EstimateTest, TiersWithoutAPriceSayWhatTheyTookElsewhere) {
  const Estimate estimate =
      Of("asks: writer", "provider: openai, model: mine, base_url: 'http://127.0.0.1:1'", 90, AsColumn());
  EXPECT_FALSE(estimate.cost);
  EXPECT_THAT(estimate.notes, testing::Contains(HasSubstr("such records took 30.60 USD")));
}

TEST_F(EstimateTest, NobodyKnowsHowLongAProgramTakes) {
  const Estimate estimate = Of("echo: hi", kKnown, 3);
  EXPECT_FALSE(estimate.asks_models());
  EXPECT_EQ(estimate.cost, Range{});
  EXPECT_FALSE(estimate.seconds);
  EXPECT_EQ(estimate.pace, "no run has shown how long 't' takes");
}

TEST_F(EstimateTest, RatesSetThePace) {
  const Estimate slow = Of("asks: writer", std::string(kKnown) + ", requests_per_minute: 6", 60);
  EXPECT_DOUBLE_EQ(slow.seconds->likely, 600);
  EXPECT_EQ(slow.pace, "by 6 calls a minute of 'writer'");
  const Estimate tokens = Of("asks: writer", std::string(kKnown) + ", tokens_per_minute: 201", 60);
  EXPECT_DOUBLE_EQ(tokens.seconds->likely, 3'600);
}

}  // namespace
}  // namespace harness
