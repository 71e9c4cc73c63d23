// Where a provider is asked: what a suite may name, and what it may not.
//
// Pure, any thread.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/error.h"

namespace harness {

struct BaseUrl {
  std::string origin;  // "https://host:8443", host in lower case
  std::string host;    // without port; an IPv6 address in brackets
  std::string path;    // "/v1", without a slash at its end; may be empty
  std::string query;   // "?api-version=1", or empty
  bool operator==(const BaseUrl&) const = default;

  // `path` below this one, with the query.
  std::string At(std::string_view below) const { return origin + path + std::string(below) + query; }
};

// Refuses: other schemes than http and https, http to other machines unless `insecure`, user and password, a fragment,
// blanks, metadata services. The message says what is wrong and never shows path or query.
Result<BaseUrl> ParseBaseUrl(std::string_view text, bool insecure);

// "localhost", 127.0.0.0/8, [::1].
bool IsLoopbackHost(std::string_view host);

}  // namespace harness
