#include "harness/models/embeddings.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_http.h"
#include "tests/fakes/model_rig.h"

namespace harness {
namespace {

class EmbedderTest : public testing::Test {
 protected:
  // What comes of one answer with this body to these texts.
  std::string ProblemWith(const std::string& body, const std::vector<std::string>& texts) {
    const auto embeddings = Embed({body}, texts);
    return embeddings ? "" : embeddings.error().message + (embeddings.error().retryable ? ", retryable" : "");
  }

  tl::expected<Embeddings, ChatError> Embed(const std::vector<std::string>& bodies,
                                            const std::vector<std::string>& texts) {
    for (const std::string& body : bodies) http_.Put(200, body);
    const Services services{*rig_.clock, *rig_.files, *rig_.processes, http_, rig_.log, rig_.environment};
    EndpointOptions options;
    options.url = *ParseBaseUrl("https://e.example/v1", false);
    const auto embedder = MakeOpenAiEmbedder(std::make_shared<Endpoint>(options, services), "e-1", {{"dimensions", 2}});
    return embedder->Embed(texts, rig_.Context());
  }

  FakeHttp http_;
  ModelRig rig_;
};

TEST_F(EmbedderTest, PutsVectorsIntoTheOrderOfTheTexts) {
  const auto embeddings =
      Embed({R"({"data":[{"index":1,"embedding":[3,4.5]},{"index":0,"embedding":[1,2]}],"usage":{"prompt_tokens":7}})"},
            {"a", "b"});
  ASSERT_TRUE(embeddings) << embeddings.error().message;
  EXPECT_EQ(embeddings->vectors, (std::vector<std::vector<float>>{{1, 2}, {3, 4.5F}}));
  EXPECT_EQ(embeddings->usage, (Usage{7, 0, 0}));
  EXPECT_EQ(http_.requests()[0].url, "https://e.example/v1/embeddings");
  EXPECT_EQ(http_.requests()[0].body, R"({"dimensions":2,"encoding_format":"float","input":["a","b"],"model":"e-1"})");
}

TEST_F(EmbedderTest, SaysNoUsageWhereAPartIsUnknown) {
  EXPECT_EQ(Embed({R"({"data":[{"embedding":[1]}]})"}, {"a"})->usage, std::nullopt);
}

TEST_F(EmbedderTest, AsksNothingForNoTexts) {
  EXPECT_TRUE(Embed({}, {})->vectors.empty());
  EXPECT_TRUE(http_.requests().empty());
}

TEST_F(EmbedderTest, SplitsManyAndLongTextsIntoBatches) {
  const std::vector<std::string> many(300, "word");
  const auto embeddings = rig_.Embed(many);
  ASSERT_TRUE(embeddings) << embeddings.error().message;
  EXPECT_EQ(embeddings->vectors.size(), 300u);
  EXPECT_EQ(rig_.Stats()["requests"], 3);
  ASSERT_TRUE(rig_.Embed({std::string(kMaxBatchBytes + 1, 'x'), "a", std::string(kMaxBatchBytes, 'y')}));
  EXPECT_EQ(rig_.Stats()["requests"], 6);
}

TEST_F(EmbedderTest, RefusesWhatAreNoVectorsOfTheTexts) {
  const std::string server = "https://e.example answered with ";
  EXPECT_EQ(ProblemWith("{}", {"a"}), server + "an answer without data, retryable");
  EXPECT_EQ(ProblemWith(R"({"data":[]})", {"a"}), server + "0 embeddings for 1 texts, retryable");
  EXPECT_EQ(ProblemWith(R"({"data":[{"index":1,"embedding":[1]}]})", {"a"}),
            server + "embeddings whose indexes are not those of the texts, retryable");
  EXPECT_EQ(ProblemWith(R"({"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]})", {"a", "b"}),
            server + "embeddings whose indexes are not those of the texts, retryable");
  EXPECT_EQ(ProblemWith(R"({"data":[{"embedding":[]}]})", {"a"}),
            server + "an embedding that is no list of numbers, retryable");
  EXPECT_EQ(ProblemWith(R"({"data":[{"embedding":[1,null]}]})", {"a"}),
            server + "an embedding that is no list of numbers, retryable");
  EXPECT_EQ(ProblemWith(R"({"data":[{"embedding":[1e39]}]})", {"a"}),
            server + "an embedding with a number that is too large, retryable");
  EXPECT_EQ(ProblemWith(R"({"data":[{"embedding":[1]},{"embedding":[1,2]}]})", {"a", "b"}),
            server + "embeddings of different lengths, retryable");
}

}  // namespace
}  // namespace harness
