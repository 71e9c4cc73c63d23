#include "harness/runner/extract.h"

#include <optional>

#include "harness/base/fence.h"
#include "harness/base/find_json.h"
#include "harness/base/text.h"

namespace harness {
namespace {

bool StartsSql(std::string_view line) {
  const std::string word = FoldCase(line.substr(0, line.find_first_of(" \t(*\"`")));
  return word == "select" || word == "with";
}

Result<Json> FindSql(std::string_view text) {
  std::optional<Fence> first;
  size_t from = 0;
  while (const auto fence = NextFence(text, from)) {
    if (FoldCase(fence->language).starts_with("sql")) return Json(std::string(fence->body));
    if (!first) first = fence;
  }
  if (first) return Json(std::string(first->body));
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = Trim(text.substr(begin, end - begin));
    if (StartsSql(line)) return Json(std::string(Trim(text.substr(begin))));
    begin = end + 1;
  }
  return Fail("there is no SQL in the answer: {}", Abbreviate(text, 80));
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
      return FindSql(text);
    case Extract::kAnswer:
      return FindAnswer(text);
    case Extract::kNone:
    case Extract::kText:
      break;
  }
  return Json(text);
}

}  // namespace harness
