// The key of a provider: where it comes from, and keeping it.
//
// A key is made known to Secrets before it is used, and stands in no message. Thread-safe.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "harness/base/secrets.h"
#include "harness/base/timed_mutex.h"
#include "harness/core/chat.h"
#include "harness/core/services.h"

namespace harness {

// At most one of the first three; none: the provider needs no key.
struct KeySource {
  std::string env = {};                   // the name of a variable
  std::string file = {};                  // a path; blanks around the key in it do not count
  std::vector<std::string> command = {};  // prints the key
  std::string folder = {};                // that the command runs in
  bool operator==(const KeySource&) const = default;
};

class Keys {
 public:
  // Reads variable and file at once; the command runs when the first key is needed. `services` and `secrets` outlive
  // this.
  Keys(KeySource source, const Services& services, Secrets& secrets);

  // Why there is no key, or "". A command is expected to give one.
  const std::string& absent() const { return absent_; }

  // Empty: none is needed. One thread at a time runs the command, for at most 30 s; the others wait for it, each until
  // its own deadline.
  tl::expected<std::string, ChatError> Key(const CallContext& context);

  // The provider did not accept `key`. Whether Key will give one that is worth a try: it is read or printed anew, at
  // most once in 10 s after the first time. A variable does not change. False at the deadline, too.
  bool Renew(const std::string& key, const CallContext& context);

 private:
  using TimePoint = std::chrono::steady_clock::time_point;

  Result<std::string> ReadFile();
  tl::expected<std::string, ChatError> RunCommand(const CallContext& context);

  const KeySource source_;
  const Services services_;
  Secrets& secrets_;
  std::string absent_;
  TimedMutex mutex_;
  std::string key_;
  bool stale_ = false;  // key_ has been refused
  int renewals_ = 0;
  TimePoint renewed_;
  std::optional<ChatError> failure_;  // of the command, kept until failed_ is 10 s ago
  TimePoint failed_;
};

}  // namespace harness
