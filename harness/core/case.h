// One input with what is expected of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/json.h"

namespace harness {

struct ConversationTurn;  // core/conversation.h

// What a source or an inline case asks for beside the suite's own `score` and `targets`. Indexes into the suite's
// tables.
struct CaseExtras {
  std::vector<int> scorers;  // judged in addition to the suite's
  std::vector<int> targets;  // ascending; empty: all of the suite's
  bool operator==(const CaseExtras&) const = default;
};

// What is said to the target turn after turn: by the case itself, or by a model that plays the user.
struct Conversation {
  struct User {
    std::string model;    // of the suite; empty: the one called `user`, or the only one
    std::string persona;  // who they are; may be empty
    std::string goal;     // what they want
    int max_turns = 5;    // from 1
    bool operator==(const User&) const = default;
  };

  Json history = Json::array();  // messages before the first turn
  std::vector<Json> turns;       // what the user says in each; of a played one the first at most
  std::optional<User> user;      // none: nobody is played
  bool operator==(const Conversation&) const = default;
};

inline constexpr int kMaxTurns = 1000;

struct Case {
  std::string id;  // the author's, or derived from input and vars by the plan; empty until then
  Json input;
  std::optional<Json> expected;
  std::string category;
  std::vector<std::string> tags;
  Json vars = Json::object();
  std::string cluster;  // cases of one cluster are not independent; empty: a cluster of its own
  Place place;
  uint32_t number = 0;                               // position in the whole plan, from 0
  std::shared_ptr<const CaseExtras> extras;          // null: none
  std::shared_ptr<const Conversation> conversation;  // null: the input is all that is said
};

// Finds a name of the expression grammar (id, input, expected, category, tags, vars) in a case, as a JSON object.
Json CaseNames(const Case& test);

// What a program gets to see of a case: {"id", "input", "vars", "category", "tags", "repeat"}; never `expected`.
// `repeat` counts from 0. In a conversation also {"session", "turn", "history"}; null: it is none.
std::string CaseForProgram(const Case& test, int repeat, const ConversationTurn* conversation = nullptr);

// {"history", "turns", "user": {…}}: all that it is.
Json ToJson(const Conversation& conversation);

}  // namespace harness
