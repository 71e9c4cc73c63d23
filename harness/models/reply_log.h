// Hands the reply of every call to the reply log of its attempt before the caller sees it, and takes it from there when
// the attempt is made again. What was paid for then still has its cost: it is the run's.
//
// Calls of no attempt (context.calls is null) pass through. Any thread.
#pragma once

#include <memory>

#include "harness/core/chat.h"
#include "harness/models/asked_model.h"

namespace harness {

std::shared_ptr<Chat> WithReplyLog(std::shared_ptr<Chat> within, AskedModel model);
std::shared_ptr<Embedder> WithReplyLog(std::shared_ptr<Embedder> within, AskedModel model);

}  // namespace harness
