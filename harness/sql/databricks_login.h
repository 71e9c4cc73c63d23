// Who a Databricks workspace is asked as: where its host and credentials come from, and the token of the moment.
//
// Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tl/expected.hpp>

#include "harness/sql/databricks.h"

namespace harness {

class DatabricksLogin {
 public:
  virtual ~DatabricksLogin() = default;
  // The token to send. Asks for a new one when there is none or the old one is about to end.
  virtual tl::expected<std::string, SqlError> Token(const SqlLimits& limits) = 0;
  // `token` was refused. Whether Token may know a better one.
  virtual bool Forget(const std::string& token) = 0;
};

// `config` with the host from wherever it comes, as an origin ("https://…"); credentials as given, in the environment
// or in the profile.
Result<DatabricksConfig> CompleteDatabricks(DatabricksConfig config, Files& files,
                                            const std::map<std::string, std::string>& environment);

// `config` is complete. Every token and secret is made known to `secrets` (null: to nobody).
std::unique_ptr<DatabricksLogin> MakeDatabricksLogin(const DatabricksConfig& config, Http& http, Clock& clock,
                                                     Processes& processes, Secrets* secrets = nullptr);

}  // namespace harness
