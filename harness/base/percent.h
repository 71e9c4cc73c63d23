// Percent encoding of urls (RFC 3986). Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

namespace harness {

// Every byte but letters, digits and -._~ as %XX.
std::string PercentEncode(std::string_view text, std::string_view digits = "0123456789ABCDEF");
// What is no %XX stays as it is.
std::string PercentDecode(std::string_view text);

}  // namespace harness
