// Calls of a Databricks workspace's API: JSON both ways, with its credentials, tried again where that may help.
//
// Thread-safe. Lost connections, 429 and 5xx are tried again with growing pauses, or those that Retry-After asks for,
// within the deadline; a 401 makes it ask for a new token, once.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "harness/base/clock.h"
#include "harness/base/http.h"
#include "harness/base/json.h"
#include "harness/sql/databricks_login.h"

namespace harness {

// Which part of the API, and what a person is told when it refuses.
struct DatabricksService {
  std::string root;        // "/api/2.0/sql/statements"
  std::string permission;  // that the identity needs: "CAN USE on the SQL warehouse"
  std::string things;      // what may be unknown: "statement or SQL warehouse"
};

struct DatabricksRequest {
  std::string method;
  std::string path;    // below the service's root
  Json body = Json();  // null: none
  // What may have been carried out already (a lost connection, a 500) is sent again too.
  bool repeatable = true;
  // 429 is waited out until the deadline, a passing outage for half a minute; otherwise both for some seconds.
  bool patient = false;
  uint64_t seed = 0;  // of the jitter of a patient request
  // Of one try; zero: the deadline alone. A try that takes longer is a lost one.
  std::chrono::microseconds longest{0};
  size_t max_answer = 128 << 20;  // bytes; 25 MiB of values, with quotes and escapes
};

// kUnavailable, kStopped, or kTimeout when the deadline passed.
struct DatabricksFault : SqlError {
  int status = 0;          // of HTTP; 0: no answer came
  bool too_large = false;  // the answer is longer than max_answer
};

class DatabricksApi {
 public:
  // `host` is an origin. A login may serve several APIs of one workspace.
  DatabricksApi(std::string host, DatabricksService service, std::shared_ptr<DatabricksLogin> login, Http& http,
                Clock& clock);

  // The object that it answers.
  tl::expected<Json, DatabricksFault> Call(const DatabricksRequest& request, const SqlLimits& limits);

  const std::string& host() const { return host_; }

 private:
  struct Try;
  Try TryOnce(const DatabricksRequest& request, const HttpRequest& http, const std::string& token,
              const SqlLimits& limits);
  tl::expected<Json, DatabricksFault> Read(const HttpResponse& answer, const std::string& token) const;

  const std::string host_;
  const DatabricksService service_;
  const std::shared_ptr<DatabricksLogin> login_;
  Http& http_;
  Clock& clock_;
};

// The Statement Execution API.
DatabricksService StatementService();

// The error that a failed request of HTTP is.
SqlError FromHttp(const HttpError& error);

// Whether a text of theirs may become a part of a path.
bool IsDatabricksId(std::string_view text);

}  // namespace harness
