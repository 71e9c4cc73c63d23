#include "harness/runner/extract.h"

#include <optional>

#include "harness/base/text.h"
#include "harness/sql/find_sql.h"

namespace harness {
namespace {

// What stands in the fence (``` … ```) that begins at or after `from`, which moves behind it.
std::optional<std::string_view> NextFence(std::string_view text, size_t& from) {
  const size_t open = text.find("```", from);
  if (open == std::string_view::npos) return std::nullopt;
  const size_t line_end = text.find('\n', open);
  if (line_end == std::string_view::npos) return std::nullopt;
  size_t close = text.find("```", line_end);
  if (close == std::string_view::npos) close = text.size();
  from = std::min(text.size(), close + 3);
  return Trim(text.substr(line_end, close - line_end));
}

// The end of the bracketed text that begins at `begin`, strings skipped; npos if it never closes.
size_t MatchingBracket(std::string_view text, size_t begin) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = begin; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

constexpr int kMaxBracketTries = 16;  // an answer full of brackets is not searched without end

Result<Json> FindJson(std::string_view text) {
  if (auto whole = ParseJson(text)) return whole;
  size_t from = 0;
  while (const auto fence = NextFence(text, from))
    if (auto json = ParseJson(*fence)) return json;
  size_t begin = text.find_first_of("{[");
  for (int i = 0; i < kMaxBracketTries && begin != std::string_view::npos; ++i) {
    const size_t end = MatchingBracket(text, begin);
    if (end != std::string_view::npos)
      if (auto json = ParseJson(text.substr(begin, end - begin + 1))) return json;
    begin = text.find_first_of("{[", begin + 1);
  }
  return Fail("there is no JSON in the answer: {}", Abbreviate(text, 80));
}

Result<Json> FindAnswer(std::string_view text) {
  std::optional<std::string_view> answer;
  for (const std::string_view line : Split(text, "\n")) {
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    if (FoldCase(Trim(line.substr(0, colon))).ends_with("answer")) answer = Trim(line.substr(colon + 1));
  }
  if (!answer) return Fail("there is no line 'ANSWER: …' in the answer: {}", Abbreviate(text, 80));
  return Json(std::string(*answer));
}

}  // namespace

Result<Json> ExtractPart(const Output& output, Extract extract) {
  if (extract == Extract::kNone) return output.json ? *output.json : Json(output.text);
  const std::string text = output.json ? JsonText(*output.json) : output.text;
  switch (extract) {
    case Extract::kJson:
      return output.json && !output.json->is_string() ? Result<Json>(*output.json) : FindJson(text);
    case Extract::kSql:
      return FindSql(text).map([](std::string&& sql) { return Json(std::move(sql)); });
    case Extract::kAnswer:
      return FindAnswer(text);
    case Extract::kNone:
    case Extract::kText:
      break;
  }
  return Json(text);
}

}  // namespace harness
