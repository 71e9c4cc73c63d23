#include "harness/sql/sqlite_protocol.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <charconv>
#include <optional>

namespace harness {
namespace {

constexpr std::array kProblems = {SqlProblem::kSyntax,     SqlProblem::kMissingName, SqlProblem::kRefused,
                                  SqlProblem::kTimeout,    SqlProblem::kTooLarge,    SqlProblem::kFailed,
                                  SqlProblem::kUnavailable};
constexpr char kDigits[] = "0123456789abcdef";

void Escape(std::string_view text, std::string& to) {
  for (const char c : text) {
    if (c == '\\')
      to += "\\\\";
    else if (c == '\n')
      to += "\\n";
    else if (c == '\t')
      to += "\\t";
    else
      to += c;
  }
}

std::string Unescape(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      plain += text[i];
      continue;
    }
    const char c = text[++i];
    plain += c == 'n' ? '\n' : c == 't' ? '\t' : c;
  }
  return plain;
}

std::optional<int64_t> ParseNumber(std::string_view text) {
  int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<int> HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return std::nullopt;
}

std::optional<std::string> FromHex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (size_t i = 0; i < text.size(); i += 2) {
    const auto high = HexDigit(text[i]), low = HexDigit(text[i + 1]);
    if (!high || !low) return std::nullopt;
    bytes += static_cast<char>(*high << 4 | *low);
  }
  return bytes;
}

// The fields of a line, one after another.
class Fields {
 public:
  explicit Fields(std::string_view line) : rest_(line) {}

  std::optional<std::string_view> Next() {
    if (done_) return std::nullopt;
    const size_t tab = rest_.find('\t');
    const std::string_view field = rest_.substr(0, tab);
    done_ = tab == std::string_view::npos;
    if (!done_) rest_.remove_prefix(tab + 1);
    return field;
  }

  std::optional<int64_t> NextNumber() {
    const auto field = Next();
    return field ? ParseNumber(*field) : std::nullopt;
  }

 private:
  std::string_view rest_;
  bool done_ = false;
};

std::optional<SqlValue> ParseCell(std::string_view field) {
  if (field.empty()) return std::nullopt;
  const std::string_view body = field.substr(1);
  switch (field[0]) {
    case 'n':
      return SqlValue();
    case 't':
      return SqlValue(Unescape(body));
    case 'i': {
      const auto number = ParseNumber(body);
      return number ? std::optional(SqlValue(*number)) : std::nullopt;
    }
    case 'd': {
      uint64_t bits = 0;
      if (std::from_chars(body.data(), body.data() + body.size(), bits, 16).ec != std::errc()) return std::nullopt;
      return SqlValue(std::bit_cast<double>(bits));
    }
    case 'b': {
      auto bytes = FromHex(body);
      return bytes ? std::optional(SqlValue(SqlBlob{std::move(*bytes)})) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

tl::unexpected<SqlError> NoReply() {
  return tl::unexpected(SqlError{SqlProblem::kUnavailable, "harness-sqlite answered with what is no reply"});
}

tl::unexpected<SqlError> ParseError(Fields& fields) {
  const auto kind = fields.Next(), message = fields.Next();
  for (const SqlProblem problem : kProblems)
    if (message && *kind == ToString(problem)) return tl::unexpected(SqlError{problem, Unescape(*message)});
  return NoReply();
}

}  // namespace

std::string Encode(const SqliteRequest& request) {
  std::string line = fmt::format("{}\t{}\t{}\t{}\t", request.time.count(), request.max_rows, request.max_bytes,
                                 request.double_quoted_strings ? 1 : 0);
  Escape(request.path, line);
  line += '\t';
  Escape(request.sql, line);
  return line;
}

Result<SqliteRequest> ParseSqliteRequest(std::string_view line) {
  Fields fields(line);
  const auto time = fields.NextNumber(), rows = fields.NextNumber(), bytes = fields.NextNumber(),
             strings = fields.NextNumber();
  const auto path = fields.Next(), sql = fields.Next();
  if (!time || !rows || !bytes || !strings || !sql || fields.Next()) return Fail("no request: {} bytes", line.size());
  return SqliteRequest{Unescape(*path), Unescape(*sql), std::chrono::milliseconds(*time), *rows, *bytes, *strings != 0};
}

void SqliteReply::AddInteger(int64_t number) {
  fmt::format_to(std::back_inserter(line_), "\ti{}", number);
}

void SqliteReply::AddReal(double number) {
  fmt::format_to(std::back_inserter(line_), "\td{:x}", std::bit_cast<uint64_t>(number));
}

void SqliteReply::AddText(char kind, std::string_view text) {
  line_ += '\t';
  line_ += kind;
  Escape(text, line_);
}

void SqliteReply::AddBlob(std::string_view bytes) {
  line_ += "\tb";
  for (const char c : bytes) {
    line_ += kDigits[static_cast<unsigned char>(c) >> 4];
    line_ += kDigits[static_cast<unsigned char>(c) & 15];
  }
}

std::string SqliteReply::Answer(std::chrono::nanoseconds time, bool truncated) const {
  return fmt::format("ok\t{}\t{}{}", time.count(), truncated ? 1 : 0, line_);
}

std::string SqliteReply::Error(SqlProblem problem, std::string_view message) {
  std::string line = fmt::format("error\t{}\t", ToString(problem));
  Escape(message, line);
  return line;
}

tl::expected<SqlAnswer, SqlError> ParseSqliteReply(std::string_view line) {
  Fields fields(line);
  const auto kind = fields.Next();
  if (kind == "error") return ParseError(fields);
  const auto time = fields.NextNumber(), truncated = fields.NextNumber();
  if (kind != "ok" || !time || !truncated) return NoReply();
  SqlAnswer answer;
  answer.time = std::chrono::nanoseconds(*time);
  answer.table.truncated = *truncated != 0;
  for (auto field = fields.Next(); field; field = fields.Next()) {
    if (field->starts_with('c') && answer.table.cells.empty()) {
      answer.table.columns.push_back(Unescape(field->substr(1)));
      continue;
    }
    auto cell = ParseCell(*field);
    if (!cell) return NoReply();
    answer.table.cells.push_back(std::move(*cell));
  }
  const size_t columns = answer.table.columns.size();
  if (columns == 0 ? !answer.table.cells.empty() : answer.table.cells.size() % columns != 0) return NoReply();
  return answer;
}

}  // namespace harness
