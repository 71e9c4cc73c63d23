// One way of going around a call, for chats and for embedders alike.
//
// `Around` has a member `Call(asked, context, next)`, any thread: `asked` is a ChatRequest or the texts to embed,
// `next` takes a CallContext and asks what stands within; Call returns what `next` does.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/chat.h"

namespace harness {

using Texts = std::vector<std::string>;

template <typename Reply>
using Answer = tl::expected<Reply, ChatError>;

template <typename Around>
class ChatAround final : public Chat {
 public:
  ChatAround(std::shared_ptr<Chat> within, Around around) : within_(std::move(within)), around_(std::move(around)) {}

  Answer<ChatReply> Complete(const ChatRequest& request, const CallContext& context) override {
    return around_.Call(request, context, [&](const CallContext& inner) { return within_->Complete(request, inner); });
  }

 private:
  std::shared_ptr<Chat> within_;
  Around around_;
};

template <typename Around>
class EmbedderAround final : public Embedder {
 public:
  EmbedderAround(std::shared_ptr<Embedder> within, Around around)
      : within_(std::move(within)), around_(std::move(around)) {}

  Answer<Embeddings> Embed(const Texts& texts, const CallContext& context) override {
    return around_.Call(texts, context, [&](const CallContext& inner) { return within_->Embed(texts, inner); });
  }

 private:
  std::shared_ptr<Embedder> within_;
  Around around_;
};

template <typename Around>
std::shared_ptr<Chat> GoAround(std::shared_ptr<Chat> within, Around around) {
  return std::make_shared<ChatAround<Around>>(std::move(within), std::move(around));
}

template <typename Around>
std::shared_ptr<Embedder> GoAround(std::shared_ptr<Embedder> within, Around around) {
  return std::make_shared<EmbedderAround<Around>>(std::move(within), std::move(around));
}

}  // namespace harness
