// Gold queries and what they return: each is run once on its database, however many attempts and scorers ask for it.
//
// Thread-safe: who asks while a query runs waits for it. Holds on to results up to a budget of memory, the first asked
// for going first.
#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

#include "harness/base/clock.h"
#include "harness/sql/compare.h"
#include "harness/sql/engine.h"

namespace harness {

struct Gold {
  std::string sql;
  tl::expected<SqlAnswer, SqlError> answer;
  bool ordered = false;              // its outermost query asks for an order
  std::optional<SortGroups> groups;  // of its rows, where ordered and known
};

// How a gold query is run: who says the same gets the same result.
struct GoldTerms {
  // The rows' groups of equal sort keys are wanted, for which a query is run with their rank as a further column where
  // that can be done; otherwise it runs just as it is.
  bool groups = false;
  std::chrono::microseconds timeout;  // of one run of it
  SqlLimits limits;                   // the deadline: until when the caller waits
};

class GoldQueries {
 public:
  // The query has run, here or in another thread, or the limits' deadline is over.
  std::shared_ptr<const Gold> Get(SqlEngine& engine, const std::string& sql, const GoldTerms& terms, Clock& clock);

 private:
  // What a result depends on.
  using Key = std::tuple<const SqlEngine*, std::string, bool, std::chrono::microseconds, int64_t, int64_t, bool>;

  void Keep(const Key& key, std::shared_ptr<const Gold> gold, bool whole);

  std::mutex mutex_;
  std::condition_variable done_;
  std::map<Key, std::shared_ptr<const Gold>> known_;  // null: somebody runs it now
  std::list<std::pair<Key, size_t>> kept_;            // with the bytes of each, the oldest first
  size_t bytes_ = 0;
};

}  // namespace harness
