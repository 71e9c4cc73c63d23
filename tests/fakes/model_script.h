// What the model server of the tests (model_server.h) answers: rules, read from JSON.
//
//   { "latency_ms": 200,                       of every answer, unless its rule says otherwise
//     "rules": [ {                             the first that applies answers; without one the last user text is echoed
//       "path": "/chat/completions",           the end of the path; other paths than those of the APIs need one:
//       "/models" "match": "RE2",                        found in the last user text (or the first text to be embedded)
//       "skip": 2, "times": 3,                 of the requests that match: not the first two, then three
//       "each": 1,                             only the first time that a body is seen
//       "latency_ms": 0,
//       "reply": "text, with \\1 of match",    default: echo
//       "finish": "length",                    in OpenAI's words
//       "tool": { "name": "f", "arguments": {} },
//       "logprobs": [ … ],                     as the list `logprobs.content`
//       "usage": false,                        is left out
//       "status": 429, "headers": { "Retry-After": "2" }, "message": "…", "code": "…",    an error of the provider
//       "body": "raw", "content_type": "text/html",
//       "fault": "truncate", "bytes": 1000000, "every_ms": 50 } ] }
//
// Faults: truncate (JSON that is cut off), close, close-body (half of it came), reset, reset-body (TCP RST), stall,
// stall-body, trickle (20 pieces, one every `every_ms`), oversize (`bytes` of text, without a length), bad-utf8,
// echo-key (the header with the key, as the reply), page (HTML, status 200), empty, no-choices, wrong-types,
// null-content, garbage (no HTTP).
//
// One thread.
#pragma once

#include <re2/re2.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/json.h"

namespace harness {

// A request as it came.
struct ModelCall {
  std::string method;
  std::string path;           // without query
  std::string authorization;  // the value of whichever header holds the key
  std::string body;
};

// How it is answered.
struct ModelAnswer {
  enum class End { kKeep, kClose, kReset, kStall };
  std::string bytes;  // head and body
  std::chrono::microseconds latency{0};
  size_t piece = 0;  // bytes that are sent at a time, one piece every `every`; 0: all at once
  std::chrono::microseconds every{0};
  size_t padding = 0;  // so many times 'x' behind `bytes`
  End end = End::kKeep;
  int status = 0;       // 0: none is sent
  bool billed = false;  // a whole, good answer
};

class ModelScript {
 public:
  static Result<ModelScript> Parse(const Json& json);

  ModelAnswer Answer(const ModelCall& call);

  // How often each rule has answered.
  const std::vector<int64_t>& hits() const { return hits_; }

 private:
  struct Rule {
    Json json;
    std::shared_ptr<const re2::RE2> match;
    int64_t matched = 0;
    std::unordered_map<uint64_t, int64_t> bodies;  // by hash, where `each` needs them
  };

  // `by_path`: only of the rules that name a path.
  Rule* Find(const ModelCall& call, const std::string& text, uint64_t body, bool by_path);

  int64_t latency_ms_ = 0;
  std::vector<Rule> rules_;
  std::vector<int64_t> hits_;
};

}  // namespace harness
