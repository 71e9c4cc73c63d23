// Who answers in the place of providers: for a rehearsal, or with replies that were kept. Nobody else is asked then,
// and no key is needed.
//
// Thread-safe.
#pragma once

#include <memory>

#include "harness/models/around.h"
#include "harness/models/asked_model.h"

namespace harness {

class StandIn {
 public:
  virtual ~StandIn() = default;
  virtual Answer<ChatReply> Complete(const AskedModel& model, const ChatRequest& request,
                                     const CallContext& context) = 0;
  virtual Answer<Embeddings> Embed(const AskedModel& model, const Texts& texts, const CallContext& context) = 0;
};

std::shared_ptr<Chat> StandInChat(std::shared_ptr<StandIn> stand_in, AskedModel model);
std::shared_ptr<Embedder> StandInEmbedder(std::shared_ptr<StandIn> stand_in, AskedModel model);

}  // namespace harness
