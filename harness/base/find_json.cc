#include "harness/base/find_json.h"

#include <algorithm>
#include <optional>

#include "harness/base/fence.h"
#include "harness/base/text.h"

namespace harness {
namespace {

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

}  // namespace

bool VisitJson(std::string_view text, const std::function<bool(Json)>& take) {
  size_t budget = std::max(kJsonSearchFloor, kJsonSearch * text.size());
  size_t begin = text.find_first_of("{[");
  while (begin != std::string_view::npos) {
    const size_t end = MatchingBracket(text, begin);
    const size_t looked_at = std::min(end, text.size()) - begin;
    if (looked_at > budget) return false;
    budget -= looked_at;
    size_t next = begin + 1;
    if (end != std::string_view::npos) {
      if (Result<Json> json = ParseJson(text.substr(begin, end - begin + 1))) {
        if (take(*std::move(json))) return true;
        next = end + 1;
      }
    }
    begin = text.find_first_of("{[", next);
  }
  return true;
}

Result<Json> FindJson(std::string_view text) {
  if (auto whole = ParseJson(text)) return whole;
  size_t from = 0;
  while (const auto fence = NextFence(text, from))
    if (auto json = ParseJson(fence->body)) return json;
  std::optional<Json> found;
  const bool searched = VisitJson(text, [&](Json json) {
    found = std::move(json);
    return true;
  });
  if (found) return *std::move(found);
  if (!searched) return Fail("no JSON was found before the search was given up, in {}", Abbreviate(text, 80));
  return Fail("there is no JSON in the answer: {}", Abbreviate(text, 80));
}

}  // namespace harness
