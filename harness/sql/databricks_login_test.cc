#include "harness/sql/databricks_login.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

using std::chrono::seconds;

// A program that always prints the same.
class PrintingProcesses final : public Processes {
 public:
  ProcessResult Run(const ProcessRequest& request, std::string_view, const RunLimits&) override {
    ++runs;
    result.ending = ProcessResult::Ending::kExited;
    ran = request.argv;
    return result;
  }
  Result<std::unique_ptr<Child>> Start(const ProcessRequest&) override { return Fail("no"); }

  ProcessResult result;
  std::vector<std::string> ran;
  int runs = 0;
};

class DatabricksLoginTest : public testing::Test {
 protected:
  // What is wrong with a configuration, or "".
  std::string Mistake(const DatabricksConfig& config) {
    const auto complete = CompleteDatabricks(config, *files_, environment_);
    if (complete) return "";
    std::string message = complete.error().Message();
    for (size_t at = 0; (at = message.find(folder_.path())) != std::string::npos;)
      message.replace(at, folder_.path().size(), "HOME");
    return message;
  }
  DatabricksConfig Complete(const DatabricksConfig& config) {
    auto complete = CompleteDatabricks(config, *files_, environment_);
    EXPECT_TRUE(complete) << Mistake(config);
    return complete.value_or(DatabricksConfig{});
  }
  std::string Token(DatabricksLogin& login) {
    const auto token = login.Token({std::chrono::steady_clock::time_point::max()});
    return token ? *token : token.error().message;
  }
  std::unique_ptr<DatabricksLogin> Login(DatabricksConfig config) {
    config.host = "https://host";
    return MakeDatabricksLogin(config, http_, clock_, processes_);
  }

  TemporaryFolder folder_;
  std::unique_ptr<Files> files_ = MakeFiles();
  std::map<std::string, std::string> environment_ = {{"HOME", folder_.path()}};
  FakeHttp http_;
  FakeClock clock_;
  PrintingProcesses processes_;
};

DatabricksConfig WithToken(std::string host = "adb-1.azuredatabricks.net") {
  DatabricksConfig config;
  config.host = std::move(host);
  config.token = "t";
  return config;
}

TEST_F(DatabricksLoginTest, MakesAHostAnOrigin) {
  EXPECT_EQ(Complete(WithToken()).host, "https://adb-1.azuredatabricks.net");
  EXPECT_EQ(Complete(WithToken("https://x.cloud.databricks.com/?o=1")).host, "https://x.cloud.databricks.com");
  EXPECT_EQ(Mistake(WithToken("http://x.com")),
            "the host of the Databricks workspace must be a name or begin with https://");
  EXPECT_EQ(Mistake(WithToken("http://127.0.0.1.evil.com")),
            "the host of the Databricks workspace must be a name or begin with https://");
  EXPECT_EQ(Mistake(WithToken("")), "the host of the Databricks workspace is missing: give host");
}

TEST_F(DatabricksLoginTest, RefusesCredentialsThatAreHalfOrDouble) {
  DatabricksConfig config = WithToken();
  config.profile = "p";
  EXPECT_EQ(Mistake(config),
            "credentials are given twice: take one of token, token_file, token_command, client_id and client_secret, "
            "profile");
  config = WithToken();
  config.client_id = "id";
  EXPECT_EQ(Mistake(config), "client_id and client_secret belong together");
  config = WithToken();
  config.token = "secret\nX: y";
  EXPECT_EQ(Mistake(config),
            "the token for https://adb-1.azuredatabricks.net is no token: empty, or with blanks or odd characters");
}

TEST_F(DatabricksLoginTest, TakesWhatIsMissingFromTheEnvironment) {
  environment_.insert({{"DATABRICKS_HOST", "h"}, {"DATABRICKS_TOKEN", "t"}});
  const DatabricksConfig config = Complete({});
  EXPECT_EQ(config.host, "https://h");
  EXPECT_EQ(config.token, "t");
}

TEST_F(DatabricksLoginTest, ReadsAProfile) {
  folder_.Put(".databrickscfg",
              "; mine\n[DEFAULT]\nhost = https://one\ntoken = t1\n\n[ci]\nhost=https://two/\r\n"
              "client_id = id\nclient_secret = s=1\n[empty]\nhost = x\n");
  DatabricksConfig config;
  EXPECT_EQ(Complete(config).token, "t1");
  EXPECT_EQ(Complete(config).host, "https://one");
  config.profile = "ci";
  EXPECT_EQ(Complete(config).host, "https://two");
  EXPECT_EQ(Complete(config).client_secret, "s=1");
  config.profile = "empty";
  EXPECT_EQ(Mistake(config),
            "the profile [empty] in HOME/.databrickscfg has neither token nor client_id and client_secret");
  config.profile = "none";
  EXPECT_EQ(Mistake(config), "HOME/.databrickscfg has no profile [none]");
}

TEST_F(DatabricksLoginTest, ReadsATokenFromAFile) {
  DatabricksConfig config = WithToken();
  config.token = "";
  config.token_file = folder_.Put("token", "from-file\n");
  EXPECT_EQ(Complete(config).token, "from-file");
}

TEST_F(DatabricksLoginTest, RenewsATokenAMinuteBeforeItsEnd) {
  DatabricksConfig config;
  config.client_id = "id";
  config.client_secret = "secret";
  const auto login = Login(config);
  http_.Put(200, R"({"access_token": "one", "expires_in": 3600})");
  http_.Put(200, R"({"access_token": "two", "expires_in": 3600})");
  EXPECT_EQ(Token(*login), "one");
  clock_.Advance(seconds(3539));
  EXPECT_EQ(Token(*login), "one");
  clock_.Advance(seconds(1));
  EXPECT_EQ(Token(*login), "two");
  EXPECT_EQ(http_.requests()[0].headers[0], (HttpHeader{"Authorization", "Basic aWQ6c2VjcmV0"}));
}

TEST_F(DatabricksLoginTest, MakesEveryKeyKnownAsASecret) {
  Secrets secrets;
  DatabricksConfig config;
  config.host = "https://host";
  config.token = "dapi-0123456789";
  MakeDatabricksLogin(config, http_, clock_, processes_, &secrets);
  config.token.clear();
  config.client_id = "id";
  config.client_secret = "secret-0123456789";
  const auto login = MakeDatabricksLogin(config, http_, clock_, processes_, &secrets);
  http_.Put(200, R"({"access_token": "granted-0123456789", "expires_in": 3600})");
  EXPECT_EQ(Token(*login), "granted-0123456789");
  EXPECT_EQ(secrets.Redact("dapi-0123456789 secret-0123456789 granted-0123456789"), "*** *** ***");
}

TEST_F(DatabricksLoginTest, SaysWhyThereIsNoTokenWithoutShowingASecret) {
  DatabricksConfig config;
  config.client_id = "id";
  config.client_secret = "secret";
  const auto login = Login(config);
  http_.Put(401, R"({"error": "secret"})");
  EXPECT_EQ(Token(*login), "https://host does not accept client_id and client_secret");
  http_.Put(200, R"({"access_token": ""})");
  EXPECT_EQ(Token(*login), "https://host gave no access_token");
  EXPECT_EQ(Token(*login), "no token: can't connect to https://host");
}

TEST_F(DatabricksLoginTest, TakesWhatACommandPrints) {
  DatabricksConfig config;
  config.token_command = {"print-token", "x"};
  const auto login = Login(config);
  processes_.result.output = "plain-token\n";
  EXPECT_EQ(Token(*login), "plain-token");
  EXPECT_EQ(processes_.ran, config.token_command);
  EXPECT_EQ(Token(*login), "plain-token");
  EXPECT_EQ(processes_.runs, 1);
  EXPECT_TRUE(login->Forget("plain-token"));
  processes_.result.output = R"({"access_token": "from-json", "token_type": "Bearer"})";
  EXPECT_EQ(Token(*login), "from-json");
}

TEST_F(DatabricksLoginTest, SaysThatACommandFailed) {
  DatabricksConfig config;
  config.token_command = {"print-token"};
  const auto login = Login(config);
  processes_.result.code = 3;
  processes_.result.output = "secret";
  EXPECT_EQ(Token(*login), "the command that prints a token failed: exit code 3");
  processes_.result.code = 0;
  processes_.result.output = "not logged in";
  EXPECT_EQ(Token(*login), "the command that prints a token printed none");
}

}  // namespace
}  // namespace harness
