// One query on one PostgreSQL connection: the transaction around it, its rows, its end in time.
//
// Belongs to one thread. Whatever goes wrong is an SqlError; afterwards fate() says what to do with the connection.
#pragma once

#include <libpq-fe.h>
#include <sys/types.h>

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/wakeup.h"
#include "harness/sql/engine.h"
#include "harness/sql/postgres_libpq.h"

namespace harness {

class PostgresSession {
 public:
  enum class Fate { kReusable, kToBeCancelled, kBroken };

  // `connection` is idle.
  PostgresSession(PGconn* connection, const SqlLimits& limits, Clock& clock);

  // Begins a read-only transaction with the settings that make values readable and texts mean what reading.h took them
  // for. `schema`: empty leaves the search path.
  tl::expected<void, SqlError> Begin(const std::string& schema);
  // Those of `names` that the server has a volatile function for.
  tl::expected<std::vector<std::string>, SqlError> VolatileAmong(const std::vector<std::string>& names);
  tl::expected<SqlTable, SqlError> Read(const std::string& sql);
  // Rolls back.
  void End();

  Fate fate() const;

 private:
  struct Clear {
    void operator()(PGresult* result) const { Libpq().clear(result); }
  };
  using ResultPtr = std::unique_ptr<PGresult, Clear>;
  using TakeResult = std::function<bool(const PGresult*)>;  // false: enough

  // Sends what was queued and hands each result to `take` until there is none.
  tl::expected<void, SqlError> Finish(bool queued, const TakeResult& take);
  tl::expected<void, SqlError> AwaitResult();
  // Waits for one of poll's `events`; nothing came in time, or the stop token asked.
  tl::expected<void, SqlError> Await(short events);
  bool ReadInput();
  SqlError Lost();
  SqlError ErrorOf(const PGresult* result) const;

  PGconn* const connection_;
  const SqlLimits& limits_;
  Clock& clock_;
  std::chrono::steady_clock::time_point until_;  // the deadline and some time for the server to notice it
  Wakeup wakeup_;
  std::stop_callback<std::function<void()>> on_stop_;
  bool running_ = false;  // the server has not answered all that it was sent
  bool broken_ = false;
  int64_t unread_ = 0;  // bytes that have come since the last result
};

}  // namespace harness
