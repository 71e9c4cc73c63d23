#include "scorers/tool_calls.h"

#include <optional>

#include "scorers/judged.h"

namespace harness {
namespace {

const Json* Find(const Json& map, const char* key) {
  const auto found = map.find(key);
  return found == map.end() || found->is_null() ? nullptr : &*found;
}

bool HasText(const Json& map, const char* key) {
  const Json* found = Find(map, key);
  return found && found->is_string();
}

bool IsType(const Json& map, std::string_view type) {
  return HasText(map, "type") && map["type"].get_ref<const std::string&>() == type;
}

std::optional<FoundCall> CallIn(const Json* map, const char* arguments, CallForm form) {
  if (!map || !map->is_object() || !HasText(*map, "name")) return std::nullopt;
  return FoundCall{(*map)["name"].get<std::string>(), Find(*map, arguments), form};
}

// One call. A map that has no more than a name is one only in a list of calls.
std::optional<FoundCall> OneCall(const Json& item, bool listed) {
  if (!item.is_object()) return std::nullopt;
  if (Find(item, "function")) return CallIn(Find(item, "function"), "arguments", CallForm::kTool);
  if (Find(item, "functionCall")) return CallIn(Find(item, "functionCall"), "args", CallForm::kOther);
  if (IsType(item, "tool_use")) return CallIn(&item, "input", CallForm::kOther);
  if (IsType(item, "function_call")) return CallIn(&item, "arguments", CallForm::kOther);
  if (Find(item, "arguments") || (listed && !Find(item, "type")))
    return CallIn(&item, "arguments", CallForm::kFunction);
  return std::nullopt;
}

void AddItems(const Json* list, ToolCalls& to) {
  if (!list || !list->is_array()) return;
  for (const Json& item : *list) {
    if (std::optional<FoundCall> call = OneCall(item, true)) {
      call->listed = true;
      to.calls.push_back(*std::move(call));
    } else if (!item.is_object() || !HasText(item, "type") || IsType(item, "function") || IsType(item, "tool_use") ||
               IsType(item, "function_call")) {
      to.strange.push_back(&item);
    }
  }
}

}  // namespace

ToolCalls ToolCallsIn(const Json& value) {
  ToolCalls found;
  AddItems(&value, found);
  if (!value.is_object()) return found;
  if (std::optional<FoundCall> call = OneCall(value, false)) {
    found.calls.push_back(*std::move(call));
    return found;
  }
  AddItems(Find(value, "tool_calls"), found);
  AddItems(Find(value, "content"), found);
  if (std::optional<FoundCall> call = CallIn(Find(value, "function_call"), "arguments", CallForm::kFunction))
    found.calls.push_back(*std::move(call));
  const Json* live = Find(value, "toolCall");
  if (live && live->is_object()) AddItems(Find(*live, "functionCalls"), found);
  return found;
}

Result<Json> ArgumentsOf(const FoundCall& call) {
  if (!call.arguments) return Fail("there are no arguments");
  if (!call.arguments->is_string()) {
    if (!call.arguments->is_object()) return Fail("the arguments are no map: {}", QuoteJson(*call.arguments));
    return *call.arguments;
  }
  const auto& text = call.arguments->get_ref<const std::string&>();
  Result<Json> parsed = ParseJson(text);
  if (!parsed) return Fail("the arguments are no JSON ({}): {}", parsed.error().Message(), Quote(text));
  if (!parsed->is_object()) return Fail("the arguments are no map: {}", QuoteJson(*parsed));
  return parsed;
}

}  // namespace harness
