// What a record says of a conversation: its parts `input`, `turns` and `simulate`.
//
// Pure functions, any thread.
#pragma once

#include <optional>

#include "harness/base/error.h"
#include "harness/base/json.h"
#include "harness/core/case.h"

namespace harness {

// `turns`: a list of what the user says, each a value of its own or { user: VALUE }. `simulate`: { goal, persona,
// model, max_turns }. One of the two is there; either may be JSON in a text, as tables have it. `input`: with turns the
// messages before them; with `simulate` those, or what the user says first. An error says what is wrong, without a
// place.
Result<Conversation> ReadConversation(std::optional<Json> input, const std::optional<Json>& turns,
                                      const std::optional<Json>& simulate);

// What stands for a conversation where a case has its input: all messages that the case itself says, or what a played
// user wants, as { goal, persona, said }.
Json InputOf(const Conversation& conversation);

}  // namespace harness
