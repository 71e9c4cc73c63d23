// A model server in a thread of its own, and clients that ask it over a real network.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "harness/models/model_config.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/model_server.h"

namespace harness {

class ModelRig {
 public:
  explicit ModelRig(const Json& script = Json::object())
      : server_(*ModelServer::Listen(0, *ModelScript::Parse(script))), thread_([this] { server_->Run(); }) {}
  ~ModelRig() { server_->Stop(); }
  ModelRig(const ModelRig&) = delete;
  ModelRig& operator=(const ModelRig&) = delete;

  std::string url() const { return server_->url(); }

  // "openai" or "anthropic", with the key KEY of the environment.
  ModelConfig Config(const std::string& provider) const {
    ModelConfig config;
    config.name = "m";
    config.provider = provider;
    config.model = "model-1";
    config.url = *ParseBaseUrl(provider == "openai" ? url() + "/v1" : url(), false);
    config.key.env = "KEY";
    config.key_header = provider == "openai" ? "Authorization" : "x-api-key";
    return config;
  }

  Services services() {
    Services lent{*clock, *files, *processes, *http, log, environment};
    lent.secrets = &secrets;
    return lent;
  }

  CallContext Context(std::chrono::milliseconds time = std::chrono::seconds(30)) {
    return {*clock, clock->SteadyNow() + time, {}, {}, 0};
  }

  tl::expected<ChatReply, ChatError> Ask(const ModelConfig& config, const ChatRequest& request) {
    return MakeProviderChat(config, MakeEndpoint(config, services()))->Complete(request, Context());
  }
  tl::expected<ChatReply, ChatError> Ask(const std::string& provider, const ChatRequest& request) {
    return Ask(Config(provider), request);
  }
  tl::expected<Embeddings, ChatError> Embed(const std::vector<std::string>& texts) {
    const ModelConfig config = Config("openai");
    return (*MakeProviderEmbedder(config, MakeEndpoint(config, services())))->Embed(texts, Context());
  }

  Json Stats() {
    const auto answer = http->Send({.url = url() + "/stats"}, {clock->SteadyNow() + std::chrono::seconds(30)});
    return answer ? *ParseJson(answer->body) : Json(answer.error().message);
  }

  std::map<std::string, std::string> environment = {{"KEY", "sk-sentinel-0123456789"}};
  Secrets secrets;
  std::unique_ptr<Clock> clock = MakeSystemClock();
  std::unique_ptr<Files> files = MakeFiles();
  std::unique_ptr<Processes> processes = MakeProcesses(DefaultSupervisorPath());
  std::unique_ptr<Http> http = MakeHttp();
  MemoryLog log;

 private:
  std::unique_ptr<ModelServer> server_;
  std::jthread thread_;
};

inline ChatRequest UserRequest(const std::string& text) {
  ChatRequest request;
  request.messages = {{Role::kUser, text}};
  return request;
}

}  // namespace harness
