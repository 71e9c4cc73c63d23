// Makes each call wait for a permit of the limiter of its endpoint and account.
//
// Time limits of calls exclude waiting for permits: with a `timeout` a call ends that long after it got one, or by
// context.deadline if that is sooner. Any thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "harness/core/chat.h"
#include "harness/models/asked_model.h"
#include "harness/models/limiter.h"

namespace harness {

std::shared_ptr<Chat> WithLimit(std::shared_ptr<Chat> within, std::shared_ptr<Limiter> limiter, AskedModel model,
                                std::optional<std::chrono::microseconds> timeout);
std::shared_ptr<Embedder> WithLimit(std::shared_ptr<Embedder> within, std::shared_ptr<Limiter> limiter,
                                    AskedModel model, std::optional<std::chrono::microseconds> timeout);

}  // namespace harness
