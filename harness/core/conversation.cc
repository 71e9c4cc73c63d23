#include "harness/core/conversation.h"

namespace harness {

Json ToJson(const std::vector<ChatMessage>& messages) {
  Json list = Json::array();
  for (const ChatMessage& message : messages) list.push_back(ToJson(message));
  return list;
}

ChatMessage MessageOf(const Output& answer) {
  return {Role::kAssistant, answer.json ? JsonText(*answer.json) : answer.text};
}

Json Transcript(const std::vector<Exchange>& turns) {
  Json list = Json::array();
  for (const Exchange& turn : turns) {
    list.push_back(ToJson(ChatMessage{Role::kUser, JsonText(turn.user)}));
    list.push_back(ToJson(MessageOf(turn.answer)));
  }
  return list;
}

}  // namespace harness
