#include "harness/models/price.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/models/built_in_prices.h"
#include "tests/fakes/fake_chat.h"

namespace harness {
namespace {

AskedModel OpenAi(std::string model) {
  return {"openai", "https://api.openai.com", std::move(model)};
}

// The input price of a model in a table, or -1.
double InputPrice(const PriceTable& table, const AskedModel& model) {
  const Price* price = table.Find(model);
  return price ? price->input : -1;
}

PriceTable Table(const std::string& prices) {
  return *PriceTable::Parse("{\"prices\": " + prices + "}", "prices.json");
}

std::string Mistake(const std::string& text) {
  return PriceTable::Parse(text, "p.json").error().Message();
}

TEST(CostOf, CountsFreshCachedAndOutputTokens) {
  Price price;
  price.input = 2;
  price.cached_input = 0.5;
  price.output = 8;
  EXPECT_DOUBLE_EQ(CostOf(price, {1'000'000, 0, 0}), 2);
  EXPECT_DOUBLE_EQ(CostOf(price, {1'000'000, 100'000, 400'000}), 0.6 * 2 + 0.4 * 0.5 + 0.1 * 8);
}

TEST(CostOf, TakesCachedTokensAsInputWithoutAPriceOfTheirOwn) {
  Price price;
  price.input = 2;
  EXPECT_DOUBLE_EQ(CostOf(price, {1'000'000, 0, 400'000}), 2);
}

TEST(CostOf, IsNotMisledByImpossibleUsage) {
  Price price;
  price.input = 2;
  price.cached_input = 1;
  EXPECT_DOUBLE_EQ(CostOf(price, {1'000'000, -5, 9'000'000}), 1);
  EXPECT_DOUBLE_EQ(CostOf(price, {-1, 0, 5}), 0);
}

TEST(PriceTable, IsReadableAsBuiltInAndSaysDateAndSourceOfEachPrice) {
  ASSERT_TRUE(PriceTable::Parse(BuiltInPrices(), "prices.json"));
  const PriceTable table = PriceTable::BuiltIn();
  EXPECT_GE(table.prices().size(), 20u);
  for (const Price& price : table.prices()) {
    EXPECT_THAT(price.date, testing::MatchesRegex("20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]")) << price.model;
    EXPECT_THAT(price.source, testing::StartsWith("https://")) << price.model;
    EXPECT_THAT(price.origin, testing::StartsWith("https://")) << price.model;
    EXPECT_GT(price.input, 0) << price.model;
  }
}

TEST(PriceTable, KnowsModelsAndTheirSnapshots) {
  const PriceTable table = PriceTable::BuiltIn();
  EXPECT_EQ(InputPrice(table, OpenAi("gpt-4o-mini")), 0.15);
  EXPECT_EQ(InputPrice(table, OpenAi("gpt-4o-mini-2024-07-18")), 0.15);
  EXPECT_EQ(InputPrice(table, OpenAi("gpt-4o-2024-08-06")), 2.5);
  EXPECT_EQ(InputPrice(table, {"anthropic", "https://api.anthropic.com", "claude-3-5-haiku-20241022"}), 0.8);
  EXPECT_EQ(InputPrice(table, {"anthropic", "https://api.anthropic.com", "claude-3-5-haiku-latest"}), 0.8);
}

TEST(PriceTable, PrefersTheSnapshotsOwnPrice) {
  EXPECT_EQ(InputPrice(PriceTable::BuiltIn(), OpenAi("gpt-4o-2024-05-13")), 5);
}

TEST(PriceTable, DoesNotTakeOtherModelsForSnapshots) {
  const PriceTable table = PriceTable::BuiltIn();
  EXPECT_EQ(table.Find(OpenAi("gpt-4o-audio-preview")), nullptr);
  EXPECT_EQ(table.Find(OpenAi("gpt-4o-mini-2024-07-1x")), nullptr);
  EXPECT_EQ(table.Find(OpenAi("gpt-4o-2024-08-06-tuned")), nullptr);
}

TEST(PriceTable, KnowsNoPriceOfTheSameNameElsewhere) {
  const PriceTable table = PriceTable::BuiltIn();
  EXPECT_EQ(table.Find({"openai", "http://127.0.0.1:8080", "gpt-4o-mini"}), nullptr);
  EXPECT_EQ(table.Find({"openai", "https://api.openai.com.evil.example", "gpt-4o-mini"}), nullptr);
  EXPECT_NE(table.Find({"openai", "https://api.openai.com/v1", "gpt-4o-mini"}), nullptr);
}

TEST(PriceTable, TakesTheLongestBeginning) {
  const PriceTable table = Table(
      R"([{"provider": "openai", "model": "*", "input": 1}, {"provider": "openai", "model": "qwen*", "input": 2},
          {"provider": "openai", "model": "qwen-7b", "input": 3}])");
  EXPECT_EQ(InputPrice(table, OpenAi("llama")), 1);
  EXPECT_EQ(InputPrice(table, OpenAi("qwen-72b")), 2);
  EXPECT_EQ(InputPrice(table, OpenAi("qwen-7b")), 3);
  EXPECT_EQ(InputPrice(table, {"anthropic", "", "llama"}), -1);
}

TEST(PriceTable, OfAFileReplacesTheBuiltInOrLiesOverIt) {
  const std::string mine = R"("prices": [{"provider": "openai", "model": "gpt-4o*", "input": 7}])";
  const PriceTable alone = *PriceTable::Parse("{" + mine + "}", "p.json");
  EXPECT_EQ(InputPrice(alone, OpenAi("gpt-4o")), 7);
  EXPECT_EQ(InputPrice(alone, OpenAi("gpt-4.1")), -1);
  const PriceTable over = *PriceTable::Parse("{\"built_in\": true, " + mine + "}", "p.json");
  EXPECT_EQ(InputPrice(over, OpenAi("gpt-4o")), 7);
  EXPECT_EQ(InputPrice(over, OpenAi("gpt-4.1")), 2);
}

TEST(PriceTable, SaysWhatIsWrongWithAFile) {
  EXPECT_EQ(Mistake("[]"), "p.json: prices are a map with a list 'prices'");
  EXPECT_EQ(Mistake("{\"prices\": [], \"price\": 1}"), "p.json: unknown key 'price'");
  EXPECT_EQ(Mistake(R"({"prices": [7, {"provider": "a", "model": "b"}]})"),
            "p.json: price 1 is no map; p.json: price 2 has no 'input'");
  EXPECT_EQ(Mistake(R"({"prices": [{"provider": "a", "model": "b", "input": -1}]})"),
            "p.json: price 1 has a 'input' that is no amount");
  EXPECT_EQ(Mistake(R"({"prices": [{"provider": 7, "model": "b", "input": 1}]})"),
            "p.json: price 1 has a 'provider' that is no text");
  EXPECT_EQ(Mistake(R"({"prices": [{"provider": "a", "model": "b", "input": 1, "outputs": 1}]})"),
            "p.json: price 1 has an unknown key 'outputs'");
}

class PricedTest : public testing::Test {
 protected:
  std::optional<double> Cost(const ChatReply& reply, const AskedModel& model) {
    provider_->Then(reply);
    const auto chat = WithPrice(provider_, model, std::make_shared<PriceTable>(PriceTable::BuiltIn()));
    return chat->Complete(Ask("hi"), ContextAt(clock_))->cost_usd;
  }
  ChatReply Used(const Usage& usage) {
    ChatReply reply = Say("ok");
    reply.usage = usage;
    return reply;
  }

  FakeClock clock_;
  std::shared_ptr<FakeChat> provider_ = std::make_shared<FakeChat>();
};

TEST_F(PricedTest, SaysWhatAReplyCost) {
  EXPECT_DOUBLE_EQ(*Cost(Used({1000, 100, 0}), OpenAi("gpt-4o-mini")), 0.00015 + 0.00006);
}

TEST_F(PricedTest, DoesNotKnowTheCostOfAnUnknownModelOrUsage) {
  EXPECT_EQ(Cost(Used({1000, 100, 0}), OpenAi("mystery")), std::nullopt);
  EXPECT_EQ(Cost(Say("ok"), OpenAi("gpt-4o-mini")), std::nullopt);
}

TEST_F(PricedTest, LeavesWhatTheProviderSays) {
  ChatReply reply = Used({1000, 100, 0});
  reply.cost_usd = 3;
  EXPECT_EQ(Cost(reply, OpenAi("gpt-4o-mini")), 3);
}

TEST_F(PricedTest, TakesThePriceOfTheModelThatAnsweredForAnUnknownName) {
  ChatReply reply = Used({1'000'000, 0, 0});
  reply.model = "gpt-4.1-2025-04-14";
  EXPECT_EQ(Cost(reply, OpenAi("my-deployment")), 2);
}

TEST_F(PricedTest, KnowsWhatEmbeddingsCost) {
  const auto prices = std::make_shared<PriceTable>(PriceTable::BuiltIn());
  const auto embedder = WithPrice(std::make_shared<FakeEmbedder>(), OpenAi("text-embedding-3-small"), prices);
  EXPECT_DOUBLE_EQ(*embedder->Embed({"a", "b"}, ContextAt(clock_))->cost_usd, 20 * 0.02 / 1e6);
}

}  // namespace
}  // namespace harness
