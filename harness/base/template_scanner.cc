#include "harness/base/template_scanner.h"

#include "harness/base/expression_text.h"

namespace harness::templates {
namespace {

using expression::BlankAt;
using expression::StripBlanks;
using expression::StripBlanksRight;

size_t SkipBlanks(std::string_view text, size_t at) {
  while (const size_t blank = BlankAt(text, at)) at += blank;
  return at;
}

char SignAt(std::string_view text, size_t at) {
  return at < text.size() && (text[at] == '-' || text[at] == '+') ? text[at] : '\0';
}

// Where "{{", "{%" or "{#" next stands.
size_t FindTag(std::string_view text, size_t at) {
  while (true) {
    at = text.find('{', at);
    if (at == std::string_view::npos || at + 1 >= text.size()) return std::string_view::npos;
    const char c = text[at + 1];
    if (c == '{' || c == '%' || c == '#') return at;
    ++at;
  }
}

// A word alone between "{%" and "%}".
struct Lone {
  size_t end = 0;      // behind the tag's "%}"
  char before = '\0';  // signs
  char after = '\0';
};

std::optional<Lone> LoneWord(std::string_view source, size_t tag, std::string_view word) {
  Lone lone;
  lone.before = SignAt(source, tag + 2);
  size_t at = SkipBlanks(source, tag + (lone.before == '\0' ? 2 : 3));
  if (!source.substr(at).starts_with(word)) return std::nullopt;
  at = SkipBlanks(source, at + word.size());
  lone.after = SignAt(source, at);
  if (lone.after != '\0') ++at;
  if (!source.substr(at).starts_with("%}")) return std::nullopt;
  lone.end = at + 2;
  return lone;
}

}  // namespace

std::string_view Scanner::TextBefore(size_t tag, char sign, bool is_output) const {
  const std::string_view text = source_.substr(at_, tag - at_);
  if (sign == '-') return StripBlanksRight(text);
  if (sign == '+' || !options_.lstrip_blocks || is_output) return text;
  const size_t line = text.rfind('\n') + 1;
  const bool starts_line = line > 0 || at_ == 0 || source_[at_ - 1] == '\n';
  return starts_line && StripBlanks(text.substr(line)).empty() ? text.substr(0, line) : text;
}

void Scanner::SkipAfter(char sign, bool is_output) {
  if (sign == '-')
    at_ = SkipBlanks(source_, at_);
  else if (sign != '+' && !is_output && options_.trim_blocks && at_ < source_.size() && source_[at_] == '\n')
    ++at_;
}

Scanner::Tag Scanner::Next(std::string& text) {
  while (!fault_) {
    tag_ = FindTag(source_, at_);
    if (tag_ == std::string_view::npos) {
      text += source_.substr(at_);
      at_ = source_.size();
      return Tag::kEnd;
    }
    const char kind = source_[tag_ + 1];
    const char sign = SignAt(source_, tag_ + 2);
    text += TextBefore(tag_, sign, kind == '{');
    inside_ = tag_ + (sign == '\0' ? 2 : 3);
    if (kind == '{') return Tag::kOutput;
    if (kind == '%' && !Raw(text)) return Tag::kStatement;
    if (kind == '#') Comment();
  }
  return Tag::kEnd;
}

bool Scanner::Comment() {
  const size_t end = source_.find("#}", inside_);
  if (end == std::string_view::npos) {
    fault_ = {tag_, "the comment does not end"};
    return false;
  }
  at_ = end + 2;
  SkipAfter(end > inside_ ? SignAt(source_, end - 1) : '\0', false);
  return true;
}

bool Scanner::Raw(std::string& text) {
  const std::optional<Lone> begin = LoneWord(source_, tag_, "raw");
  if (!begin || begin->after == '+') return false;
  at_ = begin->end;
  if (begin->after == '-') at_ = SkipBlanks(source_, at_);
  for (size_t tag = source_.find("{%", at_); tag != std::string_view::npos; tag = source_.find("{%", tag + 1)) {
    const std::optional<Lone> end = LoneWord(source_, tag, "endraw");
    if (!end) continue;
    text += TextBefore(tag, end->before, false);
    at_ = end->end;
    SkipAfter(end->after, false);
    return true;
  }
  fault_ = {tag_, "{% raw %} does not end"};
  return true;
}

bool Scanner::Close(Tag tag, size_t at) {
  const char sign = SignAt(source_, at);
  const std::string_view end = tag == Tag::kOutput ? "}}" : "%}";
  if ((sign == '+' && tag == Tag::kOutput) || !source_.substr(at + (sign == '\0' ? 0 : 1)).starts_with(end))
    return false;
  at_ = at + (sign == '\0' ? 2 : 3);
  SkipAfter(sign, tag == Tag::kOutput);
  return true;
}

}  // namespace harness::templates
