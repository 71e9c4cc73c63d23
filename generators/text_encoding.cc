#include "generators/text_encoding.h"

#include <algorithm>

#include "harness/base/segment.h"

namespace harness {
namespace {

// In UTF-8 the characters up to U+00FF begin with a byte below this one, and no others do.
constexpr unsigned char kBehindLatin1 = 0xC4;

void AppendUnit(std::string& to, char32_t unit) {
  to += static_cast<char>(unit & 0xFF);
  to += static_cast<char>(unit >> 8);
}

void AppendUtf16(std::string& to, std::string_view text) {
  for (const char32_t c : CodePoints(text)) {
    if (c < 0x10000) {
      AppendUnit(to, c);
      continue;
    }
    AppendUnit(to, 0xD800 + ((c - 0x10000) >> 10));
    AppendUnit(to, 0xDC00 + ((c - 0x10000) & 0x3FF));
  }
}

void AppendLatin1(std::string& to, std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80)
      to += text[i];
    else
      to += static_cast<char>((byte & 3) << 6 | (text[++i] & 0x3F));
  }
}

}  // namespace

const std::vector<std::string>& TextEncodingNames() {
  static const std::vector<std::string> kNames = {"utf-8", "utf-8-bom", "utf-16le", "latin-1"};
  return kNames;
}

std::string_view MarkOf(TextEncoding encoding) {
  if (encoding == TextEncoding::kUtf8Bom) return "\xEF\xBB\xBF";
  return encoding == TextEncoding::kUtf16le ? "\xFF\xFE" : "";
}

std::string_view FindForeign(std::string_view text, TextEncoding encoding) {
  if (encoding != TextEncoding::kLatin1) return "";
  const auto found =
      std::find_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= kBehindLatin1; });
  if (found == text.end()) return "";
  auto end = found + 1;
  while (end != text.end() && (*end & 0xC0) == 0x80) ++end;
  return {found, end};
}

void AppendEncoded(std::string& to, std::string_view text, TextEncoding encoding) {
  switch (encoding) {
    case TextEncoding::kUtf8:
    case TextEncoding::kUtf8Bom:
      to += text;
      return;
    case TextEncoding::kUtf16le:
      return AppendUtf16(to, text);
    case TextEncoding::kLatin1:
      return AppendLatin1(to, text);
  }
}

}  // namespace harness
