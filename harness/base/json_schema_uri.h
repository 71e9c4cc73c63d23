// URI references as JSON Schema uses them to name its parts.
#pragma once

#include <string>
#include <string_view>

namespace harness {

// `reference` as seen from `base` (RFC 3986, section 5.2). Both may be empty or relative.
std::string ResolveUri(std::string_view base, std::string_view reference);

// What stands before the first '#', and what behind it.
std::string_view WithoutFragment(std::string_view uri);
std::string_view FragmentOf(std::string_view uri);

// %41 becomes A; what is no such escape stays as it is.
std::string PercentDecoded(std::string_view text);

}  // namespace harness
