#include "harness/sql/reading.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "harness/base/text.h"
#include "harness/sql/tokens.h"

namespace harness {
namespace {

using Kind = SqlToken::Kind;

constexpr std::array<std::string_view, 4> kReads = {"SELECT", "WITH", "VALUES", "TABLE"};
constexpr std::array<std::string_view, 4> kWrites = {"INSERT", "UPDATE", "DELETE", "MERGE"};
// How other statements begin; anything else at the front is no SQL.
constexpr std::array kOthers = std::to_array<std::string_view>(
    {"ABORT",    "ALTER",    "ANALYZE",  "BEGIN",     "CACHE",    "CALL",       "CHECKPOINT", "CLOSE",
     "CLUSTER",  "COMMENT",  "COMMIT",   "COPY",      "CREATE",   "DEALLOCATE", "DECLARE",    "DELETE",
     "DESC",     "DESCRIBE", "DISCARD",  "DO",        "DROP",     "END",        "EXECUTE",    "EXPLAIN",
     "FETCH",    "FROM",     "GRANT",    "IMPORT",    "INSERT",   "LIST",       "LISTEN",     "LOAD",
     "LOCK",     "MERGE",    "MOVE",     "MSCK",      "NOTIFY",   "OPTIMIZE",   "PREPARE",    "PUT",
     "REASSIGN", "REFRESH",  "REINDEX",  "RELEASE",   "REMOVE",   "REPAIR",     "REPLACE",    "RESET",
     "RESTORE",  "REVOKE",   "ROLLBACK", "SAVEPOINT", "SECURITY", "SET",        "SHOW",       "START",
     "SYNC",     "TRUNCATE", "UNCACHE",  "UNDROP",    "UNLISTEN", "UPDATE",     "USE",        "VACUUM"});
// Blanks beyond ASCII: parsers do not agree on whether they end a word.
constexpr std::array<std::string_view, 7> kOddBlanks = {"\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80",
                                                        "\xE2\x81\x9F", "\xE3\x80\x80", "\xEF\xBB\xBF"};

template <size_t N>
bool IsAnyOf(const SqlToken& token, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return token.IsWord(word); });
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return lower;
}

class Checker {
 public:
  Checker(const std::vector<SqlToken>& tokens, SqlDialect dialect) : tokens_(tokens), dialect_(dialect) {}

  std::optional<SqlError> Mistake() const {
    if (auto mistake = OfBeginning()) return mistake;
    for (size_t i = 0; i < tokens_.size(); ++i) {
      if (tokens_[i].Is(";") && i + 1 < tokens_.size() && !tokens_[i + 1].Is(";"))
        return SqlError{SqlProblem::kSyntax, "more than one statement"};
      if (tokens_[i].kind == Kind::kParameter && tokens_[i].text[0] == '$')
        return SqlError{SqlProblem::kSyntax, fmt::format("there is no parameter {}", Abbreviate(tokens_[i].text, 40))};
      if (Ambiguous(i)) return SqlError{SqlProblem::kRefused, "text that can be read in two ways is not allowed"};
      if (NamesAFile(i)) return SqlError{SqlProblem::kRefused, "a file as a table is not allowed"};
      if (Writes(i)) return SqlError{SqlProblem::kRefused, fmt::format("{} is not allowed", Lower(tokens_[i].text))};
    }
    return std::nullopt;
  }

  ReadingQuery Called() const {
    ReadingQuery query;
    std::set<std::string> seen;
    for (size_t i = 0; i < tokens_.size(); ++i) {
      // PostgreSQL calls f(t) for t.f, too.
      const bool member = dialect_ == SqlDialect::kPostgresql && i > 0 && tokens_[i - 1].Is(".");
      const bool call = member || Follows(i, "(");
      std::string name = call ? NameAt(i) : "";
      if (!name.empty() && seen.insert(name).second) query.called.push_back(std::move(name));
    }
    return query;
  }

 private:
  bool Follows(size_t i, std::string_view symbol) const { return i + 1 < tokens_.size() && tokens_[i + 1].Is(symbol); }

  std::optional<SqlError> OfBeginning() const {
    const auto first = std::find_if(tokens_.begin(), tokens_.end(), [](const SqlToken& t) { return !t.Is("("); });
    if (first == tokens_.end()) return SqlError{SqlProblem::kSyntax, "no statement"};
    if (IsAnyOf(*first, kReads)) return std::nullopt;
    if (IsAnyOf(*first, kOthers))
      return SqlError{SqlProblem::kRefused, fmt::format("{} is not allowed", Lower(first->text))};
    return SqlError{SqlProblem::kSyntax, fmt::format("a query begins with SELECT, WITH, VALUES or TABLE, not with '{}'",
                                                     Abbreviate(first->text, 40))};
  }

  // Whether the tokens may end elsewhere for the server than they do here.
  bool Ambiguous(size_t i) const {
    const SqlToken& token = tokens_[i];
    if (token.kind == Kind::kWord)
      return std::any_of(kOddBlanks.begin(), kOddBlanks.end(),
                         [&](std::string_view blank) { return token.text.find(blank) != std::string_view::npos; });
    if (dialect_ != SqlDialect::kPostgresql) return false;
    // E'…' goes on, with its escapes, in a string on the next line.
    const bool next_is_string = i + 1 < tokens_.size() && tokens_[i + 1].kind == Kind::kString;
    if (token.kind == Kind::kString && next_is_string && (token.text[0] == 'E' || token.text[0] == 'e')) return true;
    if (token.kind == Kind::kNumber) return token.text.find('$') != std::string_view::npos;
    // U&"…" has escapes of its own.
    return token.Is("&") && i > 0 && tokens_[i - 1].IsWord("U") && i + 1 < tokens_.size() &&
           tokens_[i + 1].begin == token.end() && tokens_[i + 1].text[0] == '"';
  }

  // csv.`s3://bucket/file`: a file that is read as a table.
  bool NamesAFile(size_t i) const {
    return dialect_ == SqlDialect::kDatabricks && tokens_[i].kind == Kind::kQuoted && i > 0 && tokens_[i - 1].Is(".") &&
           tokens_[i].text.find('/') != std::string_view::npos;
  }

  // INSERT, UPDATE, DELETE, MERGE at the beginning of a part: behind a bracket, or behind the queries of a WITH. A
  // column may have such a name.
  bool Writes(size_t i) const {
    if (!IsAnyOf(tokens_[i], kWrites) || i == 0 || i + 1 >= tokens_.size()) return false;
    const SqlToken& before = tokens_[i - 1];
    const SqlToken& after = tokens_[i + 1];
    if (tokens_[i].IsWord("INSERT") && (after.IsWord("INTO") || after.IsWord("OVERWRITE"))) return true;
    if (!before.Is("(") && !before.Is(")")) return false;
    return (after.kind == Kind::kWord && !after.IsWord("AS")) || after.kind == Kind::kQuoted;
  }

  std::string NameAt(size_t i) const {
    const SqlToken& token = tokens_[i];
    if (token.kind == Kind::kParameter) return Lower(token.text.substr(1));  // the name behind an operator: @abs(…)
    if (token.kind == Kind::kQuoted) return dialect_ == SqlDialect::kDatabricks ? Lower(NameOf(token)) : NameOf(token);
    return token.kind == Kind::kWord ? Lower(token.text) : "";
  }

  const std::vector<SqlToken>& tokens_;
  const SqlDialect dialect_;
};

tl::unexpected<SqlError> Refuse(SqlProblem problem, std::string message) {
  return tl::unexpected(SqlError{problem, std::move(message)});
}

}  // namespace

tl::expected<ReadingQuery, SqlError> CheckReading(std::string_view sql, SqlDialect dialect) {
  if (sql.size() > kMaxSqlBytes)
    return Refuse(SqlProblem::kTooLarge, fmt::format("more than {} of SQL", FormatSize(kMaxSqlBytes)));
  if (sql.find('\0') != std::string_view::npos) return Refuse(SqlProblem::kSyntax, "a NUL byte");
  if (dialect == SqlDialect::kDatabricks && sql.find("/*+") != std::string_view::npos)
    return Refuse(SqlProblem::kRefused, "hints are not allowed");
  const Result<std::vector<SqlToken>> tokens = Tokenize(sql, dialect);
  if (!tokens) return Refuse(SqlProblem::kSyntax, tokens.error().Message());
  const Checker checker(*tokens, dialect);
  if (auto mistake = checker.Mistake()) return tl::unexpected(*std::move(mistake));
  return checker.Called();
}

}  // namespace harness
