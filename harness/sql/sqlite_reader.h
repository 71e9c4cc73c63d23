// Runs untrusted queries on SQLite files: reading and nothing else, within limits. What harness-sqlite is made of.
//
// An authorizer allows SELECT, reading and the functions of a list; the connection is read-only and defensive, without
// extensions, triggers, ATTACH or temporary files, and its memory is capped for the whole process. A progress handler
// ends a query at its deadline, but not inside one long function call: that takes killing the process, which is
// harness's part (sqlite_sandbox.h). One thread. Nothing here may be trusted to hold in a process that has been
// attacked with success; that is why it is one of its own.
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <string>

#include "harness/sql/sqlite_protocol.h"

struct sqlite3;

namespace harness {

// Memory that SQLite may use in this process, in bytes. Set once, by SqliteReader.
inline constexpr int64_t kSqliteHeap = 256 << 20;

class SqliteReader {
 public:
  using Now = std::chrono::steady_clock::time_point (*)();

  explicit SqliteReader(Now now);
  ~SqliteReader();
  SqliteReader(const SqliteReader&) = delete;
  SqliteReader& operator=(const SqliteReader&) = delete;

  // The reply, as a line of the protocol.
  std::string Run(const SqliteRequest& request);

 private:
  struct Connection;
  // An open connection to the file as it is now, or nullptr with the reason in `problem`.
  Connection* Open(const SqliteRequest& request, std::string& problem);
  std::string Execute(Connection& connection, const SqliteRequest& request);

  const Now now_;
  std::list<std::unique_ptr<Connection>> connections_;  // the last used first
};

}  // namespace harness
