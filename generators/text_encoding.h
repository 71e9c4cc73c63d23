// Other encodings than UTF-8 for tables that other programs read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace harness {

enum class TextEncoding : uint8_t { kUtf8, kUtf8Bom, kUtf16le, kLatin1 };

// By TextEncoding: "utf-8", "utf-8-bom", "utf-16le", "latin-1".
const std::vector<std::string>& TextEncodingNames();

// What a file in it begins with: UTF-16 has a byte order mark, and UTF-8 if it is asked for.
std::string_view MarkOf(TextEncoding encoding);

// The first character of `text` (UTF-8) that the encoding has not; empty: it has them all.
std::string_view FindForeign(std::string_view text, TextEncoding encoding);

// `text` is well-formed UTF-8 without a foreign character.
void AppendEncoded(std::string& to, std::string_view text, TextEncoding encoding);

}  // namespace harness
