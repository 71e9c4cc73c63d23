// Models that answer what a test tells them to.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/models.h"

namespace harness {

// What stands in a piece of the material that a judge is shown.
inline std::string PieceIn(const ChatRequest& request, const std::string& name) {
  const std::string& text = request.messages.at(1).text;
  const size_t marker = text.find("<<<" + name + " ");
  if (marker == std::string::npos) return "";
  const size_t begin = text.find('\n', marker) + 1;
  return ParseJson(std::string_view(text).substr(begin, text.find('\n', begin) - begin))->get<std::string>();
}

inline std::string VerdictReply(const std::string& word, const std::string& reason = "so it is") {
  return Json({{"reason", reason}, {"verdict", word}}).dump();
}

// Answers in order, then with `answerer` or "ok" when nothing is left, and remembers what it was asked.
class ScriptedChat final : public Chat {
 public:
  tl::expected<ChatReply, ChatError> Complete(const ChatRequest& request, const CallContext&) override {
    const std::lock_guard lock(mutex_);
    requests.push_back(request);
    ChatReply ok;
    ok.text = "ok";
    ok.finish_reason = "stop";
    if (answers.empty() && answerer) Say(answerer(request));
    if (answers.empty()) return ok;
    auto answer = std::move(answers.front());
    answers.pop_front();
    return answer;
  }
  void Say(std::string text, std::string finish_reason = "stop") {
    ChatReply reply;
    reply.text = std::move(text);
    reply.finish_reason = std::move(finish_reason);
    reply.model = "fake-1";
    reply.usage = Usage{100, 10, 0};
    reply.cost_usd = 0.5;
    answers.emplace_back(std::move(reply));
  }
  void Fail(std::string message) {
    answers.emplace_back(tl::unexpected(ChatError{FailureKind::kUnavailable, std::move(message), true, 503, {}}));
  }

  std::function<std::string(const ChatRequest&)> answerer;
  std::deque<tl::expected<ChatReply, ChatError>> answers;
  std::vector<ChatRequest> requests;

 private:
  std::mutex mutex_;
};

// Each text has the vector that a test gave it, or (1, 0).
class TableEmbedder final : public Embedder {
 public:
  tl::expected<Embeddings, ChatError> Embed(const std::vector<std::string>& texts, const CallContext&) override {
    Embeddings embeddings;
    for (const std::string& text : texts) {
      const auto found = vectors.find(text);
      embeddings.vectors.push_back(found == vectors.end() ? std::vector<float>{1, 0} : found->second);
    }
    embeddings.cost_usd = 0.25;
    return embeddings;
  }
  std::map<std::string, std::vector<float>> vectors;
};

// One chat model called judge, and one embedder called embedder.
class FakeModels final : public Models {
 public:
  std::vector<std::string> Names() const override { return {"judge", "embedder"}; }
  const ModelInfo* Find(const std::string& name) const override {
    return name == "judge" ? &judge : name == "embedder" ? &embedder_info : nullptr;
  }
  Result<std::shared_ptr<Chat>> ChatOf(const std::string& name) override {
    if (name != "judge") return harness::Fail("the model {} does not talk", name);
    return std::shared_ptr<Chat>(chat);
  }
  Result<std::shared_ptr<Embedder>> EmbedderOf(const std::string& name) override {
    if (name != "embedder") return harness::Fail("the model {} makes no embeddings", name);
    return std::shared_ptr<Embedder>(embedder);
  }

  ModelInfo judge{"judge", "openai", "fake-1", Json::object(), ""};
  ModelInfo embedder_info{"embedder", "openai", "fake-2", Json::object(), ""};
  std::shared_ptr<ScriptedChat> chat = std::make_shared<ScriptedChat>();
  std::shared_ptr<TableEmbedder> embedder = std::make_shared<TableEmbedder>();
};

}  // namespace harness
