// A model that answers what a test tells it to, in order, and remembers what it was asked. Any thread.
//
// Without a script it answers "ok". While held, calls wait inside it until Free(); they end at their stop token, and
// after ten seconds with an error, so that no test hangs.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "harness/core/chat.h"
#include "tests/fakes/fake_clock.h"

namespace harness {

inline ChatRequest Ask(std::string text) {
  ChatRequest request;
  request.messages = {{Role::kUser, std::move(text)}};
  return request;
}

inline ChatReply Say(std::string text) {
  ChatReply reply;
  reply.text = std::move(text);
  reply.finish_reason = "stop";
  reply.model = "fake-1";
  return reply;
}

inline ChatError Unavailable(int status = 503) {
  return {FailureKind::kUnavailable, "HTTP " + std::to_string(status), true, status, {}};
}
inline ChatError TurnedAway(std::optional<std::chrono::microseconds> retry_after = {}) {
  return {FailureKind::kRateLimited, "HTTP 429", true, 429, retry_after};
}
inline ChatError Refused() {
  return {FailureKind::kProviderError, "HTTP 400: no such parameter", false, 400, {}};
}

// A call of case 0 that has a minute.
inline CallContext ContextAt(Clock& clock, std::chrono::microseconds time = std::chrono::minutes(1)) {
  return {clock, clock.SteadyNow() + time, {}, {}, 1};
}

class FakeChat : public Chat {
 public:
  struct Seen {
    ChatRequest request;
    AttemptKey key;
    uint32_t tries;
    std::chrono::steady_clock::time_point deadline;
  };

  FakeChat& Then(ChatReply reply) { return Add(std::move(reply)); }
  FakeChat& Then(ChatError error) { return Add(tl::unexpected(std::move(error))); }
  // Answers every call that the script has nothing for.
  void Always(std::function<tl::expected<ChatReply, ChatError>(const ChatRequest&)> answer) {
    const std::lock_guard lock(mutex_);
    always_ = std::move(answer);
  }

  tl::expected<ChatReply, ChatError> Complete(const ChatRequest& request, const CallContext& context) override {
    std::unique_lock lock(mutex_);
    seen_.push_back({request, context.key, context.tries, context.deadline});
    most_inside_ = std::max(most_inside_, ++inside_);
    changed_.notify_all();
    const bool freed = changed_.wait_for(lock, context.stop, std::chrono::seconds(10), [&] { return !held_; });
    --inside_;
    if (context.stop.stop_requested()) return tl::unexpected(ChatError{FailureKind::kStopped, "stopped", false, 0, {}});
    if (!freed) return tl::unexpected(ChatError{FailureKind::kTimeout, "never freed", false, 0, {}});
    if (script_.empty()) return always_(request);
    auto answer = std::move(script_.front());
    script_.pop_front();
    return answer;
  }

  void Hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void Free() {
    const std::lock_guard lock(mutex_);
    held_ = false;
    changed_.notify_all();
  }
  // Waits until so many calls were made; false after ten seconds.
  bool AwaitCalls(size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return seen_.size() >= count; });
  }

  std::vector<Seen> seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  size_t calls() {
    const std::lock_guard lock(mutex_);
    return seen_.size();
  }
  int most_inside() {
    const std::lock_guard lock(mutex_);
    return most_inside_;
  }

 private:
  FakeChat& Add(tl::expected<ChatReply, ChatError> answer) {
    const std::lock_guard lock(mutex_);
    script_.push_back(std::move(answer));
    return *this;
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<tl::expected<ChatReply, ChatError>> script_;
  std::function<tl::expected<ChatReply, ChatError>(const ChatRequest&)> always_ =
      [](const ChatRequest&) -> tl::expected<ChatReply, ChatError> { return Say("ok"); };
  std::vector<Seen> seen_;
  bool held_ = false;
  int inside_ = 0;
  int most_inside_ = 0;
};

// One vector for each text, of its length in bytes; or the error that it was told.
class FakeEmbedder final : public Embedder {
 public:
  void Fail(ChatError error) {
    const std::lock_guard lock(mutex_);
    errors_.push_back(std::move(error));
  }
  tl::expected<Embeddings, ChatError> Embed(const std::vector<std::string>& texts, const CallContext&) override {
    const std::lock_guard lock(mutex_);
    ++calls_;
    if (!errors_.empty()) {
      const ChatError error = errors_.front();
      errors_.pop_front();
      return tl::unexpected(error);
    }
    Embeddings embeddings;
    for (const std::string& text : texts) embeddings.vectors.push_back({static_cast<float>(text.size()), 0.1F});
    embeddings.usage = Usage{static_cast<int64_t>(texts.size()) * 10, 0, 0};
    return embeddings;
  }
  int calls() {
    const std::lock_guard lock(mutex_);
    return calls_;
  }

 private:
  std::mutex mutex_;
  std::deque<ChatError> errors_;
  int calls_ = 0;
};

// Pauses that pass at once, on a clock that stands still otherwise.
class FakeRest {
 public:
  explicit FakeRest(FakeClock& clock) : clock_(clock) {}

  auto Resting() {
    return [this](std::chrono::microseconds pause, const std::stop_token& stop) {
      pauses.push_back(pause);
      clock_.Advance(pause);
      return !stop.stop_requested();
    };
  }

  std::vector<std::chrono::microseconds> pauses;

 private:
  FakeClock& clock_;
};

}  // namespace harness
