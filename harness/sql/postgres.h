// PostgreSQL, through libpq.
//
// A query is checked first (reading.h), may call no function that the server calls volatile but for a few harmless
// ones, and runs in a read-only transaction that is rolled back, with the server's statement timeout and, should that
// not come, a cancel. Rows are taken one by one, so what is too much is never held. Connections are pooled, one query
// each; what broke or was cancelled is replaced. The real protection is a role that may read and nothing else.
#pragma once

#include <memory>
#include <string>

#include "harness/base/clock.h"
#include "harness/base/error.h"
#include "harness/sql/engine.h"

namespace harness {

struct PostgresConfig {
  std::string url;           // postgresql://user:password@host:port/database?sslmode=require, or key=value pairs
  std::string schema;        // the search_path; empty: the role's own
  int max_connections = 16;  // queries beyond them wait
};

// Of the library that asks: "15.6"; "": it is not installed, or too old.
std::string PostgresClientVersion();

// Connects when it is first asked. Fails when the url can't be read. No message holds a password.
Result<std::unique_ptr<SqlEngine>> MakePostgres(PostgresConfig config, Clock& clock);

}  // namespace harness
