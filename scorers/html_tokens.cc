#include "scorers/html_tokens.h"

#include <algorithm>
#include <utility>

namespace harness {
namespace {

constexpr std::string_view kBlanks = " \t\n\r\f";
// What these hold is no markup up to their end tag.
constexpr std::string_view kRaw[] = {"iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"};

bool IsLetter(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'z';
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  return lower;
}

// Where a character of `set` comes next, or the end.
size_t FindAny(std::string_view text, std::string_view set, size_t from) {
  return std::min(text.find_first_of(set, from), text.size());
}

size_t SkipAny(std::string_view text, std::string_view set, size_t from) {
  return std::min(text.find_first_not_of(set, from), text.size());
}

}  // namespace

HtmlToken HtmlTokens::Cut(HtmlToken::Kind kind, size_t end) {
  HtmlToken token;
  token.kind = kind;
  token.text = text_.substr(at_, end - at_);
  at_ = end;
  return token;
}

std::optional<HtmlToken> HtmlTokens::Next() {
  if (!raw_.empty()) {
    const size_t end = RawEnd();
    raw_.clear();
    if (end > at_) return Cut(HtmlToken::Kind::kText, end);
  }
  if (at_ >= text_.size()) return std::nullopt;
  if (text_[at_] == '<')
    if (std::optional<HtmlToken> markup = ReadMarkup()) return markup;
  return Cut(HtmlToken::Kind::kText, FindAny(text_, "<", at_ + 1));
}

// What begins with '<' here; nullopt if it is text.
std::optional<HtmlToken> HtmlTokens::ReadMarkup() {
  const std::string_view rest = text_.substr(at_);
  if (rest.size() < 2) return std::nullopt;
  if (IsLetter(rest[1])) return ReadTag(HtmlToken::Kind::kStart, at_ + 1);
  if (rest[1] == '/' && rest.size() > 2 && IsLetter(rest[2])) return ReadTag(HtmlToken::Kind::kEnd, at_ + 2);
  if (rest.starts_with("<!--")) return ReadComment();
  if (rest[1] == '!' || rest[1] == '?') return ReadDeclaration();
  return std::nullopt;
}

// A tag that never ends makes the rest of the text no markup: it comes as one text.
std::optional<HtmlToken> HtmlTokens::ReadTag(HtmlToken::Kind kind, size_t name_begin) {
  HtmlToken tag;
  size_t at = FindAny(text_, " \t\n\r\f/>", name_begin);
  std::string name = Lower(text_.substr(name_begin, at - name_begin));
  while (ReadAttribute(at, tag)) {
  }
  if (at >= text_.size()) return Cut(HtmlToken::Kind::kText, text_.size());
  const bool has_value = tag.has_value;
  const bool self_closing = text_[at - 1] == '/';
  tag = Cut(kind, at + 1);
  tag.has_value = has_value;
  tag.self_closing = self_closing;
  if (kind == HtmlToken::Kind::kStart && std::find(std::begin(kRaw), std::end(kRaw), name) != std::end(kRaw))
    raw_ = name;
  tag.name = std::move(name);
  return tag;
}

// Goes behind the next attribute, or to the '>' or the end of the text, and then says false.
bool HtmlTokens::ReadAttribute(size_t& at, HtmlToken& tag) const {
  at = SkipAny(text_, " \t\n\r\f/", at);
  if (at >= text_.size() || text_[at] == '>') return false;
  at = FindAny(text_, " \t\n\r\f/>=", at + 1);
  const size_t equals = SkipAny(text_, kBlanks, at);
  if (equals >= text_.size() || text_[equals] != '=') return true;
  at = SkipAny(text_, kBlanks, equals + 1);
  if (at >= text_.size()) return false;
  tag.has_value = tag.has_value || text_[at] != '>';
  if (text_[at] == '"' || text_[at] == '\'') {
    const size_t close = text_.find(text_[at], at + 1);
    at = close == std::string_view::npos ? text_.size() : close + 1;
  } else {
    at = FindAny(text_, " \t\n\r\f>", at);
  }
  return true;
}

HtmlToken HtmlTokens::ReadComment() {
  const size_t close = text_.find("-->", at_ + 2);  // <!--> is a whole comment
  return Cut(HtmlToken::Kind::kComment, close == std::string_view::npos ? text_.size() : close + 3);
}

HtmlToken HtmlTokens::ReadDeclaration() {
  constexpr std::string_view kDoctype = "<!doctype";
  const size_t close = FindAny(text_, ">", at_);
  HtmlToken token = Cut(HtmlToken::Kind::kOther, std::min(close + 1, text_.size()));
  if (Lower(token.text.substr(0, kDoctype.size())) != kDoctype) return token;
  token.kind = HtmlToken::Kind::kDoctype;
  const size_t begin = SkipAny(token.text, kBlanks, kDoctype.size());
  token.name = Lower(token.text.substr(begin, FindAny(token.text, " \t\n\r\f>", begin) - begin));
  return token;
}

// Where the end tag of the raw element begins, or the end of the text.
size_t HtmlTokens::RawEnd() const {
  for (size_t at = text_.find("</", at_); at != std::string_view::npos; at = text_.find("</", at + 2)) {
    const std::string_view behind = text_.substr(at + 2);
    if (Lower(behind.substr(0, raw_.size())) != raw_) continue;
    if (behind.size() == raw_.size() ||
        std::string_view(" \t\n\r\f/>").find(behind[raw_.size()]) != std::string_view::npos)
      return at;
  }
  return text_.size();
}

}  // namespace harness
