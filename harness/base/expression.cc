#include "harness/base/expression.h"

#include "harness/base/expression_program.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr size_t kMaxExcerpt = 240;  // bytes: a longer line with a caret helps nobody

std::string ExcerptOf(std::string_view text) {
  const bool shown = text.size() <= kMaxExcerpt && text.find_first_of("\r\n") == std::string_view::npos;
  return shown ? std::string(text) : "";
}

std::string Prefix(int column) {
  return fmt::format("column {}: ", column);
}

Unexpected FailAt(const expression::Fault& fault, const std::string& excerpt) {
  const int column = static_cast<int>(fault.at) + 1;
  return Unexpected(Error(Diagnostic{{"", 0, column}, Prefix(column) + fault.message, excerpt}));
}

Result<std::shared_ptr<const expression::Program>> ParseText(std::string_view text, size_t begin, bool prefix) {
  auto program = std::make_shared<expression::Program>();
  program->excerpt = ExcerptOf(text);
  if (const auto fault = expression::ParseProgram(*program, text, begin, prefix))
    return FailAt(*fault, program->excerpt);
  program->text = Trim(text.substr(begin, program->end - begin));
  return program;
}

// The line that begins at or holds `line`, from 1.
std::string_view LineOf(std::string_view text, int line) {
  for (int i = 1; i < line; ++i) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

// How many bytes of `written`, the inside of a scalar, stand for the first `wanted` bytes of its value; nullopt if that
// can't be followed. `quote` is its quote, or 0.
std::optional<size_t> Written(std::string_view written, std::string_view value, size_t wanted, char quote) {
  size_t at = 0;
  for (size_t i = 0; i < wanted; ++i, ++at) {
    if (at >= written.size() || i >= value.size()) return std::nullopt;
    const bool doubled = quote == '\'' && written.substr(at, 2) == "''";
    const bool escaped = quote == '"' && (written.substr(at, 2) == "\\\"" || written.substr(at, 2) == "\\\\");
    if (doubled || escaped) ++at;
    if (written[at] != value[i]) return std::nullopt;
  }
  return at;
}

Diagnostic AtScalar(const Diagnostic& diagnostic, const Node& node) {
  const int column = diagnostic.place.column;
  const std::string prefix = Prefix(column);
  Diagnostic placed = node.MakeDiagnostic(diagnostic.message);
  if (diagnostic.place.line != 0 || column == 0 || !node.source() || !diagnostic.message.starts_with(prefix))
    return placed;
  std::string_view line = LineOf(node.source()->text, placed.place.line);
  const auto begin = static_cast<size_t>(std::max(placed.place.column - 1, 0));
  if (begin >= line.size()) return placed;
  line.remove_prefix(begin);
  const char quote = line[0] == '\'' || line[0] == '"' ? line[0] : '\0';
  if (quote != '\0') line.remove_prefix(1);
  const std::optional<size_t> at = Written(line, node.AsString(), static_cast<size_t>(column) - 1, quote);
  if (!at) return placed;
  placed.place.column += static_cast<int>(*at) + (quote != '\0' ? 1 : 0);
  placed.message.erase(0, prefix.size());
  return placed;
}

}  // namespace

const Json* JsonScope::Find(std::string_view name) const {
  const auto found = object_.find(name);
  return found == object_.end() ? nullptr : &*found;
}

Result<Expression> Expression::Parse(std::string_view text) {
  return ParseText(text, 0, false).map([](auto program) { return Expression(std::move(program)); });
}

Result<Expression> Expression::ParsePrefix(std::string_view text, size_t begin, size_t* end) {
  auto program = ParseText(text, begin, true);
  if (!program) return Unexpected(program.error());
  *end = (*program)->end;
  return Expression(*std::move(program));
}

Result<Expression> Expression::Read(const Node& node) {
  if (!node.IsScalar() || node.IsNull()) return node.Fail("expected an expression, found {}", Describe(node.kind()));
  return Parse(node.AsString()).map_error([&](const Error& error) { return AtNode(error, node); });
}

Result<Json> Expression::Evaluate(const Scope& scope, Undefined undefined) const {
  const auto value = expression::Evaluate(*program_, scope, undefined);
  if (!value) return FailAt(value.error(), program_->excerpt);
  return value->ToJson();
}

Result<bool> Expression::Test(const Scope& scope, Undefined undefined) const {
  const auto value = expression::Evaluate(*program_, scope, undefined);
  if (!value) return FailAt(value.error(), program_->excerpt);
  return expression::IsTrue(*value);
}

Result<std::string> Expression::Text(const Scope& scope, Undefined undefined) const {
  const auto value = expression::Evaluate(*program_, scope, undefined);
  if (!value) return FailAt(value.error(), program_->excerpt);
  return expression::TextOf(*value);
}

const std::set<std::string>& Expression::names() const {
  return program_->names;
}
const std::set<std::string>& Expression::paths() const {
  return program_->paths;
}
const std::string& Expression::text() const {
  return program_->text;
}

Error AtNode(const Error& error, const Node& node) {
  std::vector<Diagnostic> placed;
  for (const Diagnostic& diagnostic : error.diagnostics()) placed.push_back(AtScalar(diagnostic, node));
  return Error(std::move(placed));
}

}  // namespace harness
