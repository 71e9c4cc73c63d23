#include "harness/targets/genie_parameters.h"

#include <algorithm>
#include <map>

#include "harness/base/text.h"
#include "harness/sql/databricks_result.h"
#include "harness/sql/tokens.h"

namespace harness {
namespace {

constexpr size_t kShown = 60;  // code points of a name in a message

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// "DECIMAL(10,2)" → "DECIMAL", whatever its case.
std::string FamilyOf(std::string_view type) {
  std::string family(Trim(type.substr(0, type.find('('))));
  for (char& c : family)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return family;
}

template <size_t N>
bool IsOneOf(std::string_view word, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// -12, -12.5 with `fraction`, 1.5e-3 with `exponent`.
bool IsNumber(std::string_view text, bool fraction, bool exponent) {
  const auto digits = [&] {
    const size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(end);
    return end > 0;
  };
  if (text.starts_with('-')) text.remove_prefix(1);
  if (!digits()) return false;
  if (fraction && text.starts_with('.')) {
    text.remove_prefix(1);
    if (!digits()) return false;
  }
  if (exponent && (text.starts_with('e') || text.starts_with('E'))) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (!digits()) return false;
  }
  return text.empty();
}

bool IsDate(std::string_view text) {
  if (text.size() != 10) return false;
  for (size_t i = 0; i < text.size(); ++i)
    if (i == 4 || i == 7 ? text[i] != '-' : !IsDigit(text[i])) return false;
  return true;
}

bool IsTimestamp(std::string_view text) {
  return text.size() >= 10 && text.size() <= 40 && IsDate(text.substr(0, 10)) &&
         text.find_first_not_of("0123456789-: .+TZ") == std::string_view::npos;
}

// Quotes and backslashes are written differently in every dialect.
bool IsPlain(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return c == '\'' || c == '"' || c == '\\' || (c >= 0 && c < ' ') || c == 0x7f; });
}

// "" if there is none.
std::string LiteralOf(const Json& value, std::string_view type) {
  constexpr std::string_view kWhole[] = {"TINYINT", "SMALLINT", "INT", "INTEGER", "BIGINT", "LONG", "BYTE", "SHORT"};
  constexpr std::string_view kDecimal[] = {"DECIMAL", "DEC", "NUMERIC"};
  constexpr std::string_view kFloat[] = {"FLOAT", "DOUBLE", "REAL"};
  constexpr std::string_view kText[] = {"STRING", "VARCHAR", "CHAR"};
  if (value.is_null()) return "NULL";
  if (value.is_structured()) return "";
  const std::string text = JsonText(value);
  const std::string family = FamilyOf(type);
  const bool number = (IsOneOf(family, kWhole) && IsNumber(text, false, false)) ||
                      (IsOneOf(family, kDecimal) && IsNumber(text, true, false)) ||
                      (IsOneOf(family, kFloat) && IsNumber(text, true, true));
  // -1 behind a minus would begin a comment.
  if (number) return text.starts_with('-') ? fmt::format("({})", text) : text;
  if (family == "BOOLEAN" && (text == "true" || text == "false")) return text;
  if (family == "DATE" && IsDate(text)) return fmt::format("DATE '{}'", text);
  if (family.starts_with("TIMESTAMP") && IsTimestamp(text)) return fmt::format("TIMESTAMP '{}'", text);
  if (IsOneOf(family, kText) && IsPlain(text)) return fmt::format("'{}'", text);
  return "";
}

// payload:name is a path into a value, not a marker.
bool IsPath(std::string_view sql, size_t at) {
  if (at == 0) return false;
  const char before = sql[at - 1];
  return IsDigit(before) || (before >= 'a' && before <= 'z') || (before >= 'A' && before <= 'Z') ||
         std::string_view("_)]'\"`").find(before) != std::string_view::npos;
}

}  // namespace

Result<std::string> BindGenieParameters(std::string_view sql, const Json& parameters) {
  std::map<std::string, std::string> literals;  // by marker
  for (const Json& parameter : parameters) {
    const std::string name = TextOf(parameter, "keyword");
    if (name.empty() || !parameter.contains("value"))
      return Fail("a parameter came without {}",
                  name.empty() ? "a name" : fmt::format("a value: '{}'", Abbreviate(name, kShown)));
    const std::string type = TextOf(parameter, "sql_type");
    std::string literal = LiteralOf(MemberOf(parameter, "value"), type);
    if (literal.empty())
      return Fail("the value of the parameter '{}' can't be written as a literal of type {}", Abbreviate(name, kShown),
                  type.empty() ? "unknown" : Abbreviate(type, kShown));
    literals[":" + name] = std::move(literal);
  }
  const auto tokens = Tokenize(sql, SqlDialect::kDatabricks);
  if (!tokens) return Unexpected(tokens.error());
  std::string bound;
  size_t taken = 0;
  for (const SqlToken& token : *tokens) {
    if (token.kind != SqlToken::Kind::kParameter || IsPath(sql, token.begin)) continue;
    const auto found = literals.find(std::string(token.text));
    if (found == literals.end()) continue;
    bound += sql.substr(taken, token.begin - taken);
    bound += found->second;
    taken = token.end();
  }
  bound += sql.substr(taken);
  return bound;
}

}  // namespace harness
