#include "harness/cli/field_lines.h"

#include <algorithm>
#include <ostream>

#include "harness/base/digest.h"
#include "harness/base/text.h"
#include "harness/models/reply_key.h"
#include "reports/display.h"

namespace harness {

void FieldLines::Gap() {
  world_.out << "\n";
}

// An entry a line; other JSON as it is.
void FieldLines::PutMap(const std::string& word, const std::string& json) {
  const auto value = ParseJson(json);
  if (!value || !value->is_object()) return Put(word, json.empty() ? "" : TextOfJson(json));
  if (value->empty()) return;
  Put(word, "");
  size_t width = kMargin;
  for (const auto& [name, item] : value->items()) width = std::max(width, DisplayWidth(name) + 2);
  for (const auto& [name, item] : value->items()) Put("  " + name, JsonText(item), width + 2);
}

// Further lines of a text stand below its first.
void FieldLines::Put(const std::string& word, std::string text, size_t margin) {
  world_.secrets.Mask(text);
  std::string left = PadRight(Visible(word), margin);
  for (const std::string_view line : Split(text, "\n")) {
    std::string shown = left + (left.ends_with(' ') ? "" : " ") + Visible(line);
    shown.erase(shown.find_last_not_of(' ') + 1);
    world_.out << shown << "\n";
    left = std::string(margin, ' ');
  }
}

void FieldLines::Put(const TracedCall& call) {
  const AskedModel& asked = call.model->asked;
  std::string what = call.part.empty() ? "" : call.part + ": ";
  what += fmt::format("{} ({} {}), request {}", call.model->name, asked.provider, asked.model,
                      RequestDigest(call).substr(0, 12));
  Put("asked", what);
  for (const ChatMessage& message : call.request.messages)
    Put(fmt::format("  {}", ToString(message.role)), message.text);
  for (const std::string& text : call.texts) Put("  embed", text);
  if (!call.reply) return Put("  failed", call.reply.error().message);
  if (!call.request.messages.empty()) Put("  reply", call.reply->text);
  for (const ToolCall& tool : call.reply->tool_calls) Put("  calls", tool.name + " " + tool.arguments);
  Put("  took",
      fmt::format("{}, {}", FormatDuration(call.reply->latency), SpentText(call.reply->usage, call.reply->cost_usd)));
}

std::string TextOfJson(const std::string& json) {
  const auto value = ParseJson(json);
  return value ? JsonText(*value) : json;
}

std::string SpentText(const std::optional<Usage>& usage, const std::optional<double>& cost) {
  if (!usage && !cost) return "no tokens told";
  const std::string tokens =
      usage ? fmt::format("{} + {} tokens", usage->input_tokens, usage->output_tokens) : "tokens unknown";
  return tokens + ", " + (cost ? FormatDollars(*cost) : "cost unknown");
}

std::string RequestDigest(const TracedCall& call) {
  const AskedModel& asked = call.model->asked;
  const Json keyed =
      call.request.messages.empty() ? KeyedRequest(asked, call.texts) : KeyedRequest(asked, call.request);
  return Hex(Sha256().Of(CanonicalJson(keyed)));
}

}  // namespace harness
