// Every request to a model with what came of it, in the order in which they ended: for those who count or show them.
//
// Thread-safe. Holds prompts and replies in full until they are taken, so it is for single attempts, not for runs.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "harness/models/around.h"
#include "harness/models/asked_model.h"
#include "harness/models/limiter.h"

namespace harness {

struct TracedModel {
  std::string name;  // its key in the suite
  AskedModel asked;
  LimitTerms limit;
};

struct TracedCall {
  std::string part;  // what the caller was about: a column, a scorer
  std::shared_ptr<const TracedModel> model;
  ChatRequest request;  // of a call for embeddings without messages
  Texts texts;          // to embed
  Answer<ChatReply> reply;
};

class CallTrace {
 public:
  // Calls from now on are for this.
  void Enter(std::string part);
  void Add(TracedCall call);
  // All since the last time.
  std::vector<TracedCall> Take();

 private:
  std::mutex mutex_;
  std::string part_;
  std::vector<TracedCall> calls_;
};

std::shared_ptr<Chat> WithTrace(std::shared_ptr<Chat> within, std::shared_ptr<const TracedModel> model,
                                std::shared_ptr<CallTrace> trace);
std::shared_ptr<Embedder> WithTrace(std::shared_ptr<Embedder> within, std::shared_ptr<const TracedModel> model,
                                    std::shared_ptr<CallTrace> trace);

}  // namespace harness
