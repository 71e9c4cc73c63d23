#include "harness/models/reply_key.h"

#include <gtest/gtest.h>

#include "harness/base/json.h"
#include "tests/fakes/fake_chat.h"

namespace harness {
namespace {

const AskedModel kModel{"openai", "https://api.openai.com", "m", {{"temperature", 0}}};

class ReplyKeyTest : public testing::Test {
 protected:
  std::string Digest(const AskedModel& model, const ChatRequest& request) {
    return KeyOf(KeyedRequest(model, request), ContextAt(clock_)).request;
  }

  FakeClock clock_;
};

TEST_F(ReplyKeyTest, HoldsAllThatIsAsked) {
  ChatRequest request = Ask("hi");
  request.parameters = {{"seed", 7}};
  EXPECT_EQ(CanonicalJson(KeyedRequest(kModel, request)),
            R"({"model":"m","origin":"https://api.openai.com","provider":"openai","request":{"messages":[)"
            R"({"content":"hi","role":"user"}],"parameters":{"seed":7,"temperature":0}}})");
}

TEST_F(ReplyKeyTest, IsTheSameWhereverAParameterStands) {
  ChatRequest request = Ask("hi");
  request.parameters = {{"temperature", 0.0}};
  AskedModel bare = kModel;
  bare.parameters = Json::object();
  EXPECT_EQ(Digest(bare, request), Digest(kModel, Ask("hi")));
}

TEST_F(ReplyKeyTest, DiffersWithWhateverTheAnswerDependsOn) {
  const std::string digest = Digest(kModel, Ask("hi"));
  EXPECT_EQ(digest.size(), 64u);
  EXPECT_NE(Digest(kModel, Ask("ho")), digest);
  AskedModel other = kModel;
  other.origin = "http://127.0.0.1:1";
  EXPECT_NE(Digest(other, Ask("hi")), digest);
  other = kModel;
  other.model = "m2";
  EXPECT_NE(Digest(other, Ask("hi")), digest);
  ChatRequest json = Ask("hi");
  json.json = true;
  EXPECT_NE(Digest(kModel, json), digest);
}

TEST_F(ReplyKeyTest, TellsRepeatsAndSamplesApart) {
  CallContext context = ContextAt(clock_);
  context.key = {7, 1, 2};
  context.sample = 3;
  const RequestKey key = KeyOf(KeyedRequest(kModel, Ask("hi")), context);
  EXPECT_EQ(key.repeat, 2u);
  EXPECT_EQ(key.sample, 3u);
  EXPECT_EQ(key.request, Digest(kModel, Ask("hi")));
}

TEST_F(ReplyKeyTest, MakesIllFormedTextWellFormed) {
  EXPECT_EQ(KeyedRequest(kModel, Ask("a\xff"))["request"]["messages"][0]["content"], "a\xEF\xBF\xBD");
}

TEST(KeptEmbeddings, AreTheSameAfterJson) {
  Embeddings embeddings;
  embeddings.vectors = {{0.1F, -3.4e38F, 1e-45F}, {1, 2, 3}};
  embeddings.usage = Usage{10, 0, 0};
  embeddings.cost_usd = 0.5;
  const Embeddings read = *EmbeddingsFromJson(*ParseJson(CanonicalJson(ToJson(embeddings))));
  EXPECT_EQ(read.vectors, embeddings.vectors);
  EXPECT_EQ(read.usage, embeddings.usage);
  EXPECT_EQ(read.cost_usd, embeddings.cost_usd);
}

TEST(KeptEmbeddings, ThatCannotBeReadSaySo) {
  EXPECT_EQ(EmbeddingsFromJson(7).error().Message(), "kept embeddings can't be read: there are no vectors");
  EXPECT_FALSE(EmbeddingsFromJson({{"vectors", {"a"}}}));
}

}  // namespace
}  // namespace harness
