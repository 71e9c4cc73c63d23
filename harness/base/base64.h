// Base 64 (RFC 4648, section 4, with padding). Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace harness {

std::string ToBase64(std::string_view bytes);
// nullopt when `text` is something else.
std::optional<std::string> FromBase64(std::string_view text);

}  // namespace harness
