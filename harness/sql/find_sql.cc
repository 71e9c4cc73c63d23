#include "harness/sql/find_sql.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <span>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/text.h"
#include "harness/sql/parse_tree.h"

namespace harness {
namespace {

constexpr size_t kMaxTries = 16;          // statements of one answer that are parsed to tell SQL from prose
constexpr size_t kMaxParsed = 16 * 1024;  // bytes of a statement that is
constexpr size_t kMaxPrefix = 60;         // bytes of a line before its query: "**Final SQL query:**"
constexpr size_t npos = std::string_view::npos;

constexpr std::array<std::string_view, 14> kLanguages = {"sql",   "sqlite",    "sqlite3",  "postgresql", "postgres",
                                                         "pgsql", "psql",      "plpgsql",  "databricks", "mysql",
                                                         "tsql",  "spark-sql", "sparksql", "spark_sql"};
constexpr std::array<std::string_view, 3> kQueryWords = {"select", "with", "values"};
constexpr std::array<std::string_view, 16> kOtherWords = {"insert",  "update", "delete",  "create",  "drop",  "alter",
                                                          "replace", "pragma", "attach",  "vacuum",  "merge", "copy",
                                                          "detach",  "begin",  "explain", "truncate"};
// What a line begins with that goes on with a statement after an empty line.
constexpr std::array<std::string_view, 32> kClauseWords = {
    "from",      "where",  "group",   "order", "having", "limit", "offset", "join", "inner", "left",   "right",
    "full",      "cross",  "natural", "union", "except", "and",   "or",     "on",   "using", "window", "qualify",
    "intersect", "select", "case",    "when",  "then",   "else",  "end",    "as",   "fetch", "lateral"};
constexpr std::array<std::string_view, 5> kPrefixWords = {"sql", "query", "answer", "statement", "code"};
constexpr std::array<const char*, 5> kJsonKeys = {"sql", "sql_query", "query", "final_sql", "answer"};

template <size_t N>
bool IsOneOf(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The ASCII letters, digits and underscores at the start, in lower case; empty if they are more than any keyword has.
std::string FirstWord(std::string_view text) {
  std::string word;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    if (!letter) break;
    word += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (word.size() > 20) return "";
  }
  return word;
}

// Without comments, blanks and opening brackets at the start.
std::string_view SkipToWord(std::string_view text) {
  for (;;) {
    text = Trim(text);
    if (text.starts_with("--")) {
      text.remove_prefix(std::min(text.find('\n'), text.size()));
    } else if (text.starts_with("/*")) {
      const size_t end = text.find("*/");
      text.remove_prefix(end == npos ? text.size() : end + 2);
    } else if (text.starts_with("(")) {
      text.remove_prefix(1);
    } else {
      return text;
    }
  }
}

bool BeginsQuery(std::string_view text) {
  return IsOneOf(FirstWord(SkipToWord(text)), kQueryWords);
}
bool BeginsStatement(std::string_view text) {
  const std::string word = FirstWord(SkipToWord(text));
  return IsOneOf(word, kQueryWords) || IsOneOf(word, kOtherWords);
}

// Where the quoted text or the comment ends that begins at `at`; `at` if none does there, npos if it never ends.
size_t SkipQuoted(std::string_view text, size_t at) {
  const char c = text[at];
  const std::string_view two = text.substr(at, 2);
  if (two == "--") return std::min(text.find('\n', at), text.size());
  if (two == "/*") {
    const size_t end = text.find("*/", at + 2);
    return end == npos ? npos : end + 2;
  }
  if (c != '\'' && c != '"' && c != '`') return at;
  if (text.substr(at, 3) == "```") return at;
  const size_t end = text.find(c, at + 1);
  return end == npos ? npos : end + 1;
}

// Whether what follows an empty line goes on with the statement before it.
bool GoesOn(std::string_view rest) {
  rest = Trim(rest);
  if (rest.empty()) return false;
  if (rest.front() == ')' || rest.front() == ',' || rest.starts_with("--") || rest.starts_with("/*")) return true;
  return IsOneOf(FirstWord(rest), kClauseWords);
}

bool IsEmptyLine(std::string_view text, size_t newline) {
  const size_t next = text.find_first_not_of(" \t\r", newline + 1);
  return next != npos && text[next] == '\n';
}

// Where the statement at the start of `text` ends; nullopt if a quote in it never does.
std::optional<size_t> StatementEnd(std::string_view text, bool quotes) {
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t skipped = quotes ? SkipQuoted(text, i) : i;
    if (skipped == npos) return std::nullopt;
    if (skipped > i) {
      i = skipped - 1;
      continue;
    }
    const char c = text[i];
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c == ';' && !(quotes && BeginsStatement(text.substr(i + 1)))) return i;
    if (c == '`' && text.substr(i, 3) == "```") return i;
    if (c != '\n' || depth > 0 || !IsEmptyLine(text, i)) continue;
    if (!GoesOn(text.substr(i))) return i;
    i = text.find_first_not_of(" \t\r\n", i) - 1;
  }
  return text.size();
}

std::string_view CutStatement(std::string_view text) {
  std::optional<size_t> end = StatementEnd(text, true);
  if (!end) end = StatementEnd(text, false);
  return Trim(text.substr(0, *end));
}

bool IsMarkup(char c) {
  return std::string_view("_*[]()<>#.!+-|=").find(c) != npos;
}

// Markdown's escapes (power\_name, \*) taken out, except in quotes.
std::string Unescape(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t skipped = std::min(SkipQuoted(text, i), text.size());
    if (skipped > i) {
      plain += text.substr(i, skipped - i);
      i = skipped - 1;
    } else if (text[i] != '\\' || i + 1 == text.size() || !IsMarkup(text[i + 1])) {
      plain += text[i];
    }
  }
  return plain;
}

std::string Finished(std::string_view sql) {
  sql = Trim(sql);
  while (sql.ends_with(';')) sql = Trim(sql.substr(0, sql.size() - 1));
  return Unescape(sql);
}

struct Fence {
  bool marked;  // as SQL
  std::string_view body;
};

// ```sql … ```, one line or several. The word behind the first marks is a language if nothing follows it, or if it is
// a name of SQL.
Fence FenceOf(std::string_view inside) {
  const size_t word_end = std::min(inside.find_first_of(" \t\r\n"), inside.size());
  const std::string language = FoldCase(inside.substr(0, word_end));
  const size_t line_end = std::min(inside.find('\n'), inside.size());
  const bool alone = line_end < inside.size() && Trim(inside.substr(0, line_end)) == inside.substr(0, word_end);
  const bool marked = IsOneOf(language, kLanguages);
  const bool named = marked || (alone && !BeginsStatement(inside));
  return {marked, Trim(named ? inside.substr(word_end) : inside)};
}

std::vector<Fence> FencesIn(std::string_view text) {
  std::vector<Fence> fences;
  for (size_t open = text.find("```"); open != npos;) {
    const size_t begin = open + 3;
    const size_t close = std::min(text.find("```", begin), text.size());
    fences.push_back(FenceOf(text.substr(begin, close - begin)));
    open = close < text.size() ? text.find("```", close + 3) : npos;
  }
  return fences;
}

std::optional<std::string> InJson(std::string_view text) {
  text = Trim(text);
  if (!text.starts_with('{')) return std::nullopt;
  const Result<Json> json = ParseJson(text);
  if (!json || !json->is_object()) return std::nullopt;
  for (const char* key : kJsonKeys) {
    const auto found = json->find(key);
    if (found != json->end() && found->is_string() && BeginsStatement(found->get_ref<const std::string&>()))
      return Finished(found->get_ref<const std::string&>());
  }
  return std::nullopt;
}

std::optional<std::string> InTags(std::string_view text) {
  for (const std::string_view open : {"<sql>", "<SQL>", "<answer>", "<query>"}) {
    const size_t begin = text.rfind(open);
    if (begin == npos) continue;
    const std::string_view inside = text.substr(begin + open.size());
    const std::string_view body = inside.substr(0, inside.find("</"));
    if (BeginsStatement(body)) return Finished(body);
  }
  return std::nullopt;
}

std::optional<std::string> InFences(std::span<const Fence> fences) {
  for (const bool marked : {true, false}) {
    for (size_t i = fences.size(); i-- > 0;)
      if (fences[i].marked == marked && BeginsQuery(fences[i].body)) return Finished(fences[i].body);
  }
  return std::nullopt;
}

// What of a line may be SQL: without marks of markdown, and without a prefix like "Final SQL query:".
std::string_view WithoutPrefix(std::string_view line) {
  const size_t begin = line.find_first_not_of(" \t\r*_>#");
  line.remove_prefix(std::min(begin, line.size()));
  const size_t colon = line.substr(0, kMaxPrefix).find(':');
  if (BeginsQuery(line) || colon == npos) return line;
  const std::string before = FoldCase(Trim(line.substr(0, colon)));
  const size_t word = before.find_last_not_of(" *_`");
  const std::string_view named = std::string_view(before).substr(0, word == npos ? 0 : word + 1);
  const bool known =
      std::any_of(kPrefixWords.begin(), kPrefixWords.end(), [&](std::string_view end) { return named.ends_with(end); });
  if (!known) return line;
  const size_t rest = line.find_first_not_of(" \t*_", colon + 1);
  return rest == npos ? std::string_view() : line.substr(rest);
}

// "With this in mind:", "Select one." and "With pleasure" begin no query.
bool IsProse(std::string_view line) {
  line = Trim(line);
  if (line.ends_with('.') || line.ends_with(':')) return true;
  if (FirstWord(SkipToWord(line)) != "with") return false;
  // WITH [RECURSIVE] name [(columns)] AS
  std::string_view rest = Trim(SkipToWord(line).substr(4));
  if (FirstWord(rest) == "recursive") rest = Trim(rest.substr(9));
  const size_t name = rest.find_first_of(" \t(");
  if (name == npos) return false;  // it goes on in the next line
  rest = Trim(rest.substr(name));
  return !rest.empty() && rest.front() != '(' && FirstWord(rest) != "as";
}

// The statements that begin at the start of a line.
std::vector<std::string> OnLines(std::string_view text) {
  std::vector<std::string> found;
  size_t taken = 0;  // the end of the last statement: its own lines begin no other
  for (size_t begin = 0; begin < text.size() && found.size() < kMaxTries;) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = WithoutPrefix(text.substr(begin, end - begin));
    if (begin >= taken && BeginsQuery(line) && !IsProse(line)) {
      const size_t from = static_cast<size_t>(line.data() - text.data());
      const std::string_view statement = CutStatement(text.substr(from));
      found.push_back(Finished(statement));
      taken = from + statement.size();
    }
    begin = end + 1;
  }
  return found;
}

std::optional<std::string> InBackticks(std::string_view text) {
  for (size_t open = text.find('`'); open != npos;) {
    const size_t close = text.find('`', open + 1);
    if (close == npos) return std::nullopt;
    const std::string_view inside = text.substr(open + 1, close - open - 1);
    if (BeginsQuery(inside) && inside.find_first_of(" \n") != npos) return Finished(inside);
    open = text.find('`', close + 1);
  }
  return std::nullopt;
}

bool CanBeParsed(std::string_view sql) {
  if (sql.size() > kMaxParsed) return false;
  return ParseTree(sql, SqlDialect::kSqlite) || ParseTree(sql, SqlDialect::kDatabricks) ||
         ParseTree(sql, SqlDialect::kPostgresql);
}

bool HasWord(std::string_view sql, std::string_view word) {
  const std::string folded = FoldCase(sql);
  for (size_t at = folded.find(word); at != npos; at = folded.find(word, at + 1)) {
    const bool begins = at == 0 || std::isalnum(static_cast<unsigned char>(folded[at - 1])) == 0;
    if (begins && FirstWord(std::string_view(folded).substr(at)) == word) return true;
  }
  return false;
}

// Prose begins with "With" and "Select" too.
bool LooksLikeSql(const std::string& sql) {
  const std::string word = FirstWord(SkipToWord(sql));
  const bool holds_clause = (word == "select" && HasWord(sql, "from")) || (word == "with" && HasWord(sql, "select"));
  return holds_clause || CanBeParsed(sql);
}

// Of several the first that can be parsed, else the first that may be SQL.
std::optional<std::string> BestOf(std::vector<std::string> found) {
  auto best = found.size() > 1 ? std::find_if(found.begin(), found.end(), CanBeParsed) : found.end();
  if (best == found.end()) best = std::find_if(found.begin(), found.end(), LooksLikeSql);
  if (best == found.end()) return std::nullopt;
  return std::move(*best);
}

bool IsWordCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// "The query is SELECT a FROM b. It …": a query in capitals within a sentence, up to the first full stop where it can
// be parsed. In small letters, "select the option from the menu" would be one too.
std::optional<std::string> InSentence(std::string_view text) {
  size_t tries = 0;
  for (size_t at = 0; at < text.size() && tries < kMaxTries; ++at) {
    const std::string_view rest = text.substr(at);
    const bool begins = rest.starts_with("SELECT ") || rest.starts_with("WITH ");
    if (!begins || (at > 0 && IsWordCharacter(text[at - 1]))) continue;
    const std::string_view statement = CutStatement(rest);
    for (size_t end = 0; end < statement.size() && tries < kMaxTries; ++tries) {
      end = std::min(statement.find('.', end + 1), statement.size());
      const bool stops = end + 1 >= statement.size() || std::isspace(static_cast<unsigned char>(statement[end + 1]));
      std::string sentence = Finished(statement.substr(0, end));
      if (stops && HasWord(sentence, "from") && CanBeParsed(sentence)) return sentence;
    }
  }
  return std::nullopt;
}

std::optional<std::string> AnyStatement(std::string_view text, std::span<const Fence> fences) {
  const auto marked = std::find_if(fences.begin(), fences.end(), [](const Fence& fence) { return fence.marked; });
  if (marked != fences.end() && !marked->body.empty()) return Finished(marked->body);
  if (!BeginsStatement(text)) return std::nullopt;
  // "Create a view that …" is prose, "PRAGMA …" is not, though no parser of PostgreSQL knows it.
  std::string statement = Finished(CutStatement(Trim(text)));
  const bool shouted = statement.size() > 2 && statement[0] < 'a' && statement[1] < 'a';
  if (!shouted && !CanBeParsed(statement)) return std::nullopt;
  return statement;
}

}  // namespace

Result<std::string> FindSql(std::string_view text) {
  if (auto sql = InJson(text)) return *std::move(sql);
  const std::vector<Fence> fences = FencesIn(text);
  for (const Fence& fence : fences)
    if (auto sql = InJson(fence.body)) return *std::move(sql);
  if (auto sql = InTags(text)) return *std::move(sql);
  if (auto sql = InFences(fences)) return *std::move(sql);
  if (auto sql = BestOf(OnLines(text))) return *std::move(sql);
  if (auto sql = InBackticks(text)) return *std::move(sql);
  if (auto sql = AnyStatement(text, fences)) return *std::move(sql);
  if (auto sql = InSentence(text)) return *std::move(sql);
  return Fail("there is no SQL in the answer: {}", Abbreviate(text, 80));
}

}  // namespace harness
