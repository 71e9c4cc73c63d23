#include "scorers/judge_text.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "harness/base/digest.h"

namespace harness {
namespace {

constexpr UChar32 kReplacement = 0xFFFD;

bool IsUnseen(UChar32 c) {
  switch (u_charType(c)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_PRIVATE_USE_CHAR:
    case U_UNASSIGNED:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
      return true;
    default:
      return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
  }
}

void AppendEscaped(std::string& to, UChar32 c) {
  if (c > 0xFFFF) {
    fmt::format_to(std::back_inserter(to), "\\u{:04x}\\u{:04x}", 0xD7C0 + (c >> 10), 0xDC00 + (c & 0x3FF));
  } else {
    fmt::format_to(std::back_inserter(to), "\\u{:04x}", c);
  }
}

void AppendUtf8(std::string& to, UChar32 c) {
  char bytes[U8_MAX_LENGTH];
  int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, c);
  to.append(bytes, static_cast<size_t>(length));
}

}  // namespace

std::string EncodeForJudge(std::string_view text) {
  std::string to = "\"";
  to.reserve(text.size() + text.size() / 16 + 2);
  for (size_t at = 0; at < text.size();) {
    UChar32 c = 0;
    U8_NEXT(text.data(), at, text.size(), c);
    if (c < 0) c = kReplacement;
    if (c == '"' || c == '\\') {
      to += '\\';
      to += static_cast<char>(c);
    } else if (c == '\n') {
      to += "\\n";
    } else if (c == '\t') {
      to += "\\t";
    } else if (IsUnseen(c)) {
      AppendEscaped(to, c);
    } else {
      AppendUtf8(to, c);
    }
  }
  return to + '"';
}

std::string NonceFor(std::string_view instructions, const std::vector<JudgePiece>& pieces) {
  Sha256 hash;
  const auto add = [&](std::string_view text) {
    hash.Update(fmt::format("{}:", text.size()));
    hash.Update(text);
  };
  add(instructions);
  for (const auto& [name, text] : pieces) {
    add(name);
    add(text);
  }
  return Hex(hash.Finish()).substr(0, 16);
}

std::string ShowPieces(const std::vector<JudgePiece>& pieces, std::string_view nonce) {
  std::string shown;
  for (const auto& [name, text] : pieces)
    shown += fmt::format("<<<{0} {1}>>>\n{2}\n<<<END {0} {1}>>>\n\n", name, nonce, EncodeForJudge(text));
  return shown;
}

}  // namespace harness
