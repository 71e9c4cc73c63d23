// JSON to and from providers; an answer may be anything that JSON can be.
//
// Pure, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/json.h"

namespace harness {

// The member of an object; null pointer if it is absent or null, or `json` is no object.
const Json* Member(const Json& json, std::string_view name);
// The member as text; empty if it is something else.
std::string TextMember(const Json& json, std::string_view name);
// The member as a whole number from 0 to 2^53; nullopt if it is something else.
std::optional<int64_t> CountMember(const Json& json, std::string_view name);

// A longer one than kMaxFinishReason is no reason: "".
std::string BoundedReason(std::string reason);

// Both are objects. Those of the second come over those of the first, whole; null takes one away.
Json MergedParameters(const Json& parameters, const Json& over);
// Well-formed UTF-8, as CanonicalJson needs it.
std::string Repaired(std::string text);

}  // namespace harness
