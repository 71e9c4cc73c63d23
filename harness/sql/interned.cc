#include "harness/sql/interned.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace harness {
namespace {

constexpr uint64_t kMaxCellSteps = 2'000'000'000;  // cells that a search may look at: a few seconds

std::optional<int64_t> ParseInteger(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// A decimal number in one form: digits without zeros at either end, and the power of ten of the last one: "-125e-1".
// nullopt: it is no such number.
std::optional<std::string> CanonicalNumber(std::string_view text) {
  std::string digits;
  int64_t exponent = 0;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  bool point = false;
  size_t i = 0;
  for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
    if (text[i] == '.' && !point) {
      point = true;
      continue;
    }
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    if (!digits.empty() || text[i] != '0') digits += text[i];
    if (point) --exponent;
  }
  if (i < text.size()) {
    const std::optional<int64_t> power = ParseInteger(text.substr(i + 1));
    if (!power) return std::nullopt;
    exponent += *power;
  }
  while (!digits.empty() && digits.back() == '0') {
    digits.pop_back();
    ++exponent;
  }
  if (digits.empty()) return "0";
  return fmt::format("{}{}e{}", negative ? "-" : "", digits, exponent);
}

// What a number in canonical form is as an integer, where it is one that fits.
std::optional<int64_t> AsInteger(const std::string& canonical) {
  const size_t e = canonical.find('e');
  if (e == std::string::npos) return 0;
  const std::optional<int64_t> exponent = ParseInteger(std::string_view(canonical).substr(e + 1));
  if (!exponent || *exponent < 0 || *exponent > 18) return std::nullopt;
  return ParseInteger(canonical.substr(0, e) + std::string(static_cast<size_t>(*exponent), '0'));
}

std::vector<std::vector<uint32_t>> Fingerprints(const InternedTable& table, Agreement agreement) {
  std::vector<std::vector<uint32_t>> prints(table.columns);
  for (size_t column = 0; column < table.columns; ++column) {
    std::vector<uint32_t>& print = prints[column];
    print.reserve(table.rows);
    for (size_t row = 0; row < table.rows; ++row) print.push_back(table.at(row, column));
    std::sort(print.begin(), print.end());
    if (agreement == Agreement::kSet) print.erase(std::unique(print.begin(), print.end()), print.end());
  }
  return prints;
}

bool SameColumn(const InternedTable& table, size_t a, size_t b) {
  for (size_t row = 0; row < table.rows; ++row)
    if (table.at(row, a) != table.at(row, b)) return false;
  return true;
}

class Search {
 public:
  Search(const InternedTable& gold, const InternedTable& pred, Agreement agreement,
         const std::function<bool()>& expired)
      : gold_(gold), pred_(pred), agreement_(agreement), expired_(expired) {}

  Assignment Run() {
    if (!FindCandidates()) return {};
    // Gold's columns with the fewest candidates first: a wrong guess is found out early.
    for (size_t i = 0; i < gold_.columns; ++i) order_.push_back(i);
    std::stable_sort(order_.begin(), order_.end(),
                     [&](size_t a, size_t b) { return candidates_[a].size() < candidates_[b].size(); });
    chosen_.resize(gold_.columns);
    used_.resize(pred_.columns);
    if (Place(0, RowNumbers(gold_.rows, pred_.rows))) return {chosen_, false};
    return {std::nullopt, gave_up_};
  }

 private:
  bool FindCandidates() {
    const auto gold = Fingerprints(gold_, agreement_);
    const auto pred = Fingerprints(pred_, agreement_);
    candidates_.resize(gold_.columns);
    for (size_t i = 0; i < gold_.columns; ++i) {
      for (size_t j = 0; j < pred_.columns; ++j)
        if (gold[i] == pred[j]) candidates_[i].push_back(j);
      if (candidates_[i].empty()) return false;
    }
    // Pred's columns that hold the same in every row are the same to a search: the first free one stands for all.
    twin_.resize(pred_.columns);
    for (size_t j = 0; j < pred_.columns; ++j) {
      twin_[j] = j;
      for (size_t k = 0; k < j; ++k)
        if (twin_[k] == k && pred[k] == pred[j] && SameColumn(pred_, k, j)) twin_[j] = k;
    }
    return true;
  }

  // Depth is the number of gold's columns, which engines bound.
  bool Place(size_t depth, const RowNumbers& rows) {
    if (depth == order_.size()) return true;
    const size_t column = order_[depth];
    std::vector<bool> tried(pred_.columns);
    for (const size_t candidate : candidates_[column]) {
      if (used_[candidate] || tried[twin_[candidate]]) continue;
      tried[twin_[candidate]] = true;
      if (GiveUp()) return false;
      RowNumbers next = rows.With(gold_, column, pred_, candidate);
      if (agreement_ == Agreement::kMultiset ? !next.SameMultiset() : !next.SameSet()) continue;
      chosen_[column] = candidate;
      used_[candidate] = true;
      if (Place(depth + 1, next)) return true;
      used_[candidate] = false;
      if (gave_up_) return false;
    }
    return false;
  }

  bool GiveUp() {
    steps_ += gold_.rows + pred_.rows + 1;
    gave_up_ = steps_ > kMaxCellSteps || (expired_ && expired_());
    return gave_up_;
  }

  const InternedTable& gold_;
  const InternedTable& pred_;
  const Agreement agreement_;
  const std::function<bool()>& expired_;
  std::vector<std::vector<size_t>> candidates_;  // by gold's column: pred's columns with the same fingerprint
  std::vector<size_t> twin_;
  std::vector<size_t> order_;
  std::vector<size_t> chosen_;
  std::vector<bool> used_;
  uint64_t steps_ = 0;
  bool gave_up_ = false;
};

}  // namespace

uint32_t CellNumbers::Of(const SqlValue& value) {
  if (const auto* integer = std::get_if<int64_t>(&value)) return OfInteger(*integer);
  if (const auto* text = std::get_if<std::string>(&value)) return OfText('t', *text);
  if (const auto* real = std::get_if<double>(&value)) {
    constexpr double kIntegers = 9223372036854775808.0;  // 2^63: integral doubles below it are integers, exactly
    if (std::abs(*real) < kIntegers && *real == std::trunc(*real)) return OfInteger(static_cast<int64_t>(*real));
  }
  if (const auto* flag = std::get_if<bool>(&value)) return OfText(*flag ? 'y' : 'f', "");
  if (const auto* blob = std::get_if<SqlBlob>(&value)) return OfText('b', blob->bytes);
  if (IsNull(value)) return OfText('0', "");
  const auto* decimal = std::get_if<SqlDecimal>(&value);
  const std::string written = decimal ? decimal->text : fmt::format("{}", std::get<double>(value));
  const std::optional<std::string> number = CanonicalNumber(written);
  if (!number) return OfText('x', written);  // inf, nan
  if (const std::optional<int64_t> integer = AsInteger(*number)) return OfInteger(*integer);
  return OfText('n', *number);
}

uint32_t CellNumbers::OfInteger(int64_t number) {
  const auto [found, added] = integers_.try_emplace(number, next_);
  next_ += added ? 1 : 0;
  return found->second;
}

uint32_t CellNumbers::OfText(char kind, std::string_view text) {
  std::string key(1, kind);
  key += text;
  const auto [found, added] = texts_.try_emplace(std::move(key), next_);
  next_ += added ? 1 : 0;
  return found->second;
}

InternedTable Intern(const SqlTable& table, CellNumbers& numbers) {
  InternedTable interned{table.rows(), table.columns.size(), {}};
  interned.cells.reserve(table.cells.size());
  for (const SqlValue& value : table.cells) interned.cells.push_back(numbers.Of(value));
  return interned;
}

RowNumbers RowNumbers::With(const InternedTable& gold, size_t gold_column, const InternedTable& pred,
                            size_t pred_column) const {
  RowNumbers result(gold_.size(), pred_.size());
  std::unordered_map<uint64_t, uint32_t> numbers;
  const auto add = [&](const InternedTable& table, size_t column, const std::vector<uint32_t>& from,
                       std::vector<uint32_t>& to) {
    for (size_t row = 0; row < from.size(); ++row) {
      const uint64_t key = uint64_t{from[row]} << 32 | table.at(row, column);
      to[row] = numbers.try_emplace(key, static_cast<uint32_t>(numbers.size())).first->second;
    }
  };
  add(gold, gold_column, gold_, result.gold_);
  add(pred, pred_column, pred_, result.pred_);
  result.count_ = static_cast<uint32_t>(numbers.size());
  return result;
}

bool RowNumbers::SameMultiset() const {
  if (gold_.size() != pred_.size()) return false;
  std::vector<int64_t> counts(count_, 0);
  for (const uint32_t number : gold_) ++counts[number];
  for (const uint32_t number : pred_)
    if (--counts[number] < 0) return false;
  return true;
}

bool RowNumbers::SameSet() const {
  std::vector<uint8_t> seen(count_, 0);
  for (const uint32_t number : gold_) seen[number] |= 1;
  for (const uint32_t number : pred_) seen[number] |= 2;
  return std::all_of(seen.begin(), seen.end(), [](uint8_t s) { return s == 0 || s == 3; });
}

Assignment AssignColumns(const InternedTable& gold, const InternedTable& pred, Agreement agreement,
                         const std::function<bool()>& expired) {
  if (gold.columns > pred.columns) return {};
  return Search(gold, pred, agreement, expired).Run();
}

}  // namespace harness
