#include "harness/core/case.h"

#include <fmt/format.h>

#include <iterator>

#include "harness/core/conversation.h"

namespace harness {

Json CaseNames(const Case& test) {
  return Json{{"id", test.id},
              {"input", test.input},
              {"expected", test.expected ? *test.expected : Json()},
              {"category", test.category},
              {"tags", test.tags},
              {"vars", test.vars}};
}

std::string CaseForProgram(const Case& test, int repeat, const ConversationTurn* conversation) {
  std::string text = R"({"id":)";
  AppendJsonString(text, test.id);
  text += R"(,"input":)";
  AppendCanonicalJson(text, test.input);
  text += R"(,"vars":)";
  AppendCanonicalJson(text, test.vars);
  text += R"(,"category":)";
  AppendJsonString(text, test.category);
  text += R"(,"tags":[)";
  for (size_t i = 0; i < test.tags.size(); ++i) {
    if (i > 0) text += ',';
    AppendJsonString(text, test.tags[i]);
  }
  fmt::format_to(std::back_inserter(text), R"(],"repeat":{})", repeat);
  if (conversation) {
    text += R"(,"session":)";
    AppendJsonString(text, conversation->session);
    fmt::format_to(std::back_inserter(text), R"(,"turn":{},"history":)", conversation->turn);
    AppendCanonicalJson(text, ToJson(conversation->history));
  }
  text += '}';
  return text;
}

Json ToJson(const Conversation& conversation) {
  Json json = {{"history", conversation.history}, {"turns", conversation.turns}};
  if (const auto& user = conversation.user)
    json["user"] = {
        {"model", user->model}, {"persona", user->persona}, {"goal", user->goal}, {"max_turns", user->max_turns}};
  return json;
}

}  // namespace harness
