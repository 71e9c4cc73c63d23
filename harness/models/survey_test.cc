#include "harness/models/survey.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/core/models.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/json_node.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

using State = Finding::State;
using testing::ElementsAre;

constexpr const char* kKey = "sk-sentinel-0123456789";
const Json kWithKey = {{"api_key_env", "KEY"}};

class Survey : public testing::Test {
 protected:
  // Of one model `m` with `options` beside those of a server of one's own.
  std::vector<Finding> Of(Json options, const std::string& model = "m-1") {
    options.update({{"provider", "openai"}, {"base_url", "https://m.example/v1"}, {"model", model}});
    return OfAll({{"m", std::move(options)}});
  }
  std::vector<Finding> OfAll(const Json& models) {
    Services services{*clock_, *files_, *processes_, http_, log_, environment_};
    services.secrets = &secrets_;
    services.model_options = &options_;
    services.survey = true;
    return SurveyModels(NodeOf(models, folder_ / "suite.yaml"), services, {.offline = offline_},
                        {*clock_, clock_->SteadyNow() + std::chrono::hours(1), {}, {}, 0});
  }
  // "ok: from KEY, and accepted"
  static std::string About(const std::vector<Finding>& findings, const std::string& about) {
    for (const Finding& finding : findings)
      if (finding.about == about) return std::string(ToString(finding.state)) + ": " + finding.found;
    return "";
  }
  std::string KeyUnder(int status) {
    http_.Put(status, R"({"error": {"message": "because"}})");
    return About(Of(kWithKey), "model m: key");
  }
  std::string EndpointUnder(int status) {
    http_.Put(status, R"({"error": {"message": "because"}})");
    return About(Of(kWithKey), "model m: endpoint");
  }

  TemporaryFolder folder_;
  std::unique_ptr<Clock> clock_ = MakeSystemClock();
  std::unique_ptr<Files> files_ = MakeFiles();
  std::unique_ptr<Processes> processes_ = MakeProcesses(DefaultSupervisorPath());
  FakeHttp http_;
  MemoryLog log_;
  std::map<std::string, std::string> environment_ = {{"KEY", kKey}};
  Secrets secrets_;
  ModelOptions options_;
  bool offline_ = false;
};

TEST_F(Survey, AsksForTheListOfModelsWithTheKey) {
  http_.Put(200, R"({"data": [{"id": "m-0"}, {"id": "m-1"}]})");
  EXPECT_THAT(Of(kWithKey),
              ElementsAre(Finding{State::kOk, "model m: key", "from KEY, and accepted"},
                          Finding{State::kOk, "model m: endpoint", "https://m.example answers, and has m-1"},
                          Finding{State::kNote, "model m: price",
                                  "not known, so its costs are not either, and --max-cost refuses it",
                                  "give it in a file for --prices"},
                          Finding{State::kOk, "model m: limits", "as many at once as it bears"}));
  ASSERT_EQ(http_.requests().size(), 1u);
  EXPECT_EQ(http_.requests()[0].method, "GET");
  EXPECT_EQ(http_.requests()[0].url, "https://m.example/v1/models");
  EXPECT_EQ(http_.requests()[0].body, "");
  EXPECT_THAT(http_.requests()[0].headers,
              testing::Contains(HttpHeader{"Authorization", std::string("Bearer ") + kKey}));
}

TEST_F(Survey, KnowsWhereAnthropicListsItsModels) {
  http_.Put(200, R"({"data": [{"id": "c-1"}], "has_more": false})");
  const auto findings = OfAll(
      {{"j",
        {{"provider", "anthropic"}, {"base_url", "https://a.example/v1"}, {"model", "c-1"}, {"api_key_env", "KEY"}}}});
  EXPECT_EQ(About(findings, "model j: endpoint"), "ok: https://a.example answers, and has c-1");
  EXPECT_EQ(http_.requests()[0].url, "https://a.example/v1/models");
  EXPECT_THAT(http_.requests()[0].headers,
              testing::IsSupersetOf({HttpHeader{"x-api-key", kKey}, HttpHeader{"anthropic-version", "2023-06-01"}}));
}

TEST_F(Survey, TellsARefusedKeyFromAServerThatIsNotThere) {
  EXPECT_EQ(KeyUnder(401), "failed: from KEY, and refused: https://m.example answered with status 401: because");
  EXPECT_EQ(EndpointUnder(401), "ok: https://m.example answers");
  EXPECT_EQ(KeyUnder(403), "failed: from KEY, and refused: https://m.example answered with status 403: because");
  const auto gone = Of(kWithKey);  // nobody listens
  EXPECT_EQ(About(gone, "model m: key"), "ok: from KEY, not tried");
  EXPECT_EQ(About(gone, "model m: endpoint"), "failed: can't connect to https://m.example");
}

TEST_F(Survey, SaysWhatOtherAnswersMean) {
  EXPECT_EQ(
      EndpointUnder(404),
      "note: https://m.example answers, but has no list of models there (status 404): path and key were not tried");
  EXPECT_EQ(KeyUnder(404), "ok: from KEY, not tried");
  EXPECT_EQ(EndpointUnder(429), "note: https://m.example answered with status 429: because: it is there, and busy");
  EXPECT_EQ(EndpointUnder(500), "failed: https://m.example answered with status 500: because");
  http_.Put(302, "", {{"Location", "https://elsewhere.example/models"}});
  EXPECT_EQ(About(Of({}), "model m: endpoint"),
            "failed: https://m.example answered with status 302, a redirect to https://elsewhere.example, which is not "
            "followed");
  http_.Put(200, "<html>", {{"Content-Type", "text/html"}});
  EXPECT_EQ(About(Of({}), "model m: endpoint"), "failed: https://m.example answered with text/html instead of JSON");
  EXPECT_EQ(http_.requests().size(), 6u);
}

TEST_F(Survey, SuggestsAModelThatTheServerHas) {
  http_.Put(200, R"({"data": [{"id": "gpt-4o-mini"}, {"id": "o1"}]})");
  EXPECT_EQ(About(Of({}, "gpt-4o-mimi"), "model m: endpoint"),
            "note: https://m.example answers; 'gpt-4o-mimi' is not among the 2 models that it lists, 'gpt-4o-mini' is");
  http_.Put(200, R"({"data": [{"id": "gpt-4o-mini"}], "has_more": true})");
  EXPECT_EQ(About(Of({}, "gpt-4o-mimi"), "model m: endpoint"), "ok: https://m.example answers") << "the list goes on";
}

TEST_F(Survey, AsksAServerWithoutAKeyWhereThereIsNone) {
  environment_.clear();
  http_.Put(401, R"({"error": {"message": "no key"}})");
  const auto findings = Of(kWithKey);
  EXPECT_EQ(About(findings, "model m: key"), "missing: KEY is not set");
  EXPECT_EQ(About(findings, "model m: endpoint"), "ok: https://m.example answers");
  EXPECT_THAT(http_.requests()[0].headers, ElementsAre(HttpHeader{"Accept", "application/json"}));
  http_.Put(401, "");
  EXPECT_EQ(About(Of({}), "model m: key"), "missing: the server wants one, and the suite names none");
}

TEST_F(Survey, SaysWhereAKeyComesFrom) {
  folder_.Put("key.txt", "sk-of-a-file-0123456789\n");
  const auto of_file = Of({{"api_key_file", "key.txt"}});
  EXPECT_EQ(About(of_file, "model m: key"), "ok: from the file " + folder_ / "key.txt" + ", not tried");
  EXPECT_EQ(About(Of({{"api_key_file", "nokey.txt"}}), "model m: key").substr(0, 9), "missing: ");
  http_.Put(200, R"({"data": []})");
  EXPECT_EQ(About(Of({{"api_key_command", {"echo", "sk-of-a-program-0123456789"}}}), "model m: key"),
            "ok: printed by echo, and accepted");
  EXPECT_THAT(http_.requests().back().headers,
              testing::Contains(HttpHeader{"Authorization", "Bearer sk-of-a-program-0123456789"}));
  EXPECT_EQ(About(Of({{"api_key_command", "false"}}), "model m: key"), "missing: api_key_command failed: exit code 1");
}

TEST_F(Survey, AsksOnceForAllModelsOfAServerAndAKey) {
  environment_["OTHER"] = "sk-other-0123456789";
  Json models;
  for (const auto& [name, key] : {std::pair("a", "KEY"), std::pair("b", "KEY"), std::pair("c", "OTHER")})
    models[name] = {
        {"provider", "openai"}, {"base_url", "https://m.example/v1"}, {"model", name}, {"api_key_env", key}};
  OfAll(models);
  EXPECT_EQ(http_.requests().size(), 2u);
}

TEST_F(Survey, AsksNobodyOffline) {
  offline_ = true;
  const auto findings = Of({{"api_key_command", {"touch", folder_ / "ran"}}});
  EXPECT_EQ(About(findings, "model m: key"), "ok: printed by touch, not tried");
  EXPECT_EQ(About(findings, "model m: endpoint"), "skipped: https://m.example was not asked, with --offline");
  EXPECT_TRUE(http_.requests().empty());
  EXPECT_FALSE(FileExists(*files_, folder_ / "ran"));
}

TEST_F(Survey, KnowsPricesAndLimits) {
  options_.prices = folder_.Put("prices.json", R"({"prices": [{"provider": "openai", "model": "m-1", "input": 1.5,
                                                   "output": 6, "date": "2026-01-02", "source": "test"}]})");
  const auto findings = Of({{"requests_per_minute", 60}, {"concurrency", 4}});
  EXPECT_EQ(About(findings, "model m: price"), "ok: 1.5 USD in, 6 USD out for a million tokens (2026-01-02)");
  EXPECT_EQ(About(findings, "model m: limits"), "ok: 60 requests a minute, 4 at once");
}

TEST_F(Survey, ShowsNoKey) {
  for (const int status : {200, 401, 500}) {
    http_.Put(status, std::string(R"({"error": {"message": "bad key )") + kKey + R"("}})");
    for (const Finding& finding : Of(kWithKey))
      EXPECT_EQ((finding.found + finding.advice).find(kKey), std::string::npos) << finding.found;
  }
}

}  // namespace
}  // namespace harness
