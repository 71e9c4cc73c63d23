#include "harness/base/expression_lexer.h"

#include <array>
#include <charconv>

#include "harness/base/expression_text.h"
#include "harness/base/text.h"

namespace harness::expression {
namespace {

constexpr std::string_view kBlanks = " \t\n\v\f\r";
// The longer ones first.
constexpr std::array<std::string_view, 25> kOperators = {"**", "//", "==", "!=", "<=", ">=", "+", "-", "*",
                                                         "/",  "%",  "~",  "<",  ">",  "(",  ")", "[", "]",
                                                         "{",  "}",  ",",  ":",  ".",  "|",  "="};

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool BeginsName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

// What people write who come from other languages.
std::string_view Instead(std::string_view text) {
  if (text.starts_with("&&")) return "'&&' is no operator, write 'and'";
  if (text.starts_with("||")) return "'||' is no operator, write 'or'";
  if (text.starts_with("!")) return "'!' is no operator, write 'not'";
  return "";
}

void AppendUtf8(std::string& to, uint32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) c = 0xFFFD;
  if (c < 0x80) {
    to += static_cast<char>(c);
    return;
  }
  const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr unsigned char kFirst[] = {0, 0xC0, 0xE0, 0xF0};
  to += static_cast<char>(kFirst[more] | (c >> (6 * more)));
  for (int i = more - 1; i >= 0; --i) to += static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3F));
}

// The octal digits at `at`, at most three; moves behind them.
void AppendOctal(std::string& to, std::string_view text, size_t& at) {
  uint32_t c = 0;
  for (int i = 0; i < 3 && at < text.size() && text[at] >= '0' && text[at] <= '7'; ++i, ++at)
    c = c * 8 + static_cast<uint32_t>(text[at] - '0');
  AppendUtf8(to, c);
}

// The escape whose backslash is at `at`; moves behind it. Unknown ones keep their backslash, as in Python. Suites know
// neither \a nor octal digits.
bool AppendEscape(std::string& to, std::string_view text, size_t& at, Dialect dialect) {
  constexpr std::string_view kLetters = "ntrbfv0\\'\"\n";
  constexpr std::string_view kMeanings("\n\t\r\b\f\v\0\\'\"", 10);
  const char letter = text[at + 1];
  const size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
  if (dialect == Dialect::kTemplate && letter >= '0' && letter <= '7') {
    AppendOctal(to, text, ++at);
    return true;
  }
  at += 2;
  if (dialect == Dialect::kTemplate && (letter == 'a' || letter == 'N')) {
    to += '\a';
    return letter == 'a';
  }
  if (digits == 0) {
    const size_t known = kLetters.find(letter);
    if (known == std::string_view::npos)
      to.append({'\\', letter});
    else if (known < kMeanings.size())
      to += kMeanings[known];
    return true;
  }
  if (text.size() - at < digits) return false;
  uint32_t c = 0;
  const char* end = text.data() + at + digits;
  if (std::from_chars(text.data() + at, end, c, 16).ptr != end) return false;
  at += digits;
  AppendUtf8(to, c);
  return true;
}

}  // namespace

Token Lexer::Next() {
  while (at_ < text_.size() && kBlanks.find(text_[at_]) != std::string_view::npos) ++at_;
  const bool after_dot = std::exchange(after_dot_, false);
  if (stopped_ || at_ >= text_.size() || AtTemplateEnd())
    return {Token::Kind::kEnd, std::min(at_, text_.size()), {}, {}, {}};
  const char c = text_[at_];
  if (BeginsName(c)) return Name();
  after_dot_ = after_dot;
  if (IsDigit(c)) return Number();
  after_dot_ = false;
  return c == '\'' || c == '"' ? String() : Operator();
}

bool Lexer::AtTemplateEnd() const {
  if (!prefix_ || brackets_ > 0) return false;
  std::string_view rest = text_.substr(at_);
  if (rest.starts_with('-') || rest.starts_with('+')) rest.remove_prefix(1);
  return rest.starts_with("}}") || rest.starts_with("%}");
}

Token Lexer::Bad(size_t begin, std::string message) const {
  return {Token::Kind::kBad, begin, text_.substr(begin, at_ - begin), {}, std::move(message)};
}

Token Lexer::Name() {
  const size_t begin = at_;
  while (at_ < text_.size() && (BeginsName(text_[at_]) || IsDigit(text_[at_]))) ++at_;
  return {Token::Kind::kName, begin, text_.substr(begin, at_ - begin), {}, {}};
}

Token Lexer::NumberOfBase(size_t begin, int base) {
  std::string digits;
  for (at_ += 2; at_ < text_.size() && (BeginsName(text_[at_]) || IsDigit(text_[at_])); ++at_)
    if (text_[at_] != '_') digits += text_[at_];
  int64_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto [read, error] = std::from_chars(digits.data(), end, number, base);
  if (error == std::errc::result_out_of_range) return Bad(begin, "the number does not fit 64 bits");
  if (error != std::errc() || read != end)
    return Bad(begin, fmt::format("'{}' is no number", Abbreviate(text_.substr(begin, at_ - begin), 40)));
  return {Token::Kind::kNumber, begin, text_.substr(begin, at_ - begin), Value::Integer(number), {}};
}

Token Lexer::Number() {
  const size_t begin = at_;
  const char letter = text_.size() - at_ > 2 && text_[at_] == '0' ? static_cast<char>(text_[at_ + 1] | 0x20) : '\0';
  const int base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
  if (base != 10 && !after_dot_) return NumberOfBase(begin, base);
  std::string digits;
  const auto take = [&] {
    while (at_ < text_.size() && (IsDigit(text_[at_]) || (text_[at_] == '_' && IsDigit(text_[at_ - 1])))) {
      if (text_[at_] != '_') digits += text_[at_];
      ++at_;
    }
  };
  const auto at = [&](size_t i) { return i < text_.size() ? text_[i] : '\0'; };
  take();
  const bool step = std::exchange(after_dot_, false);
  if (!step && at(at_) == '.' && IsDigit(at(at_ + 1))) {
    digits += text_[at_++];
    take();
  }
  if (!step && (at(at_) == 'e' || at(at_) == 'E')) {
    const size_t sign = at(at_ + 1) == '+' || at(at_ + 1) == '-' ? 1 : 0;
    if (IsDigit(at(at_ + 1 + sign))) {
      digits.append(text_.substr(at_, 1 + sign));
      at_ += 1 + sign;
      take();
    }
  }
  const bool hanging = dialect_ == Dialect::kTemplate && text_[at_ - 1] == '_';
  if (hanging || (at_ < text_.size() && (BeginsName(text_[at_]) || text_[at_] == '_'))) {
    const std::string_view next = Start(text_.substr(at_), 1);
    return Bad(begin, fmt::format("'{}' is no number", text_.substr(begin, at_ - begin + next.size())));
  }
  const std::optional<Value> value = NumberIn(digits);
  const bool whole = digits.find_first_of(".eE") == std::string::npos;
  if (dialect_ == Dialect::kTemplate && whole && digits[0] == '0' && digits.find_first_not_of('0') < digits.size())
    return Bad(begin, fmt::format("'{}' is no number: it begins with 0", Abbreviate(digits, 40)));
  if (!value || (whole && !value->IsInteger())) return Bad(begin, "the number does not fit 64 bits");
  return {Token::Kind::kNumber, begin, text_.substr(begin, at_ - begin), *value, {}};
}

Token Lexer::String() {
  const size_t begin = at_;
  const char quote = text_[at_++];
  std::string value;
  while (at_ < text_.size() && text_[at_] != quote) {
    if (text_[at_] != '\\' || at_ + 1 == text_.size()) {
      value += text_[at_++];
      continue;
    }
    const size_t escape = at_;
    if (!AppendEscape(value, text_, at_, dialect_)) {
      const bool named = text_.substr(escape, 2) == "\\N";
      return Bad(escape, named ? "the escape \\N{…} is not supported" : "an escape of a code point lacks digits");
    }
  }
  if (at_ == text_.size()) return Bad(begin, fmt::format("the text that begins with {} does not end", quote));
  ++at_;
  return {Token::Kind::kString, begin, text_.substr(begin, at_ - begin), Value::String(std::move(value)), {}};
}

Token Lexer::Operator() {
  const std::string_view rest = text_.substr(at_);
  const size_t begin = at_;
  for (const std::string_view op : kOperators) {
    if (!rest.starts_with(op) || rest.starts_with("||")) continue;
    at_ += op.size();
    if (op == "(" || op == "[" || op == "{") ++brackets_;
    if (op == ")" || op == "]" || op == "}") --brackets_;
    after_dot_ = op == ".";
    return {Token::Kind::kOperator, begin, rest.substr(0, op.size()), {}, {}};
  }
  ++at_;
  if (const std::string_view instead = Instead(rest); !instead.empty()) return Bad(begin, std::string(instead));
  if (static_cast<unsigned char>(rest[0]) < 0x20 || rest[0] == 0x7F) return Bad(begin, "a control character");
  return Bad(begin, fmt::format("'{}' has no meaning here", rest[0]));
}

}  // namespace harness::expression
