#include "harness/models/model_config.h"

#include <gtest/gtest.h>

#include "harness/base/text.h"
#include "tests/fakes/json_node.h"
#include "tests/fakes/model_rig.h"

namespace harness {
namespace {

std::optional<ModelConfig> Read(const std::string& json, Diagnostics& mistakes) {
  const Node::Entry entry{NodeOf("judge"), NodeOf(*ParseJson(json))};
  if (!CheckShape(entry.value, {ModelFields()}, mistakes)) return std::nullopt;
  return ReadModel(entry, mistakes);
}

ModelConfig Good(const std::string& json) {
  Diagnostics mistakes;
  auto config = Read(json, mistakes);
  EXPECT_TRUE(config) << json << (mistakes.empty() ? "" : mistakes.all()[0].message);
  return config.value_or(ModelConfig());
}

std::string Mistake(const std::string& more, const std::string& provider = "openai") {
  Diagnostics mistakes;
  const auto config = Read(R"({"provider":")" + provider + R"(","model":"m",)" + more + "}", mistakes);
  EXPECT_FALSE(config) << more;
  return mistakes.all().size() == 1 ? mistakes.all()[0].message : Counted(mistakes.all().size(), "mistake");
}

TEST(ModelConfig, AsksTheProviderItselfByDefault) {
  const ModelConfig openai = Good(R"({"provider":"openai","model":"gpt"})");
  EXPECT_EQ(openai.name, "judge");
  EXPECT_EQ(openai.url.At(""), "https://api.openai.com/v1");
  EXPECT_EQ(openai.key, (KeySource{.env = "OPENAI_API_KEY"}));
  EXPECT_EQ(openai.key_header, "Authorization");
  const ModelConfig anthropic = Good(R"({"provider":"anthropic","model":"claude"})");
  EXPECT_EQ(anthropic.url.At(""), "https://api.anthropic.com");
  EXPECT_EQ(anthropic.key, (KeySource{.env = "ANTHROPIC_API_KEY"}));
  EXPECT_EQ(anthropic.key_header, "x-api-key");
}

TEST(ModelConfig, SendsNoKeyToOthersUnlessOneIsNamed) {
  EXPECT_EQ(Good(R"({"provider":"openai","model":"m","base_url":"http://127.0.0.1:8080/v1"})").key, KeySource{});
  EXPECT_EQ(Good(R"({"provider":"openai","model":"m","base_url":"https://other.example","api_key_env":"K"})").key,
            (KeySource{.env = "K"}));
  EXPECT_EQ(Good(R"({"provider":"openai","model":"m","base_url":"https://api.openai.com/v1"})").key,
            (KeySource{.env = "OPENAI_API_KEY"}));
}

TEST(ModelConfig, FindsKeysFromItsOwnFolder) {
  EXPECT_EQ(Good(R"({"provider":"openai","model":"m","api_key_file":"key.txt"})").key,
            (KeySource{.file = "/suites/key.txt"}));
  EXPECT_EQ(Good(R"({"provider":"openai","model":"m","api_key_command":["./key","-x"]})").key,
            (KeySource{.command = {"./key", "-x"}, .folder = "/suites"}));
}

TEST(ModelConfig, KnowsAzuresUrlAndHeader) {
  const ModelConfig azure =
      Good(R"({"provider":"openai","model":"gpt","api_key_env":"K",)"
           R"("base_url":"https://n.openai.azure.com/openai/deployments/d?api-version=2024-10-21"})");
  EXPECT_EQ(azure.key_header, "api-key");
  EXPECT_EQ(azure.url.At("/chat/completions"),
            "https://n.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21");
  EXPECT_EQ(Good(R"({"provider":"openai","model":"m","api_key_header":"X-Gateway-Key"})").key_header, "x-gateway-key");
  EXPECT_EQ(Good(R"({"provider":"openai","model":"m","api_key_header":"authorization"})").key_header, "Authorization");
}

TEST(ModelConfig, CollectsParameters) {
  const ModelConfig config = Good(
      R"({"provider":"openai","model":"m","temperature":0,"max_tokens":5,"stop":["a","b"],"seed":7,"timeout":"30s",)"
      R"("parameters":{"top_k":3,"logit_bias":{"1":2}}})");
  EXPECT_EQ(CanonicalJson(config.parameters),
            R"({"logit_bias":{"1":2},"max_tokens":5,"seed":7,"stop":["a","b"],"temperature":0,"top_k":3})");
  EXPECT_EQ(config.timeout, std::chrono::seconds(30));
}

TEST(ModelConfig, PutsUpWithAnthropicsVersionInTheUrl) {
  EXPECT_EQ(Good(R"({"provider":"anthropic","model":"m","base_url":"https://api.anthropic.com/v1/"})").url.At(""),
            "https://api.anthropic.com");
}

TEST(ModelConfig, RefusesMistakes) {
  EXPECT_EQ(Mistake(R"("base_url":"http://169.254.169.254")"),
            "169.254.169.254 is a metadata service, which is never asked");
  EXPECT_EQ(Mistake(R"("base_url":"http://other.example")"),
            "http to another machine can be overheard; use https, or say 'insecure: true'");
  EXPECT_EQ(Mistake(R"("base_url":"https://x.example/v1/chat/completions")"),
            "a base_url ends before /chat/completions");
  EXPECT_EQ(Mistake(R"("api_key_env":"A","api_key_file":"b")"),
            "a key is named twice; take one of api_key_env, api_key_file, api_key_command");
  EXPECT_EQ(Mistake(R"("api_key_header":"a: b")"), "'api_key_header' is a name of letters, digits and '-'");
  EXPECT_EQ(Mistake(R"("timeout":"0s")"), "'timeout' must be more than nothing");
  EXPECT_EQ(Mistake(R"("max_tokens":0)"), "'max_tokens' must be 1 or more");
  EXPECT_EQ(Mistake(R"("parameters":{"stream":true})"), "'stream' is no parameter; it is set with each request");
  EXPECT_EQ(Mistake(R"("seed":1,"parameters":{"seed":2})"), "'seed' is given twice");
  EXPECT_EQ(Mistake(R"("seed":1)", "anthropic"), "anthropic has no 'seed'");
  EXPECT_EQ(Mistake(R"("temprature":1)"), "unknown key 'temprature'; did you mean 'temperature'?");
}

TEST(ModelConfig, SaysWhyAModelIsAbsent) {
  ModelRig rig;
  EXPECT_EQ(MakeEndpoint(Good(R"({"provider":"openai","model":"m"})"), rig.services())->absent(),
            "OPENAI_API_KEY is not set");
  EXPECT_EQ(MakeEndpoint(rig.Config("openai"), rig.services())->absent(), "");
}

TEST(ModelConfig, HasNoEmbeddingsOfAnthropic) {
  ModelRig rig;
  const ModelConfig config = rig.Config("anthropic");
  const auto embedder = MakeProviderEmbedder(config, MakeEndpoint(config, rig.services()));
  ASSERT_FALSE(embedder);
  EXPECT_EQ(embedder.error().Message(), "anthropic offers no embeddings");
}

}  // namespace
}  // namespace harness
