// Databricks SQL warehouses, through the Statement Execution API.
//
// A query is checked first (reading.h), and calls none of the functions that reach out of the database (java_method,
// http_request, ai_query, read_files, …). It is submitted, polled, and cancelled at the deadline; results come inline
// chunk by chunk, or through links where they are too large for that, which are fetched without the credentials. The
// real protection is a service principal that may read and nothing else.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/error.h"
#include "harness/base/files.h"
#include "harness/base/http.h"
#include "harness/base/process.h"
#include "harness/base/secrets.h"
#include "harness/sql/engine.h"

namespace harness {

// Credentials of one kind: token, token_file, token_command, client_id and client_secret, or profile. Without any:
// DATABRICKS_TOKEN, or else DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or else the profile
// DATABRICKS_CONFIG_PROFILE or DEFAULT.
struct DatabricksConfig {
  std::string host;       // "adb-1.azuredatabricks.net", https:// or not; empty: DATABRICKS_HOST, or the profile's
  std::string warehouse;  // of SQL; the id; empty: DATABRICKS_WAREHOUSE_ID
  std::string catalog, schema;  // of names without them; empty: the warehouse's own
  std::string token;
  std::string token_file;  // holds a token and nothing else
  std::vector<std::string>
      token_command;                     // prints a token, or JSON with "access_token" as `databricks auth token` does
  std::string folder;                    // where token_command runs
  std::string client_id, client_secret;  // OAuth of a service principal
  std::string profile;                   // a section of profile_file
  std::string profile_file;              // empty: DATABRICKS_CONFIG_FILE, or ~/.databrickscfg
};

// Reads files, but connects and runs programs only when it is first asked. Fails for what is missing, given twice or
// can't be read; no message holds a secret. Every key is made known to `secrets` (null: to nobody). All references
// outlive the engine.
Result<std::unique_ptr<SqlEngine>> MakeDatabricks(DatabricksConfig config, Http& http, Clock& clock, Files& files,
                                                  Processes& processes,
                                                  const std::map<std::string, std::string>& environment,
                                                  Secrets* secrets = nullptr);

}  // namespace harness
