#include "scorers/judged.h"

#include <algorithm>

#include "harness/base/text.h"

namespace harness {
namespace {

constexpr size_t kAlike = 60;    // bytes that texts may begin alike before a reason leaves them out
constexpr size_t kContext = 20;  // bytes that it shows of what is alike

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// The nearest beginning of a code point at or before `at`.
size_t CodePointAt(std::string_view text, size_t at) {
  while (at > 0 && at < text.size() && IsContinuation(text[at])) --at;
  return at;
}

std::string OneLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (c == '\n')
      line += "\\n";
    else if (c == '\r')
      line += "\\r";
    else if (c == '\t')
      line += "\\t";
    else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      line += fmt::format("\\x{:02x}", c);
    else
      line += c;
  }
  return line;
}

size_t AlikeBytes(std::string_view a, std::string_view b) {
  const auto [end, ignored] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<size_t>(end - a.begin());
}

}  // namespace

TextView::TextView(const Json& value) : held_(value.is_string() ? "" : CanonicalJson(value)) {
  text_ = value.is_string() ? std::string_view(value.get_ref<const std::string&>()) : held_;
}

Result<JsonView> JsonView::Of(const Question& question) {
  JsonView view;
  view.borrowed_ = &question.actual;
  const bool whole_text = !question.output.json && question.actual.is_string() &&
                          question.actual.get_ref<const std::string&>() == question.output.text;
  if (!whole_text) return view;
  Result<Json> parsed = ParseJson(question.output.text);
  if (!parsed) return Fail("no JSON ({}): {}", parsed.error().Message(), Quote(question.output.text));
  view.held_ = *std::move(parsed);
  return view;
}

std::optional<Json> ContainerIn(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || (text[first] != '{' && text[first] != '[')) return std::nullopt;
  Result<Json> parsed = ParseJson(text);
  return parsed ? std::optional<Json>(*std::move(parsed)) : std::nullopt;
}

std::string Quote(std::string_view text) {
  return "'" + OneLine(Abbreviate(text, kQuoted)) + "'";
}

std::string QuoteEnd(std::string_view text) {
  const size_t all = CountCodePoints(text);
  if (all <= kQuoted) return Quote(text);
  size_t begin = text.size();
  for (size_t shown = 1; shown < kQuoted; ++shown) begin = CodePointAt(text, begin - 1);
  return "'…" + OneLine(text.substr(begin)) + "'";
}

std::string QuoteJson(const Json& value) {
  if (value.is_string()) return Quote(value.get_ref<const std::string&>());
  return OneLine(Abbreviate(CanonicalJson(value), kQuoted));
}

std::string Mismatch(std::string_view actual, std::string_view expected) {
  const size_t alike = AlikeBytes(actual, expected);
  if (alike <= kAlike) return fmt::format("got {}, expected {}", Quote(actual), Quote(expected));
  const auto from = [&](std::string_view text) {
    return "…" + std::string(text.substr(CodePointAt(text, alike - kContext)));
  };
  return fmt::format("got {}, expected {}, after {} bytes that are alike", Quote(from(actual)), Quote(from(expected)),
                     alike);
}

}  // namespace harness
