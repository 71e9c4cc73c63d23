#include "harness/sql/databricks_login.h"

#include <algorithm>
#include <utility>

#include "harness/base/base64.h"
#include "harness/base/json.h"
#include "harness/base/text.h"
#include "harness/base/timed_mutex.h"

namespace harness {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
using Environment = std::map<std::string, std::string>;
using TimePoint = steady_clock::time_point;

constexpr uint64_t kMaxFile = 1 << 20;
constexpr size_t kMaxToken = 64 << 10;
constexpr seconds kMargin{60};  // a token is replaced this long before its end

tl::unexpected<SqlError> Unavailable(std::string message) {
  return tl::unexpected(SqlError{SqlProblem::kUnavailable, std::move(message)});
}

std::string Variable(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

// One section of an INI file: `[name]`, then key = value; # and ; begin comments.
std::map<std::string, std::string> SectionOf(std::string_view text, std::string_view name, bool& found) {
  std::map<std::string, std::string> values;
  bool inside = false;
  for (std::string_view line : Split(text, "\r\n")) {
    line = Trim(line);
    if (line.empty() || line[0] == '#' || line[0] == ';') continue;
    if (line.starts_with('[') && line.ends_with(']')) {
      inside = Trim(line.substr(1, line.size() - 2)) == name;
      found = found || inside;
    } else if (const size_t equals = line.find('='); inside && equals != std::string_view::npos) {
      values[std::string(Trim(line.substr(0, equals)))] = Trim(line.substr(equals + 1));
    }
  }
  return values;
}

// Finds what a configuration leaves open.
class Completer {
 public:
  Completer(DatabricksConfig config, Files& files, const Environment& environment)
      : config_(std::move(config)), files_(files), environment_(environment) {}

  Result<DatabricksConfig> Complete() {
    if (config_.client_id.empty() != config_.client_secret.empty())
      return Fail("client_id and client_secret belong together");
    if (Kinds() > 1)
      return Fail(
          "credentials are given twice: take one of token, token_file, token_command, client_id and "
          "client_secret, profile");
    if (Kinds() == 0) TakeFromEnvironment();
    if (config_.host.empty() && config_.profile.empty()) config_.host = Variable(environment_, "DATABRICKS_HOST");
    if (!config_.profile.empty())
      if (auto taken = TakeFromProfile(); !taken) return Unexpected(taken.error());
    if (!config_.token_file.empty())
      if (auto taken = TakeFromFile(); !taken) return Unexpected(taken.error());
    if (auto named = NameHost(); !named) return Unexpected(named.error());
    if (config_.token_command.empty() && config_.client_id.empty() && !IsToken(config_.token))
      return Fail("the token for {} is no token: empty, or with blanks or odd characters", config_.host);
    return std::move(config_);
  }

 private:
  int Kinds() const {
    return int{!config_.token.empty()} + int{!config_.token_file.empty()} + int{!config_.token_command.empty()} +
           int{!config_.client_id.empty()} + int{!config_.profile.empty()};
  }

  void TakeFromEnvironment() {
    config_.token = Variable(environment_, "DATABRICKS_TOKEN");
    if (!config_.token.empty()) return;
    config_.client_id = Variable(environment_, "DATABRICKS_CLIENT_ID");
    config_.client_secret = Variable(environment_, "DATABRICKS_CLIENT_SECRET");
    if (!config_.client_id.empty() && !config_.client_secret.empty()) return;
    config_.client_id.clear();
    config_.profile = Variable(environment_, "DATABRICKS_CONFIG_PROFILE");
    if (config_.profile.empty()) config_.profile = "DEFAULT";
  }

  Result<> TakeFromProfile() {
    std::string path = config_.profile_file;
    if (path.empty()) path = Variable(environment_, "DATABRICKS_CONFIG_FILE");
    if (path.empty()) path = Variable(environment_, "HOME") + "/.databrickscfg";
    const Result<std::string> text = ReadWholeFile(files_, path, kMaxFile);
    if (!text) return Fail("no credentials for Databricks: {}", text.error().Message());
    bool found = false;
    auto values = SectionOf(*text, config_.profile, found);
    if (!found) return Fail("{} has no profile [{}]", path, config_.profile);
    if (config_.host.empty()) config_.host = values["host"];
    config_.token = values["token"];
    if (config_.token.empty()) {
      config_.client_id = values["client_id"];
      config_.client_secret = values["client_secret"];
    }
    if (config_.token.empty() && (config_.client_id.empty() || config_.client_secret.empty()))
      return Fail("the profile [{}] in {} has neither token nor client_id and client_secret", config_.profile, path);
    return {};
  }

  Result<> TakeFromFile() {
    const Result<std::string> text = ReadWholeFile(files_, config_.token_file, kMaxToken);
    if (!text) return Unexpected(text.error());
    config_.token = Trim(*text);
    return {};
  }

  // A token goes to this machine or over https, nowhere else.
  Result<> NameHost() {
    if (config_.host.empty()) return Fail("the host of the Databricks workspace is missing: give host");
    const std::string given = config_.host.find("://") == std::string::npos ? "https://" + config_.host : config_.host;
    const std::string origin = OriginOf(given);
    const bool local =
        (origin + ":").starts_with("http://127.0.0.1:") || (origin + ":").starts_with("http://localhost:");
    if (!origin.starts_with("https://") && !local)
      return Fail("the host of the Databricks workspace must be a name or begin with https://");
    config_.host = origin;
    return {};
  }

  DatabricksConfig config_;
  Files& files_;
  const Environment& environment_;
};

class FixedToken final : public DatabricksLogin {
 public:
  explicit FixedToken(std::string token) : token_(std::move(token)) {}
  tl::expected<std::string, SqlError> Token(const SqlLimits&) override { return token_; }
  bool Forget(const std::string&) override { return false; }

 private:
  const std::string token_;
};

struct Grant {
  std::string token;
  TimePoint until = TimePoint::max();
};

// Keeps a token for as long as it is good. One thread asks for a new one, the others wait for it, each until its own
// deadline.
class RenewedToken final : public DatabricksLogin {
 public:
  using Ask = std::function<tl::expected<Grant, SqlError>(const SqlLimits&)>;
  RenewedToken(Ask ask, Clock& clock, Secrets* secrets) : ask_(std::move(ask)), clock_(clock), secrets_(secrets) {}

  tl::expected<std::string, SqlError> Token(const SqlLimits& limits) override {
    const std::unique_lock lock(mutex_, limits.deadline);
    if (!lock.owns_lock()) return Unavailable("no token by the deadline");
    if (grant_.token.empty() || clock_.SteadyNow() >= grant_.until) {
      auto grant = ask_(limits);
      if (!grant) return tl::unexpected(std::move(grant).error());
      grant_ = *std::move(grant);
      if (secrets_) secrets_->Add(grant_.token);
    }
    return grant_.token;
  }

  bool Forget(const std::string& token) override {
    const std::lock_guard lock(mutex_);
    if (grant_.token == token) grant_ = {};
    return true;
  }

 private:
  const Ask ask_;
  Clock& clock_;
  Secrets* const secrets_;
  TimedMutex mutex_;
  Grant grant_;
};

// Reads {"access_token", "expires_in"?}; times count from now.
tl::expected<Grant, SqlError> ReadGrant(std::string_view text, const std::string& who, TimePoint now) {
  const Result<Json> json = ParseJson(text);
  const auto token = json && json->is_object() ? json->find("access_token") : Json::const_iterator();
  if (!json || !json->is_object() || token == json->end() || !token->is_string() ||
      !IsToken(token->get_ref<const std::string&>()))
    return Unavailable(fmt::format("{} gave no access_token", who));
  Grant grant{token->get<std::string>()};
  const auto expires = json->find("expires_in");
  if (expires != json->end() && expires->is_number()) {
    const seconds life(static_cast<int64_t>(std::clamp(expires->get<double>(), 0.0, 1e9)));
    grant.until = now + std::max(life - kMargin, life / 2);
  }
  return grant;
}

RenewedToken::Ask AskWorkspace(const DatabricksConfig& config, Http& http, Clock& clock) {
  HttpRequest request{"POST", config.host + "/oidc/v1/token"};
  request.headers = {{"Authorization", "Basic " + ToBase64(config.client_id + ":" + config.client_secret)},
                     {"Content-Type", "application/x-www-form-urlencoded"}};
  request.body = "grant_type=client_credentials&scope=all-apis";
  return [request, host = config.host, &http, &clock](const SqlLimits& limits) -> tl::expected<Grant, SqlError> {
    const TimePoint now = clock.SteadyNow();
    const auto answer = http.Send(request, {limits.deadline, limits.stop, 1 << 20});
    if (!answer && answer.error().problem == HttpProblem::kStopped)
      return tl::unexpected(SqlError{SqlProblem::kStopped, "stopped"});
    if (!answer) return Unavailable("no token: " + answer.error().message);
    if (answer->status == 200) return ReadGrant(answer->body, host, now);
    if (answer->status == 400 || answer->status == 401)
      return Unavailable(fmt::format("{} does not accept client_id and client_secret", host));
    return Unavailable(fmt::format("no token: {} answered with status {}", host, answer->status));
  };
}

RenewedToken::Ask AskProgram(const DatabricksConfig& config, Clock& clock, Processes& processes) {
  const ProcessRequest request{config.token_command, config.folder, {}};
  return [request, &clock, &processes](const SqlLimits& limits) -> tl::expected<Grant, SqlError> {
    const TimePoint now = clock.SteadyNow();
    const ProcessResult result = processes.Run(request, "", {limits.deadline, kMaxToken, limits.stop});
    if (result.ending == ProcessResult::Ending::kStopped)
      return tl::unexpected(SqlError{SqlProblem::kStopped, "stopped"});
    if (result.ending != ProcessResult::Ending::kExited || result.code != 0)
      return Unavailable(fmt::format("the command that prints a token failed: {}", DescribeEnding(result)));
    const std::string_view output = Trim(result.output);
    if (output.starts_with('{')) return ReadGrant(output, "the command that prints a token", now);
    if (!IsToken(output)) return Unavailable("the command that prints a token printed none");
    return Grant{std::string(output)};
  };
}

}  // namespace

Result<DatabricksConfig> CompleteDatabricks(DatabricksConfig config, Files& files, const Environment& environment) {
  return Completer(std::move(config), files, environment).Complete();
}

std::unique_ptr<DatabricksLogin> MakeDatabricksLogin(const DatabricksConfig& config, Http& http, Clock& clock,
                                                     Processes& processes, Secrets* secrets) {
  for (const std::string& key : {config.token, config.client_secret})
    if (secrets && !key.empty()) secrets->Add(key);
  if (!config.token_command.empty())
    return std::make_unique<RenewedToken>(AskProgram(config, clock, processes), clock, secrets);
  if (!config.client_id.empty())
    return std::make_unique<RenewedToken>(AskWorkspace(config, http, clock), clock, secrets);
  return std::make_unique<FixedToken>(config.token);
}

}  // namespace harness
