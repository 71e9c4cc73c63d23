// Connections to one PostgreSQL server, lent to one query each.
//
// Thread-safe. All that may block without an end in sight (looking up a host, connecting, cancelling) is done by a
// thread of its own, so that nobody waits past a deadline.
#pragma once

#include <libpq-fe.h>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "harness/base/error.h"
#include "harness/sql/engine.h"
#include "harness/sql/postgres_libpq.h"

namespace harness {

struct PostgresClose {
  void operator()(PGconn* connection) const { Libpq().finish(connection); }
};
using PostgresConnection = std::unique_ptr<PGconn, PostgresClose>;

// How to connect: libpq's keywords and values, and what must not be shown.
class PostgresAddress {
 public:
  // `url` as libpq reads it. The error does not quote it.
  static Result<PostgresAddress> Parse(const std::string& url);
  // Blocks until connected or failed, for about 10 s an address at most.
  PostgresConnection Connect() const;
  // `text` with *** in the place of passwords.
  std::string Scrub(std::string text) const;

 private:
  std::vector<std::pair<std::string, std::string>> values_;
  std::vector<std::string> secrets_;
};

class PostgresPool {
 public:
  // `schema`: must exist, unless it is empty.
  PostgresPool(PostgresAddress address, std::string schema, int max_connections);
  ~PostgresPool();

  struct Lease {
    PostgresConnection connection;
    bool used = false;  // it has served before, so it may have died meanwhile
  };
  // kUnavailable when none can be had by the deadline, kStopped. A lease ends in one of the calls below.
  tl::expected<Lease, SqlError> Take(const SqlLimits& limits);
  void GiveBack(PostgresConnection connection);  // nothing is running on it
  void Cancel(PostgresConnection connection);    // ends what is running and closes it, soon
  void Close(PostgresConnection connection);     // it is broken

 private:
  void Keep(const std::stop_token& stop);
  void Open(std::unique_lock<std::mutex>& lock);
  // "" when connection is fit to use.
  std::string Flaw(PGconn* connection) const;

  const PostgresAddress address_;
  const std::string schema_;
  const int max_connections_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<PostgresConnection> idle_, fresh_;
  std::deque<PostgresConnection> cancelled_;
  int open_ = 0;         // lent, idle and fresh ones
  int wanted_ = 0;       // to be opened, or being opened
  int waiting_ = 0;      // in Take
  uint64_t failed_ = 0;  // times that opening failed
  std::string failure_;  // why it last failed
  std::jthread keeper_;  // last: it uses the others
};

}  // namespace harness
