#include "harness/targets/case_vars.h"

#include "harness/core/conversation.h"

namespace harness {

Json TemplateVars(const Case& test, const CallContext& context) {
  Json vars = CaseNames(test);
  vars.erase("expected");
  vars["repeat"] = context.key.repeat;
  if (!context.conversation) return vars;
  vars["session"] = context.conversation->session;
  vars["turn"] = context.conversation->turn;
  Json& history = vars["history"] = Json::array();
  for (const ChatMessage& message : context.conversation->history) history.push_back(ToJson(message));
  return vars;
}

}  // namespace harness
