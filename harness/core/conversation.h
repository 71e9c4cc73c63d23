// Where in a conversation a call of a target stands.
//
// The runner makes one for each turn and lends it for the call; the case that the target is called with has as its
// input what the user says in this turn.
#pragma once

#include <string>
#include <vector>

#include "harness/core/chat.h"

namespace harness {

struct ConversationTurn {
  std::string session;               // the same in all turns, and in no other conversation of any run
  int turn = 1;                      // from 1
  std::vector<ChatMessage> history;  // what both said before this turn
  std::string state;                 // the target's own: what it leaves here it finds in the next turn
};

// A list of {"role", "content"}.
Json ToJson(const std::vector<ChatMessage>& messages);

// What a target answered, as a message of the conversation. Structure is its JSON.
ChatMessage MessageOf(const Output& answer);

// What both said in an output's turns, as a list of {"role", "content"}.
Json Transcript(const std::vector<Exchange>& turns);

}  // namespace harness
