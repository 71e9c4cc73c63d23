// Calls of a Databricks workspace's API: JSON both ways, with its credentials, tried again where that may help.
//
// Thread-safe. Lost connections, 429 and 5xx are tried again with growing pauses, or those that Retry-After asks for,
// within the deadline; a 401 makes it ask for a new token, once.
#pragma once

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "harness/base/clock.h"
#include "harness/base/http.h"
#include "harness/base/json.h"
#include "harness/sql/databricks_login.h"

namespace harness {

class DatabricksApi {
 public:
  // `host` is an origin.
  DatabricksApi(std::string host, std::unique_ptr<DatabricksLogin> login, Http& http, Clock& clock);

  // A call of /api/2.0/sql/statements`path`; without a body `body` is null. kUnavailable, kStopped, or kTimeout when
  // the deadline passes.
  tl::expected<Json, SqlError> Call(const std::string& method, const std::string& path, const Json& body,
                                    const SqlLimits& limits);

  const std::string& host() const { return host_; }

 private:
  tl::expected<Json, SqlError> Read(const HttpResponse& answer, const std::string& token) const;

  const std::string host_;
  const std::unique_ptr<DatabricksLogin> login_;
  Http& http_;
  Clock& clock_;
};

// The error that a failed request of HTTP is.
SqlError FromHttp(const HttpError& error);

}  // namespace harness
