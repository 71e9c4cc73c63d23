#include "harness/sql/postgresql_text.h"

#include <algorithm>
#include <array>
#include <optional>

#include "harness/base/text.h"

namespace harness {
namespace {

using Kind = SqlToken::Kind;

// Functions elsewhere, types in PostgreSQL's grammar: quoted before a bracket.
constexpr std::array<std::string_view, 14> kTypeWords = {"CHAR",    "TIME",     "TIMESTAMP", "INT",     "INTEGER",
                                                         "BIGINT",  "SMALLINT", "FLOAT",     "REAL",    "DECIMAL",
                                                         "BOOLEAN", "BIT",      "ARRAY",     "INTERVAL"};
// Names elsewhere, reserved in PostgreSQL: quoted unless before a bracket.
constexpr std::array<std::string_view, 16> kReservedWords = {
    "USER",    "ANALYSE", "ANALYZE",   "ARRAY",   "ASYMMETRIC", "BOTH",      "FREEZE",  "GRANT",
    "PLACING", "SOME",    "SYMMETRIC", "VERBOSE", "VARIADIC",   "INITIALLY", "LEADING", "TRAILING"};
constexpr std::array<std::string_view, 8> kIsWords = {"NULL",     "TRUE", "FALSE", "UNKNOWN",
                                                      "DISTINCT", "OF",   "JSON",  "NORMALIZED"};
constexpr std::array<std::string_view, 14> kAfterJoin = {"JOIN",   "WHERE", "GROUP",     "ORDER",  "LIMIT",
                                                         "HAVING", "UNION", "INTERSECT", "EXCEPT", "INNER",
                                                         "LEFT",   "RIGHT", "FULL",      "CROSS"};

constexpr std::array<std::string_view, 8> kAfterSource = {"ON",    "USING",  "NATURAL", "OFFSET",
                                                          "FETCH", "WINDOW", "QUALIFY", "LATERAL"};

template <size_t N>
bool IsAnyOf(const SqlToken& token, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return token.IsWord(word); });
}

std::string Quoted(std::string_view name, char quote) {
  std::string text(1, quote);
  for (const char c : name) {
    text += c;
    if (c == quote) text += c;
  }
  return text + quote;
}

// What stands between the quotes of a text, its escapes undone.
std::string TextIn(std::string_view quoted, bool backslashes) {
  const char quote = quoted.back();
  std::string text;
  for (size_t i = 1; i + 1 < quoted.size(); ++i) {
    const bool escape = (backslashes && quoted[i] == '\\') || quoted[i] == quote;
    if (escape && i + 2 < quoted.size()) ++i;
    text += quoted[i];
  }
  return text;
}

class Rewriter {
 public:
  Rewriter(const std::vector<SqlToken>& tokens, SqlDialect dialect)
      : tokens_(tokens), databricks_(dialect == SqlDialect::kDatabricks) {}

  Result<std::string> All() {
    while (at_ < tokens_.size()) {
      if (auto done = Next(); !done) return Unexpected(std::move(done).error());
    }
    return std::move(out_);
  }

 private:
  const SqlToken* Peek(size_t ahead = 1) const {
    return at_ + ahead < tokens_.size() ? &tokens_[at_ + ahead] : nullptr;
  }
  const SqlToken* Before() const { return at_ > 0 ? &tokens_[at_ - 1] : nullptr; }
  bool NextIs(std::string_view symbol) const { return Peek() && Peek()->Is(symbol); }
  bool NextIsWord(std::string_view word) const { return Peek() && Peek()->IsWord(word); }
  bool BeforeIsWord(std::string_view word) const { return Before() && Before()->IsWord(word); }

  void Put(std::string_view text, size_t tokens = 1) {
    if (!out_.empty()) out_ += ' ';
    out_ += text;
    at_ += tokens;
  }

  Result<> Next() {
    const SqlToken& token = tokens_[at_];
    switch (token.kind) {
      case Kind::kWord:
        return Word(token);
      case Kind::kQuoted:
        Put(IsDoubleQuotedText(token) ? Quoted(NameOf(token), '\'') : Quoted(NameOf(token), '"'));
        return {};
      case Kind::kString:
        Put(StringText(token));
        return {};
      case Kind::kParameter:
        Put("$1");
        return {};
      case Kind::kSymbol:
        Symbol(token);
        return {};
      case Kind::kNumber:
        break;
    }
    Put(token.text);
    return {};
  }

  std::string StringText(const SqlToken& token) const {
    const char first = token.text.front();
    if (first != '\'' && first != '"') return std::string(token.text);  // x'6869'
    const std::string text = TextIn(token.text, databricks_);
    return Quoted(text, BeforeIsWord("AS") ? '"' : '\'');
  }

  // SQLite takes "Blue" for a text where no column is called so. Which names there are is not known here, but an
  // operand on the right in double quotes that no table stands before is hardly ever a column.
  bool IsDoubleQuotedText(const SqlToken& token) const {
    if (token.text.front() != '"' || NextIs(".") || !Before()) return false;
    if (Before()->IsWord("LIKE") || Before()->IsWord("GLOB") || Before()->IsWord("THEN") || Before()->IsWord("ELSE"))
      return true;
    if (Before()->Is("=") || Before()->Is("<") || Before()->Is(">")) return true;
    if (!Before()->Is("(") && !Before()->Is(",")) return false;
    size_t open = at_;  // IN ("a", "b")
    while (open > 0 && (tokens_[open].kind == Kind::kQuoted || tokens_[open].Is(","))) --open;
    return tokens_[open].Is("(") && open > 0 && tokens_[open - 1].IsWord("IN");
  }

  // A subquery in FROM needs an alias in PostgreSQL alone. What stands in brackets is one if it begins as a query does
  // behind FROM, JOIN, or a comma of a FROM.
  void Open() {
    const bool query = NextIsWord("SELECT") || NextIsWord("WITH") || NextIsWord("VALUES");
    const bool source =
        BeforeIsWord("FROM") || BeforeIsWord("JOIN") || (Before() && Before()->Is(",") && in_from_.back());
    derived_.push_back(query && source);
    in_from_.push_back(false);
    Put("(");
  }

  void Close() {
    if (derived_.empty()) return Put(")");  // for the parser to refuse
    const bool derived = derived_.back();
    derived_.pop_back();
    in_from_.pop_back();
    const SqlToken* next = Peek();
    const bool named =
        next && (next->kind == Kind::kQuoted || next->kind == Kind::kString ||
                 (next->kind == Kind::kWord && !IsAnyOf(*next, kAfterJoin) && !IsAnyOf(*next, kAfterSource)));
    if (!derived || named) return Put(")");
    Put(fmt::format(") AS derived_{}", ++unnamed_));
  }

  void NoteClause(const SqlToken& token) {
    if (token.IsWord("FROM") || token.IsWord("JOIN")) in_from_.back() = true;
    for (const std::string_view word : {"SELECT", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT"})
      if (token.IsWord(word)) in_from_.back() = false;
  }

  // Operators of several characters; whatever else stands together is kept apart, so that `=-1` is no operator.
  void Symbol(const SqlToken& token) {
    if (token.Is("(")) return Open();
    if (token.Is(")")) return Close();
    const auto follows = [&](size_t ahead) {
      return Peek(ahead) && Peek(ahead)->kind == Kind::kSymbol && Peek(ahead)->begin == token.begin + ahead;
    };
    std::string both(token.text);
    if (follows(1)) both += Peek(1)->text;
    if (both == "<=" && follows(2) && Peek(2)->Is(">")) return Put("IS NOT DISTINCT FROM", 3);
    if (both == "->" && follows(2) && Peek(2)->Is(">")) return Put("->>", 3);
    if (both == "==") return Put("=", 2);
    for (const std::string_view known : {"||", "<=", ">=", "<>", "!=", "<<", ">>", "->", "::"})
      if (both == known) return Put(both, 2);
    Put(token.text);
  }

  Result<> Word(const SqlToken& token) {
    if (Before() && Before()->Is(".")) return Put(token.text), Result<>();
    NoteClause(token);
    if (token.IsWord("IS")) return Is(), Result<>();
    if (token.IsWord("NOT") && Not()) return {};
    if (token.IsWord("INDEXED") && NextIsWord("BY")) return at_ += 3, Result<>();
    if (token.IsWord("LIMIT")) return Limit(), Result<>();
    if (token.IsWord("JOIN") || (token.IsWord("INNER") && NextIsWord("JOIN"))) return Join(), Result<>();
    if (const auto operation = OperatorFor(token); !operation.empty()) return Put(operation), Result<>();
    if (databricks_) {
      if (token.IsWord("INTERVAL") && Interval()) return {};
      if (token.IsWord("LATERAL") && NextIsWord("VIEW")) return LateralView();
      if (token.IsWord("QUALIFY")) return Qualify(token);
    }
    const bool call = NextIs("(");
    const bool type = BeforeIsWord("AS") || (Before() && Before()->Is(":"));
    const bool quote = call ? IsAnyOf(token, kTypeWords) && !type : IsAnyOf(token, kReservedWords);
    Put(quote ? Quoted(FoldCase(token.text), '"') : std::string(token.text));
    return {};
  }

  static std::string_view OperatorFor(const SqlToken& token) {
    if (token.IsWord("REGEXP") || token.IsWord("RLIKE")) return "~";
    if (token.IsWord("GLOB")) return "@~";
    if (token.IsWord("MATCH")) return "@@";
    if (token.IsWord("DIV")) return "/#";
    return "";
  }

  // a IS b, a IS NOT b
  void Is() {
    const bool negated = NextIsWord("NOT");
    const SqlToken* operand = Peek(negated ? 2 : 1);
    if (!operand || IsAnyOf(*operand, kIsWords)) return Put("IS");
    Put(negated ? "IS DISTINCT FROM" : "IS NOT DISTINCT FROM", negated ? 2 : 1);
  }

  // a NOT NULL, NOT INDEXED, a NOT REGEXP b
  bool Not() {
    if (!Peek()) return false;
    const std::string_view operation = OperatorFor(*Peek());
    if (!operation.empty()) return Put("!" + std::string(operation), 2), true;
    if (Peek()->IsWord("INDEXED")) return at_ += 2, true;
    const bool behind_value = Before() && !BeforeIsWord("IS") && !BeforeIsWord("DEFAULT");
    if (Peek()->IsWord("NULL") && behind_value) return Put("IS NOT NULL", 2), true;
    return false;
  }

  // LIMIT a, b means LIMIT b OFFSET a. Both are taken to be one token.
  void Limit() {
    const bool pair = Peek(3) && Peek(2)->Is(",");
    if (!pair) return Put("LIMIT");
    Put(fmt::format("LIMIT {} OFFSET {}", Peek(3)->text, Peek(1)->text), 4);
  }

  // A JOIN without a condition is a CROSS JOIN.
  void Join() {
    const size_t own = tokens_[at_].IsWord("INNER") ? 2 : 1;
    const bool bare = !Before() || (!BeforeIsWord("CROSS") && !BeforeIsWord("NATURAL") && !BeforeIsWord("OUTER") &&
                                    !BeforeIsWord("LEFT") && !BeforeIsWord("RIGHT") && !BeforeIsWord("FULL"));
    Put(bare && !HasCondition(at_ + own) ? "CROSS JOIN" : "JOIN", own);
  }

  bool HasCondition(size_t from) const {
    for (size_t i = from; i < tokens_.size() && tokens_[i].depth >= tokens_[at_].depth; ++i) {
      if (tokens_[i].depth > tokens_[at_].depth) continue;
      if (tokens_[i].IsWord("ON") || tokens_[i].IsWord("USING")) return true;
      if (tokens_[i].Is(",") || tokens_[i].Is(";") || IsAnyOf(tokens_[i], kAfterJoin)) return false;
    }
    return false;
  }

  // INTERVAL 1 DAY
  bool Interval() {
    const bool written = Peek(2) && Peek(1)->kind == Kind::kNumber && Peek(2)->kind == Kind::kWord;
    if (written) Put(fmt::format("INTERVAL '{} {}'", Peek(1)->text, Peek(2)->text), 3);
    return written;
  }

  // LATERAL VIEW [OUTER] explode(a) t AS b, c
  Result<> LateralView() {
    Put("CROSS JOIN LATERAL", 2);
    if (at_ < tokens_.size() && tokens_[at_].IsWord("OUTER")) ++at_;
    const int depth = at_ < tokens_.size() ? tokens_[at_].depth : 0;
    while (at_ < tokens_.size() && !(tokens_[at_].Is(")") && tokens_[at_].depth == depth)) {
      if (auto done = Next(); !done) return done;
    }
    if (at_ < tokens_.size()) Put(")");
    const bool named = at_ < tokens_.size() && !tokens_[at_].IsWord("AS");
    if (named) Put("AS " + Quoted(NameOf(tokens_[at_]), '"'));
    if (!named) Put("AS lateral_view", 0);
    if (at_ >= tokens_.size() || !tokens_[at_].IsWord("AS")) return {};
    ++at_;
    std::string columns;
    while (at_ < tokens_.size() && (tokens_[at_].kind == Kind::kWord || tokens_[at_].kind == Kind::kQuoted)) {
      columns += (columns.empty() ? "" : ", ") + Quoted(NameOf(tokens_[at_]), '"');
      const bool more = NextIs(",");
      at_ += more ? 2 : 1;
      if (!more) break;
    }
    Put("(" + columns + ")", 0);
    return {};
  }

  // Filters rows by their windows, as HAVING filters groups.
  Result<> Qualify(const SqlToken& token) {
    for (size_t i = at_; i-- > 0 && tokens_[i].depth >= token.depth;) {
      if (tokens_[i].depth > token.depth) continue;
      if (tokens_[i].IsWord("HAVING")) return Fail("QUALIFY beside HAVING is not understood");
      if (tokens_[i].IsWord("SELECT")) break;
    }
    Put("HAVING");
    return {};
  }

  const std::vector<SqlToken>& tokens_;
  const bool databricks_;
  size_t at_ = 0;
  std::vector<bool> in_from_ = {false};  // by open bracket, from outside: whether a FROM clause is being read
  std::vector<bool> derived_;            // whether the bracket holds a subquery in FROM
  int unnamed_ = 0;
  std::string out_;
};

}  // namespace

Result<std::string> PostgresqlText(const std::vector<SqlToken>& tokens, SqlDialect dialect) {
  return Rewriter(tokens, dialect).All();
}

}  // namespace harness
