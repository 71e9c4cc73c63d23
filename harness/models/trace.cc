#include "harness/models/trace.h"

#include <utility>

namespace harness {
namespace {

class Tracing {
 public:
  Tracing(std::shared_ptr<const TracedModel> model, std::shared_ptr<CallTrace> trace)
      : model_(std::move(model)), trace_(std::move(trace)) {}

  template <typename Next>
  Answer<ChatReply> Call(const ChatRequest& request, const CallContext& context, const Next& next) const {
    Answer<ChatReply> reply = next(context);
    trace_->Add({"", model_, request, {}, reply});
    return reply;
  }

  template <typename Next>
  Answer<Embeddings> Call(const Texts& texts, const CallContext& context, const Next& next) const {
    Answer<Embeddings> reply = next(context);
    Answer<ChatReply> told;
    if (reply) {
      told->usage = reply->usage;
      told->cost_usd = reply->cost_usd;
      told->kept = reply->kept;
    } else {
      told = tl::unexpected(reply.error());
    }
    trace_->Add({"", model_, {}, texts, std::move(told)});
    return reply;
  }

 private:
  const std::shared_ptr<const TracedModel> model_;
  const std::shared_ptr<CallTrace> trace_;
};

}  // namespace

void CallTrace::Enter(std::string part) {
  const std::lock_guard lock(mutex_);
  part_ = std::move(part);
}

void CallTrace::Add(TracedCall call) {
  const std::lock_guard lock(mutex_);
  call.part = part_;
  calls_.push_back(std::move(call));
}

std::vector<TracedCall> CallTrace::Take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(calls_, {});
}

std::shared_ptr<Chat> WithTrace(std::shared_ptr<Chat> within, std::shared_ptr<const TracedModel> model,
                                std::shared_ptr<CallTrace> trace) {
  return GoAround(std::move(within), Tracing(std::move(model), std::move(trace)));
}

std::shared_ptr<Embedder> WithTrace(std::shared_ptr<Embedder> within, std::shared_ptr<const TracedModel> model,
                                    std::shared_ptr<CallTrace> trace) {
  return GoAround(std::move(within), Tracing(std::move(model), std::move(trace)));
}

}  // namespace harness
