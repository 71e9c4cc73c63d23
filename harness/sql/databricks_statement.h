// One statement of the Statement Execution API, from its submission to its last row.
//
// Used once, by one thread. Results come inline chunk by chunk, or through links, which are fetched without the
// credentials. Answers are checked as if they came from a stranger.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "harness/base/clock.h"
#include "harness/base/http.h"
#include "harness/sql/databricks_api.h"
#include "harness/sql/databricks_result.h"

namespace harness {

class DatabricksStatement {
 public:
  // `api` serves statements. All outlive it.
  DatabricksStatement(DatabricksApi& api, Http& http, Clock& clock, const SqlLimits& limits)
      : api_(api), http_(http), clock_(clock), limits_(limits), rows_(limits) {}

  // Submits the request and waits for its result.
  tl::expected<SqlTable, SqlError> Run(const Json& request);
  // The result of a statement that somebody else submitted and that answers SUCCEEDED.
  tl::expected<SqlTable, SqlError> Take(const Json& answer);
  // The id while it may still be running; "" otherwise.
  std::string running() const { return running_ && IsDatabricksId(id_) ? id_ : ""; }

 private:
  using NextChunk = std::optional<int64_t>;  // the number of the chunk behind another

  tl::unexpected<SqlError> Malformed() const;
  tl::expected<Json, SqlError> Get(const std::string& path);
  tl::expected<Json, SqlError> Await(Json answer);
  tl::expected<SqlTable, SqlError> Fetch(const Json& answer);
  tl::expected<NextChunk, SqlError> TakeChunk(const Json& chunk);
  tl::expected<void, SqlError> TakePart(const Json& link);
  tl::expected<HttpResponse, SqlError> Follow(const Json& link);

  DatabricksApi& api_;
  Http& http_;
  Clock& clock_;
  const SqlLimits& limits_;
  DatabricksRows rows_;
  std::string id_;
  bool running_ = false;
};

}  // namespace harness
