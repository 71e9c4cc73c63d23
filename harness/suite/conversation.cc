#include "harness/suite/conversation.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "harness/base/shape.h"
#include "harness/base/text.h"
#include "harness/core/chat.h"

namespace harness {
namespace {

// A list or map as it is, or in a text, which is all that a table can hold.
Result<Json> Structured(const Json& value) {
  if (!value.is_string()) return value;
  const std::string& text = value.get_ref<const std::string&>();
  if (!text.starts_with('[') && !text.starts_with('{')) return value;
  return ParseJson(text);
}

Result<Json> ReadMessages(const Json& list) {
  for (const Json& item : list) {
    const auto message = ChatMessageFromJson(item);
    if (!message) return Fail("'input' is a list, but not of messages: {}", message.error().Message());
  }
  return list;
}

Result<> ReadTurns(const Json& turns, Conversation& to) {
  const Result<Json> list = Structured(turns);
  if (!list) return Fail("'turns' is no JSON: {}", list.error().Message());
  if (!list->is_array() || list->empty())
    return Fail("'turns' must be a list of what the user says, [{{ user: TEXT }}, …]");
  if (list->size() > static_cast<size_t>(kMaxTurns)) return Fail("more than {} turns", kMaxTurns);
  for (const Json& turn : *list) {
    const size_t number = to.turns.size() + 1;
    if (!turn.is_object()) {
      to.turns.push_back(turn);
      continue;
    }
    for (const auto& [key, value] : turn.items()) {
      if (key == "score") return Fail("turn {}: only the turns of inline cases can have scorers of their own", number);
      if (key != "user")
        return Fail("turn {}: {}", number, UnknownName("part of a turn", key, std::vector<std::string>{"user"}));
    }
    if (!turn.contains("user")) return Fail("turn {}: 'user' is missing: what the user says", number);
    to.turns.push_back(turn["user"]);
  }
  return {};
}

Result<std::string> TextOf(const Json& simulate, const char* name) {
  const auto found = simulate.find(name);
  if (found == simulate.end() || found->is_null()) return "";
  if (found->is_structured()) return Fail("'{}' of 'simulate' must be a text", name);
  return std::string(Trim(JsonText(*found)));
}

Result<> ReadMaxTurns(const Json& simulate, int& to) {
  const auto found = simulate.find("max_turns");
  if (found == simulate.end() || found->is_null()) return {};
  const std::string text = JsonText(*found);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), to);
  if (error == std::errc() && end == text.data() + text.size() && to >= 1 && to <= kMaxTurns) return {};
  return Fail("'max_turns' must be from 1 to {}, found {}", kMaxTurns, Abbreviate(text, 60));
}

Result<> ReadUser(const Json& given, Conversation& to) {
  const Result<Json> simulate = Structured(given);
  if (!simulate) return Fail("'simulate' is no JSON: {}", simulate.error().Message());
  if (!simulate->is_object()) return Fail("'simulate' must be a map {{ goal, persona, model, max_turns }}");
  const std::vector<std::string> known = {"goal", "persona", "model", "max_turns"};
  for (const auto& [key, value] : simulate->items())
    if (std::find(known.begin(), known.end(), key) == known.end())
      return Unexpected(Error(UnknownName("part of 'simulate'", key, known)));
  Conversation::User user;
  for (const auto& [name, part] :
       {std::pair("goal", &user.goal), std::pair("persona", &user.persona), std::pair("model", &user.model)}) {
    auto text = TextOf(*simulate, name);
    if (!text) return Unexpected(text.error());
    *part = *std::move(text);
  }
  if (user.goal.empty()) return Fail("'simulate' needs a 'goal': what the user wants");
  if (auto read = ReadMaxTurns(*simulate, user.max_turns); !read) return read;
  to.user = std::move(user);
  return {};
}

}  // namespace

Result<Conversation> ReadConversation(std::optional<Json> input, const std::optional<Json>& turns,
                                      const std::optional<Json>& simulate) {
  Conversation conversation;
  if (turns && simulate) return Fail("a case has either 'turns' or 'simulate'");
  if (input && input->is_array()) {
    auto messages = ReadMessages(*input);
    if (!messages) return Unexpected(messages.error());
    conversation.history = *std::move(messages);
    input.reset();
  }
  const bool said = input && !input->is_null() && *input != Json("");
  if (turns && said) return Fail("beside 'turns', 'input' is a list of the messages that were said before");
  if (auto read = turns ? ReadTurns(*turns, conversation) : ReadUser(*simulate, conversation); !read)
    return Unexpected(read.error());
  if (said) conversation.turns.push_back(*std::move(input));
  return conversation;
}

Json InputOf(const Conversation& conversation) {
  Json messages = conversation.history;
  for (const Json& turn : conversation.turns) messages.push_back({{"role", "user"}, {"content", turn}});
  if (!conversation.user) return messages;
  Json input = {{"goal", conversation.user->goal}};
  if (!conversation.user->persona.empty()) input["persona"] = conversation.user->persona;
  if (!messages.empty()) input["said"] = std::move(messages);
  return input;
}

}  // namespace harness
