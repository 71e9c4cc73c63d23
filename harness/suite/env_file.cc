#include "harness/suite/env_file.h"

#include <algorithm>

#include "harness/base/text.h"

namespace harness {
namespace {

constexpr uint64_t kMaxBytes = 1 << 20;

bool IsName(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
  const auto part = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && letter(name[0]) && std::all_of(name.begin(), name.end(), part);
}

// Nothing but blanks or a comment.
bool IsRest(std::string_view text) {
  const std::string_view rest = Trim(text);
  return rest.empty() || (rest[0] == '#' && rest.size() < text.size());
}

Result<char> Unescape(char c) {
  constexpr std::string_view kEscapes = "n\nt\tr\r\"\"\\\\$$";
  for (size_t i = 0; i < kEscapes.size(); i += 2)
    if (kEscapes[i] == c) return kEscapes[i + 1];
  return Fail("unknown escape '\\{}'; known are \\n, \\t, \\r, \\\", \\\\ and \\$",
              IsAscii(std::string_view(&c, 1)) ? c : '?');
}

// `text` begins with a quote.
Result<std::string> Quoted(std::string_view text) {
  const char quote = text[0];
  std::string value;
  size_t at = 1;
  for (; at < text.size() && text[at] != quote; ++at) {
    if (quote == '\'' || text[at] != '\\' || at + 1 == text.size()) {
      value += text[at];
      continue;
    }
    const auto c = Unescape(text[++at]);
    if (!c) return Unexpected(c.error());
    value += *c;
  }
  if (at == text.size()) return Fail("the quote is not closed on this line");
  if (!IsRest(text.substr(at + 1))) return Fail("text behind the closing quote");
  return value;
}

Result<std::string> Value(std::string_view text) {
  text = Trim(text);
  if (text.starts_with('\'') || text.starts_with('"')) return Quoted(text);
  if (text.starts_with('#')) return std::string();
  const size_t comment = std::min(text.find(" #"), text.find("\t#"));
  return std::string(Trim(text.substr(0, comment)));
}

struct Variable {
  std::string name;
  std::string value;
};

Result<Variable> ParseLine(std::string_view line) {
  if (line.starts_with("export ") || line.starts_with("export\t")) line = Trim(line.substr(7));
  const size_t equals = line.find('=');
  if (equals == std::string_view::npos) return Fail("NAME=VALUE is expected here");
  const std::string_view name = Trim(line.substr(0, equals));
  if (!IsName(name)) return Fail("the text before '=' is no name: letters, digits and _, and no digit first");
  auto value = Value(line.substr(equals + 1));
  if (!value) return Unexpected(value.error());
  return Variable{std::string(name), std::move(*value)};
}

}  // namespace

Result<std::map<std::string, std::string>> ParseEnvFile(std::string_view text, const std::string& path) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::map<std::string, std::string> variables;
  std::map<std::string, int> lines;
  Diagnostics diagnostics;
  int number = 0;
  const auto mistake = [&](std::string message) { diagnostics.Add({{path, number, 0}, std::move(message), ""}); };
  for (const std::string_view raw : Split(text, "\n")) {
    ++number;
    const std::string_view line = Trim(raw);
    if (line.empty() || line[0] == '#') continue;
    if (!IsValidUtf8(line) || line.find('\0') != std::string_view::npos) {
      mistake("the line is not UTF-8 text");
      continue;
    }
    auto variable = ParseLine(line);
    if (!variable) {
      mistake(variable.error().Message());
      continue;
    }
    const auto [first, added] = lines.emplace(variable->name, number);
    if (!added) mistake(fmt::format("'{}' is already set on line {}", variable->name, first->second));
    variables[variable->name] = std::move(variable->value);
  }
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  return variables;
}

Result<std::map<std::string, std::string>> ReadEnvFile(Files& files, const std::string& path) {
  const auto text = ReadWholeFile(files, path, kMaxBytes);
  if (!text) return Unexpected(text.error());
  return ParseEnvFile(*text, path);
}

}  // namespace harness
