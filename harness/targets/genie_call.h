// One question to a Genie space: asked, waited for, its result fetched.
//
// Used once, by one thread. Ends by the deadline of its context, or at once when that is stopped; Genie is not told,
// since a message that nobody waits for ends by itself.
#pragma once

#include <chrono>
#include <string>

#include "harness/base/rng.h"
#include "harness/core/call_context.h"
#include "harness/core/output.h"
#include "harness/sql/databricks_api.h"
#include "harness/targets/genie_answer.h"

namespace harness {

struct GenieOptions {
  std::chrono::microseconds poll = std::chrono::seconds(1);  // the first pause between two looks at a message
  bool result = true;                                        // fetch the rows
  int64_t max_rows = 100;                                    // of them, at most
};

// What is asked, and with which calls.
struct GenieClient {
  DatabricksApi& space;       // /api/2.0/genie/spaces/ID
  DatabricksApi& statements;  // of the same workspace: further chunks of a large result
  Http& http;
  GenieOptions options;
};

// The pause before the n-th look, from 1: n times `poll` up to ten times, and up to one `poll` more.
std::chrono::microseconds GeniePause(int look, std::chrono::microseconds poll, Rng& jitter);

class GenieCall {
 public:
  GenieCall(const GenieClient& client, const CallContext& context);

  // In the conversation of the context, which it goes on with or starts; without one in a conversation of its own.
  Output Ask(const std::string& question);

 private:
  Output AskOnce(const std::string& question);
  std::optional<Failure> Send(const std::string& question);
  std::optional<Failure> Await(Json& message);
  Failure Late() const;
  Failure Ended(const Json& message) const;
  GenieResult Fetch(const GenieAnswer& answer, bool expired);
  tl::expected<Json, SqlError> FetchStatement(const std::string& attachment, bool gone);
  tl::expected<Json, DatabricksFault> Call(const std::string& method, const std::string& path,
                                           const Json& body = Json(), bool repeatable = true);
  std::chrono::microseconds Left() const;  // until the deadline
  std::string Odd(std::string_view what) const;
  std::string MessagePath() const;
  Json WithIds(Json output) const;

  const GenieClient& client_;
  const CallContext& context_;
  Rng jitter_;
  SqlLimits limits_;
  std::string conversation_, message_;  // ids
  std::string status_;                  // of the message, as it was seen last
};

}  // namespace harness
