#include "harness/models/cache.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

#include "harness/base/repeated_warning.h"
#include "harness/models/around.h"
#include "harness/models/kept_reply.h"

namespace harness {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr milliseconds kLook{50};  // how often a call that waits for another looks at the clock, at least

bool IsWorthKeeping(const ChatReply& reply) {
  return reply.finish_reason != "content_filter" && reply.finish_reason != "error" &&
         !(reply.text.empty() && reply.tool_calls.empty());
}
bool IsWorthKeeping(const Embeddings& embeddings) {
  return !embeddings.vectors.empty();
}

// The error is that of one call rather than of what it asks.
bool IsOfTheCall(const ChatError& error) {
  return error.kind == FailureKind::kStopped || error.kind == FailureKind::kTimeout;
}

// Calls that ask the same at the same time: the first asks, the others wait for it.
template <typename Reply>
class Flights {
 public:
  struct Flight {
    std::optional<Answer<Reply>> answer;
    bool landed = false;
  };

  // Null: the caller asks, and tells by Land. Else the flight that landed; nullopt answer: it is to be tried anew.
  // An error: the caller's time is over.
  Answer<std::shared_ptr<Flight>> Join(const RequestKey& key, const CallContext& context) {
    std::unique_lock lock(mutex_);
    const auto [found, first] = flights_.try_emplace(key, nullptr);
    if (first) {
      found->second = std::make_shared<Flight>();
      return nullptr;
    }
    const std::shared_ptr<Flight> flight = found->second;
    while (!flight->landed) {
      const auto left = duration_cast<microseconds>(context.deadline - context.clock.SteadyNow());
      if (context.stop.stop_requested())
        return tl::unexpected(ChatError{FailureKind::kStopped, "stopped", false, 0, {}});
      if (left.count() <= 0)
        return tl::unexpected(ChatError{
            FailureKind::kTimeout, "the same request of another attempt was not answered in time", false, 0, {}});
      landed_.wait_for(lock, context.stop, std::min<microseconds>(left, kLook), [&] { return flight->landed; });
    }
    return flight;
  }

  void Land(const RequestKey& key, const Answer<Reply>& answer) {
    const std::lock_guard lock(mutex_);
    const auto found = flights_.find(key);
    found->second->landed = true;
    if (answer || !IsOfTheCall(answer.error())) found->second->answer = answer;
    flights_.erase(found);
    landed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any landed_;
  std::map<RequestKey, std::shared_ptr<Flight>> flights_;
};

template <typename Reply>
class Cache {
 public:
  Cache(AskedModel model, std::shared_ptr<ReplyStore> store, const CacheTerms& terms, Log& log)
      : model_(std::move(model)),
        store_(std::move(store)),
        terms_(terms),
        unread_(std::make_unique<RepeatedWarning>(log, "kept replies that could not be read")),
        unkept_(std::make_unique<RepeatedWarning>(log, "replies that could not be kept")),
        flights_(std::make_unique<Flights<Reply>>()) {}

  template <typename Asked, typename Next>
  Answer<Reply> Call(const Asked& asked, const CallContext& context, Next next) {
    const Json keyed = KeyedRequest(model_, asked);
    const RequestKey key = KeyOf(keyed, context);
    for (;;) {
      const auto flight = flights_->Join(key, context);
      if (!flight) return tl::unexpected(flight.error());
      if (*flight == nullptr) break;
      const std::optional<Answer<Reply>>& answer = (*flight)->answer;
      if (answer) return *answer ? Answer<Reply>(AsKept(**answer)) : *answer;
    }
    if (auto kept = Find(key, context.clock)) {
      Answer<Reply> answer = AsKept(std::move(*kept));
      flights_->Land(key, answer);
      return answer;
    }
    Answer<Reply> answer = next(context);
    if (answer && (terms_.all || (!answer->kept && IsWorthKeeping(*answer)))) Put(key, keyed, *answer, context.clock);
    flights_->Land(key, answer);
    return answer;
  }

 private:
  std::optional<Reply> Find(const RequestKey& key, Clock& clock) {
    const auto found = store_->Find(key);
    if (!found) return unread_->Add("a kept reply can't be read: " + found.error().Message()), std::nullopt;
    if (!*found) return std::nullopt;
    if (terms_.lifetime && clock.WallMicros() - (*found)->stored_at >= terms_.lifetime->count()) return std::nullopt;
    Result<Reply> reply = ReplyFromJson<Reply>((*found)->reply);
    if (!reply) return unread_->Add(reply.error().Message()), std::nullopt;
    if (!terms_.all && !IsWorthKeeping(*reply)) return std::nullopt;  // a store may hold whatever was paid for
    return std::move(*reply);
  }

  void Put(const RequestKey& key, const Json& keyed, const Reply& reply, Clock& clock) {
    const auto put = store_->Put(key, keyed, {ToJson(reply), clock.WallMicros()});
    if (!put) unkept_->Add("a reply can't be kept: " + put.error().Message());
  }

  AskedModel model_;
  std::shared_ptr<ReplyStore> store_;
  CacheTerms terms_;
  std::unique_ptr<RepeatedWarning> unread_;
  std::unique_ptr<RepeatedWarning> unkept_;
  std::unique_ptr<Flights<Reply>> flights_;
};

}  // namespace

std::shared_ptr<Chat> WithCache(std::shared_ptr<Chat> within, AskedModel model, std::shared_ptr<ReplyStore> store,
                                const CacheTerms& terms, Log& log) {
  return GoAround(std::move(within), Cache<ChatReply>(std::move(model), std::move(store), terms, log));
}

std::shared_ptr<Embedder> WithCache(std::shared_ptr<Embedder> within, AskedModel model,
                                    std::shared_ptr<ReplyStore> store, const CacheTerms& terms, Log& log) {
  return GoAround(std::move(within), Cache<Embeddings>(std::move(model), std::move(store), terms, log));
}

}  // namespace harness
