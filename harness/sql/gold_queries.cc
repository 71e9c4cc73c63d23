#include "harness/sql/gold_queries.h"

#include <algorithm>

#include "harness/base/text.h"
#include "harness/sql/order.h"

namespace harness {
namespace {

using std::chrono::milliseconds;

constexpr size_t kMaxBytes = 256 << 20;  // of results that are held
constexpr milliseconds kLook{50};        // how often a waiting attempt looks whether it was stopped

size_t BytesOf(const Gold& gold) {
  size_t bytes = gold.sql.size();
  if (!gold.answer) return bytes;
  for (const SqlValue& value : gold.answer->table.cells) {
    bytes += sizeof(SqlValue);
    if (const auto* text = std::get_if<std::string>(&value)) bytes += text->size();
    if (const auto* blob = std::get_if<SqlBlob>(&value)) bytes += blob->bytes.size();
  }
  return bytes;
}

// Rows whose cells in `column` are equal, one after another, are a group.
SortGroups GroupsBy(const SqlTable& table, size_t column) {
  SortGroups groups;
  groups.reserve(table.rows());
  uint32_t group = 0;
  for (size_t row = 0; row < table.rows(); ++row) {
    if (row > 0 && table.at(row, column) != table.at(row - 1, column)) ++group;
    groups.push_back(group);
  }
  return groups;
}

// The same by several columns, where each key is one of the result; nullopt if one is not, or has an order of its own.
std::optional<SortGroups> GroupsByOutputs(const SqlTable& table, const SortKeys& keys) {
  std::vector<size_t> columns;
  for (const SortKey& key : keys.keys) {
    const auto named = [&](const std::string& column) { return FoldCase(column) == FoldCase(key.name); };
    const auto found = std::find_if(table.columns.begin(), table.columns.end(), named);
    if (!key.collation.empty()) return std::nullopt;
    if (key.position && *key.position >= 1 && *key.position <= table.columns.size())
      columns.push_back(*key.position - 1);
    else if (!key.name.empty() && found != table.columns.end())
      columns.push_back(static_cast<size_t>(found - table.columns.begin()));
    else
      return std::nullopt;
  }
  SortGroups groups(table.rows(), 0);
  for (size_t row = 1; row < table.rows(); ++row) {
    const auto same = [&](size_t column) { return table.at(row, column) == table.at(row - 1, column); };
    groups[row] = groups[row - 1] + (std::all_of(columns.begin(), columns.end(), same) ? 0 : 1);
  }
  return groups;
}

// Leaves the first `width` columns.
SqlTable Narrowed(SqlTable table, size_t width) {
  SqlTable narrow;
  narrow.truncated = table.truncated;
  narrow.columns.assign(table.columns.begin(), table.columns.begin() + static_cast<std::ptrdiff_t>(width));
  narrow.cells.reserve(table.rows() * width);
  for (size_t row = 0; row < table.rows(); ++row)
    for (size_t column = 0; column < width; ++column)
      narrow.cells.push_back(std::move(table.cells[row * table.columns.size() + column]));
  return narrow;
}

// The query with the rank of its sort keys as a further column, which tells the groups; false where that can't be done.
bool RunWithRank(SqlEngine& engine, const SqlLimits& limits, Gold& gold) {
  const std::optional<std::string> wider = WithSortRank(gold.sql, engine.dialect());
  if (!wider) return false;
  auto answer = engine.Query(*wider, limits);
  if (!answer || answer->table.columns.size() < 2) return false;
  const size_t width = answer->table.columns.size() - 1;
  gold.groups = GroupsBy(answer->table, width);
  answer->table = Narrowed(std::move(answer->table), width);
  gold.answer = std::move(*answer);
  return true;
}

Gold Run(SqlEngine& engine, const std::string& sql, const SqlLimits& limits, bool groups) {
  Gold gold{sql, tl::unexpected(SqlError{}), false, std::nullopt};
  gold.ordered = groups && HasOutermostOrderBy(sql, engine.dialect());
  if (gold.ordered && RunWithRank(engine, limits, gold)) return gold;
  gold.answer = engine.Query(sql, limits);
  if (gold.ordered && gold.answer)
    gold.groups = GroupsByOutputs(gold.answer->table, OutermostSortKeys(sql, engine.dialect()));
  return gold;
}

// Errors that another attempt need not meet; `whole`: the query had all the time that the scorer gives it.
bool IsPassing(const Gold& gold, bool whole) {
  if (gold.answer) return false;
  const SqlProblem problem = gold.answer.error().problem;
  return problem == SqlProblem::kStopped || problem == SqlProblem::kUnavailable ||
         (problem == SqlProblem::kTimeout && !whole);
}

}  // namespace

std::shared_ptr<const Gold> GoldQueries::Get(SqlEngine& engine, const std::string& sql, const GoldTerms& terms,
                                             Clock& clock) {
  SqlLimits limits = terms.limits;
  const Key key{
      &engine, sql, terms.groups, terms.timeout, limits.max_rows, limits.max_bytes, limits.double_quoted_strings};
  {
    std::unique_lock lock(mutex_);
    for (;;) {
      const auto [found, first] = known_.try_emplace(key, nullptr);
      if (first) break;
      if (found->second) return found->second;
      done_.wait_for(lock, kLook);
      if (limits.stop.stop_requested() || clock.SteadyNow() >= limits.deadline)
        return std::make_shared<const Gold>(
            Gold{sql, tl::unexpected(SqlError{SqlProblem::kTimeout, "not done in time"}), false, std::nullopt});
    }
  }
  const auto end = clock.SteadyNow() + terms.timeout;
  const bool whole = end <= limits.deadline;
  limits.deadline = std::min(limits.deadline, end);
  auto gold = std::make_shared<const Gold>(Run(engine, sql, limits, terms.groups));
  Keep(key, gold, whole);
  return gold;
}

void GoldQueries::Keep(const Key& key, std::shared_ptr<const Gold> gold, bool whole) {
  const std::lock_guard lock(mutex_);
  done_.notify_all();
  if (IsPassing(*gold, whole)) {
    known_.erase(key);
    return;
  }
  const size_t bytes = BytesOf(*gold);
  known_[key] = std::move(gold);
  kept_.emplace_back(key, bytes);
  bytes_ += bytes;
  while (bytes_ > kMaxBytes && kept_.size() > 1) {
    bytes_ -= kept_.front().second;
    known_.erase(kept_.front().first);
    kept_.pop_front();
  }
}

}  // namespace harness
