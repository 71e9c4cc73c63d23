#include "harness/models/stand_in.h"

#include <utility>

namespace harness {
namespace {

class ChatOfStandIn final : public Chat {
 public:
  ChatOfStandIn(std::shared_ptr<StandIn> stand_in, AskedModel model)
      : stand_in_(std::move(stand_in)), model_(std::move(model)) {}
  Answer<ChatReply> Complete(const ChatRequest& request, const CallContext& context) override {
    return stand_in_->Complete(model_, request, context);
  }

 private:
  const std::shared_ptr<StandIn> stand_in_;
  const AskedModel model_;
};

class EmbedderOfStandIn final : public Embedder {
 public:
  EmbedderOfStandIn(std::shared_ptr<StandIn> stand_in, AskedModel model)
      : stand_in_(std::move(stand_in)), model_(std::move(model)) {}
  Answer<Embeddings> Embed(const Texts& texts, const CallContext& context) override {
    return stand_in_->Embed(model_, texts, context);
  }

 private:
  const std::shared_ptr<StandIn> stand_in_;
  const AskedModel model_;
};

}  // namespace

std::shared_ptr<Chat> StandInChat(std::shared_ptr<StandIn> stand_in, AskedModel model) {
  return std::make_shared<ChatOfStandIn>(std::move(stand_in), std::move(model));
}

std::shared_ptr<Embedder> StandInEmbedder(std::shared_ptr<StandIn> stand_in, AskedModel model) {
  return std::make_shared<EmbedderOfStandIn>(std::move(stand_in), std::move(model));
}

}  // namespace harness
