// Takes keys out of what a model said: a prompt may have held one, and a provider may echo the request's headers.
//
// Pure but for what `secrets` knows at the time, any thread.
#pragma once

#include "harness/base/secrets.h"
#include "harness/core/chat.h"

namespace harness {

// In text, tool calls, finish reason, model and tokens. A token that is part of a key becomes "***" and loses its
// alternatives.
void RedactReply(ChatReply& reply, const Secrets& secrets);

}  // namespace harness
