#include "harness/models/provider_json.h"

#include <cmath>

#include "harness/base/text.h"
#include "harness/core/output.h"

namespace harness {

const Json* Member(const Json& json, std::string_view name) {
  if (!json.is_object()) return nullptr;
  const auto found = json.find(name);
  return found == json.end() || found->is_null() ? nullptr : &*found;
}

std::string TextMember(const Json& json, std::string_view name) {
  const Json* member = Member(json, name);
  return member && member->is_string() ? member->get<std::string>() : "";
}

std::optional<int64_t> CountMember(const Json& json, std::string_view name) {
  constexpr double kMost = 9007199254740992;  // 2^53
  const Json* member = Member(json, name);
  if (!member || !member->is_number()) return std::nullopt;
  const auto number = member->get<double>();
  if (!(number >= 0) || number > kMost || std::floor(number) != number) return std::nullopt;
  return static_cast<int64_t>(number);
}

std::string BoundedReason(std::string reason) {
  return reason.size() > kMaxFinishReason ? "" : std::move(reason);
}

Json MergedParameters(const Json& parameters, const Json& over) {
  Json merged = parameters;
  for (const auto& [name, value] : over.items()) {
    if (value.is_null())
      merged.erase(name);
    else
      merged[name] = value;
  }
  return merged;
}

std::string Repaired(std::string text) {
  RepairUtf8(text);
  return text;
}

}  // namespace harness
