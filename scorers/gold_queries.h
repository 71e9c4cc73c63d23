// Gold queries and what they return: each is run once on its database, however many attempts ask for it.
//
// Thread-safe: who asks while a query runs waits for it. Holds on to results up to a budget of memory, the first asked
// for going first.
#pragma once

#include <condition_variable>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "harness/core/call_context.h"
#include "harness/sql/compare.h"
#include "harness/sql/engine.h"

namespace harness {

struct Gold {
  std::string sql;
  tl::expected<SqlAnswer, SqlError> answer;
  bool ordered = false;              // its outermost query asks for an order
  std::optional<SortGroups> groups;  // of its rows, where ordered and known
};

class GoldQueries {
 public:
  // `groups`: the rows' groups of equal sort keys are wanted, for which a query is run with their rank as a further
  // column where that can be done; otherwise it runs just as it is.
  explicit GoldQueries(bool groups) : groups_(groups) {}

  // The query has run, here or in another thread, or the limits' deadline is over.
  std::shared_ptr<const Gold> Get(SqlEngine& engine, const std::string& sql, const SqlLimits& limits,
                                  const CallContext& context);

 private:
  using Key = std::pair<const SqlEngine*, std::string>;

  void Keep(const Key& key, std::shared_ptr<const Gold> gold, bool whole);

  const bool groups_;
  std::mutex mutex_;
  std::condition_variable done_;
  std::map<Key, std::shared_ptr<const Gold>> known_;  // null: somebody runs it now
  std::list<std::pair<Key, size_t>> kept_;            // with the bytes of each, the oldest first
  size_t bytes_ = 0;
};

}  // namespace harness
