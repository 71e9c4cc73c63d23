// Where replies of models are kept: the response cache, cassettes.
//
// A reply is found by a digest of all that was asked, of which model and where, and by which of several like requests
// it answers. Thread-safe. Holds no secrets: requests have no headers, and who puts replies in redacts them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/base/error.h"
#include "harness/base/json.h"

namespace harness {

struct RequestKey {
  std::string request;  // SHA-256 of the canonical request (harness/models/reply_key.h), 64 hex digits
  uint32_t repeat = 0;  // of the attempt
  uint32_t sample = 0;  // within the attempt
  auto operator<=>(const RequestKey&) const = default;
};

// What reply logs call a request, whose keys hold the repeat by themselves.
inline std::string LoggedName(const RequestKey& key) {
  return key.sample == 0 ? key.request : key.request + ':' + std::to_string(key.sample);
}

struct StoredReply {
  Json reply;             // as ToJson makes it
  int64_t stored_at = 0;  // µs since 1970
};

class ReplyStore {
 public:
  virtual ~ReplyStore() = default;
  // nullopt: there is none.
  virtual Result<std::optional<StoredReply>> Find(const RequestKey& key) = 0;
  // Takes the place of what is there. `request` is what the key's digest is of.
  virtual Result<> Put(const RequestKey& key, const Json& request, const StoredReply& reply) = 0;
};

}  // namespace harness
