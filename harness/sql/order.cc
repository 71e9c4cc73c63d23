#include "harness/sql/order.h"

#include <algorithm>
#include <charconv>
#include <span>

#include "harness/base/text.h"
#include "harness/sql/tokens.h"

namespace harness {
namespace {

using Tokens = std::span<const SqlToken>;

bool IsAnyWord(const SqlToken& token, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return token.IsWord(word); });
}

// The index of the bracket that closes tokens[open].
size_t ClosingBracket(Tokens tokens, size_t open) {
  for (size_t i = open + 1; i < tokens.size(); ++i)
    if (tokens[i].Is(")") && tokens[i].depth == tokens[open].depth) return i;
  return tokens.size();
}

// The query without the semicolons behind it and the parentheses around it; what follows such parentheses is left out
// if it is a LIMIT or an OFFSET.
Tokens Unwrap(Tokens tokens) {
  while (!tokens.empty() && tokens.back().Is(";")) tokens = tokens.first(tokens.size() - 1);
  while (!tokens.empty() && tokens[0].Is("(")) {
    const size_t close = ClosingBracket(tokens, 0);
    const bool whole = close + 1 == tokens.size();
    const bool limited = close + 1 < tokens.size() && IsAnyWord(tokens[close + 1], {"LIMIT", "OFFSET", "FETCH"});
    if (!whole && !limited) break;
    tokens = tokens.subspan(1, close - 1);
  }
  return tokens;
}

// The outermost level of a query: where its clauses begin, as indices of tokens; the number of tokens if there is none.
struct Clauses {
  size_t select, from, order;
  bool distinct = false;
  bool set_operation = false;
};

Clauses ClausesOf(Tokens tokens) {
  Clauses found{tokens.size(), tokens.size(), tokens.size()};
  const int depth = tokens.empty() ? 0 : tokens[0].depth;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].depth != depth) continue;
    const bool last = i + 1 == tokens.size();
    if (tokens[i].IsWord("SELECT") && found.select == tokens.size()) {
      found.select = i;
      found.distinct = !last && tokens[i + 1].IsWord("DISTINCT");
    } else if (tokens[i].IsWord("FROM") && found.select < i && found.from == tokens.size()) {
      if (!tokens[i - 1].IsWord("DISTINCT")) found.from = i;  // IS DISTINCT FROM
    } else if (IsAnyWord(tokens[i], {"UNION", "INTERSECT", "EXCEPT", "MINUS"})) {
      // `* EXCEPT (a)` is Databricks' way to leave columns out.
      if (i == 0 || !tokens[i - 1].Is("*")) found.set_operation = true;
    } else if (tokens[i].IsWord("ORDER") && !last && tokens[i + 1].IsWord("BY")) {
      found.order = i;  // the last one
    }
  }
  return found;
}

// The parts between the commas of the first token's depth.
std::vector<Tokens> SplitAtCommas(Tokens tokens) {
  std::vector<Tokens> parts;
  size_t begin = 0;
  for (size_t i = 0; i <= tokens.size(); ++i) {
    if (i < tokens.size() && !(tokens[i].Is(",") && tokens[i].depth == tokens[0].depth)) continue;
    if (i > begin) parts.push_back(tokens.subspan(begin, i - begin));
    begin = i + 1;
  }
  return parts;
}

std::string TextOf(std::string_view sql, Tokens tokens) {
  return std::string(sql.substr(tokens.front().begin, tokens.back().end() - tokens.front().begin));
}

bool IsName(const SqlToken& token) {
  return token.kind == SqlToken::Kind::kWord || token.kind == SqlToken::Kind::kQuoted;
}

// The bracket that closes the first token, which is one.
size_t Closing(Tokens tokens) {
  size_t i = 1;
  while (i < tokens.size() && !(tokens[i].Is(")") && tokens[i].depth == tokens[0].depth)) ++i;
  return i;
}

SortKey KeyOf(std::string_view sql, Tokens tokens) {
  SortKey key;
  if (tokens.size() > 2 && tokens[tokens.size() - 2].IsWord("NULLS")) tokens = tokens.first(tokens.size() - 2);
  if (tokens.size() > 1 && IsAnyWord(tokens.back(), {"ASC", "DESC"})) {
    key.descending = tokens.back().IsWord("DESC");
    tokens = tokens.first(tokens.size() - 1);
  }
  key.text = TextOf(sql, tokens);
  if (tokens.size() > 2 && tokens[tokens.size() - 2].IsWord("COLLATE")) {
    key.collation = TextOf(sql, tokens.last(2));
    tokens = tokens.first(tokens.size() - 2);
  }
  while (tokens.size() > 2 && tokens.front().Is("(") && Closing(tokens) + 1 == tokens.size())
    tokens = tokens.subspan(1, tokens.size() - 2);
  key.expression = TextOf(sql, tokens);
  if (tokens.size() != 1) return key;
  if (IsName(tokens[0])) key.name = NameOf(tokens[0]);
  size_t position = 0;
  const auto [end, problem] =
      std::from_chars(key.expression.data(), key.expression.data() + key.expression.size(), position);
  if (problem == std::errc() && end == key.expression.data() + key.expression.size()) key.position = position;
  return key;
}

SortKeys KeysOf(std::string_view sql, Tokens tokens, const Clauses& clauses) {
  SortKeys keys;
  if (clauses.order + 2 >= tokens.size()) return keys;
  const size_t begin = clauses.order + 2;
  size_t end = begin;
  while (end < tokens.size() &&
         !(tokens[end].depth == tokens[0].depth && IsAnyWord(tokens[end], {"LIMIT", "OFFSET", "FETCH", "FOR"})))
    ++end;
  if (end == begin) return keys;
  for (const Tokens part : SplitAtCommas(tokens.subspan(begin, end - begin))) keys.keys.push_back(KeyOf(sql, part));
  return keys;
}

// One item of a select list: what it is called, and its expression.
struct OutputItem {
  std::string name;
  std::string expression;
};

// `a.b AS n`, `a.b n`, `a.b`. An expression without an alias has no name.
OutputItem ItemOf(std::string_view sql, Tokens tokens) {
  const SqlToken& last = tokens.back();
  const size_t size = tokens.size();
  const bool as = size > 2 && tokens[size - 2].IsWord("AS");
  if (as) return {NameOf(last), TextOf(sql, tokens.first(size - 2))};
  if (last.Is("*") && (size == 1 || tokens[size - 2].Is("."))) return {};
  if (!IsName(last)) return {"", TextOf(sql, tokens)};
  const bool column = size == 1 || tokens[size - 2].Is(".");
  if (column) return {NameOf(last), TextOf(sql, tokens)};
  const SqlToken& before = tokens[size - 2];
  const bool ends_expression = before.Is(")") || before.kind == SqlToken::Kind::kNumber ||
                               before.kind == SqlToken::Kind::kString || IsName(before);
  if (!ends_expression || last.IsWord("END")) return {"", TextOf(sql, tokens)};
  return {NameOf(last), TextOf(sql, tokens.first(size - 1))};
}

}  // namespace

SortKeys OutermostSortKeys(std::string_view sql, SqlDialect dialect) {
  const auto all = Tokenize(sql, dialect);
  if (!all) return {};
  const Tokens tokens = Unwrap(*all);
  return KeysOf(sql, tokens, ClausesOf(tokens));
}

bool HasOutermostOrderBy(std::string_view sql, SqlDialect dialect) {
  return !OutermostSortKeys(sql, dialect).keys.empty();
}

std::optional<std::string> WithSortRank(std::string_view sql, SqlDialect dialect) {
  const auto all = Tokenize(sql, dialect);
  if (!all) return std::nullopt;
  const Tokens tokens = Unwrap(*all);
  const Clauses clauses = ClausesOf(tokens);
  const SortKeys keys = KeysOf(sql, tokens, clauses);
  const bool ordered = !keys.keys.empty() && clauses.from < clauses.order;
  if (!ordered || clauses.distinct || clauses.set_operation) return std::nullopt;
  std::vector<OutputItem> items;
  for (const Tokens part : SplitAtCommas(tokens.subspan(clauses.select + 1, clauses.from - clauses.select - 1)))
    items.push_back(ItemOf(sql, part));
  std::string ranked;
  for (const SortKey& key : keys.keys) {
    const auto named = [&](const OutputItem& output) {
      return !key.name.empty() && FoldCase(output.name) == FoldCase(key.name);
    };
    auto item = std::find_if(items.begin(), items.end(), named);
    if (key.position) {
      if (*key.position < 1 || *key.position > items.size()) return std::nullopt;
      item = items.begin() + static_cast<std::ptrdiff_t>(*key.position - 1);
      if (item->expression.empty()) return std::nullopt;
    }
    ranked += ranked.empty() ? "" : ", ";
    ranked += item == items.end() ? key.expression : item->expression;
    if (!key.collation.empty()) ranked += " " + key.collation;
  }
  const size_t where = tokens[clauses.from].begin;
  return fmt::format("{}, dense_rank() OVER (ORDER BY {}) {}", sql.substr(0, where), ranked, sql.substr(where));
}

}  // namespace harness
