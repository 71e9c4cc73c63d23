// A target `http` made of its options, and a service of the test's that it asks.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "harness/core/conversation.h"
#include "harness/suite/yaml.h"
#include "harness/targets/http.h"
#include "tests/fakes/http_server.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {

// What a server answers, which a test may change between two requests.
class ChangingAnswer {
 public:
  ChangingAnswer& operator=(HttpServer::Answer answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
    return *this;
  }
  ServerReply operator()(const ServerRequest& request) const { return Now()(request); }
  HttpServer::Answer Now() const {
    const std::lock_guard lock(mutex_);
    return answer_;
  }

 private:
  mutable std::mutex mutex_;
  HttpServer::Answer answer_ = [](const ServerRequest&) { return ServerReply{}; };
};

class HttpTargetRig : public testing::Test {
 protected:
  HttpTargetRig() {
    test_.id = "vpn";
    test_.input = "VPN drops";
    test_.category = "Network";
    test_.vars = {{"tone", "kind"}, {"count", 3}};
    test_.expected = Json("Access");
  }

  // What stands in `options` for URL is the server's.
  Result<std::unique_ptr<Target>> Make(std::string options) {
    for (size_t at = 0; (at = options.find("URL", at)) != std::string::npos;) options.replace(at, 3, server_.url());
    Diagnostics diagnostics;
    const auto config =
        ParseYaml(std::make_shared<Source>(Source{folder_ / "suite.yaml", "http: " + options + "\n"}), diagnostics);
    if (!config || !CheckShape(*config, HttpTargetType().shape, diagnostics))
      return Unexpected(std::move(diagnostics).ToError());
    return HttpTargetType().make(*config, services_);
  }
  std::string LoadError(const std::string& options) {
    const auto made = Make(options);
    return made ? "" : made.error().Message().substr(folder_.path().size() + 1);
  }
  Output Call(const std::string& options) {
    const auto made = Make(options);
    if (!made) return Output::Failed(FailureKind::kStopped, "does not load: " + made.error().Render());
    return (*made)->Call(test_, Context());
  }
  CallContext Context() {
    CallContext context{*clock_, clock_->SteadyNow() + time_, stop_.get_token(), {}, 0};
    context.conversation = conversation_;
    return context;
  }

  const TemporaryFolder folder_;
  ChangingAnswer answer_;
  HttpServer server_{[this](const ServerRequest& request) { return answer_(request); }};
  const std::unique_ptr<Clock> clock_ = MakeSystemClock();
  const std::unique_ptr<Files> files_ = MakeFiles();
  const std::unique_ptr<Processes> processes_ = MakeProcesses("");
  const std::unique_ptr<Http> http_ = MakeHttp();
  MemoryLog log_;
  Secrets secrets_;
  const std::map<std::string, std::string> environment_;
  const Services services_{*clock_, *files_, *processes_, *http_,  log_,     environment_,
                           0,       nullptr, nullptr,     nullptr, &secrets_};
  std::chrono::milliseconds time_ = std::chrono::minutes(1);
  std::stop_source stop_;
  ConversationTurn* conversation_ = nullptr;
  Case test_;
};

inline ServerReply JsonReply(const Json& body, int status = 200) {
  return {status, body.dump(), {{"Content-Type", "application/json"}}};
}

}  // namespace harness
