// HTTP requests: one blocking call, many at once.
//
// All transfers run on one thread of libcurl, which starts with the first request; connections are kept and used again,
// HTTP/2 is multiplexed. Answers are untrusted: their size has a cap, redirects are not followed (a 3xx is an answer
// like any other) and only http and https are spoken. Certificates are checked against the system's, or those that
// HttpOptions names. Proxies are taken from the environment as curl does it (https_proxy, http_proxy, all_proxy,
// no_proxy), but never for this machine itself (localhost, 127.…, [::1]). Addresses of metadata services
// (metadata_address.h) are never connected to, whatever name leads there.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace harness {

struct HttpHeader {
  std::string name;
  std::string value;
  bool operator==(const HttpHeader&) const = default;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // http or https; may hold user:password@
  std::vector<HttpHeader> headers = {};
  std::string body = {};
};

struct HttpLimits {
  std::chrono::steady_clock::time_point deadline;  // of the whole exchange
  std::stop_token stop = {};
  size_t max_body = 8 << 20;  // bytes of the answer, decompressed
};

struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers = {};  // of the final answer, in its order
  std::string body = {};

  // The first one of this name, whatever its case; null if there is none.
  const std::string* Header(std::string_view name) const;
};

enum class HttpProblem : uint8_t {
  kBadRequest,    // the url, method or a header can't be sent, or the host must not be asked
  kUnresolvable,  // the host has no address
  kRefused,       // nobody listens, or can be reached
  kTls,           // no secure connection
  kLost,          // the connection ended before the answer did
  kMalformed,     // an answer that is no HTTP
  kTooLarge,      // an answer, or its headers, beyond the cap
  kTimeout,       // no whole answer by the deadline
  kStopped,       // the stop token asked
};

// `message` never holds user, password, path or query of the url.
struct HttpError {
  HttpProblem problem = HttpProblem::kLost;
  std::string message;
};

// Thread-safe; outlives its calls.
class Http {
 public:
  virtual ~Http() = default;
  // Why nothing can be sent on this machine; "": it can.
  virtual std::string Missing() const { return ""; }
  // What sends: "libcurl/7.88.1 OpenSSL/3.0.19 …"; "" if nothing does.
  virtual std::string Version() const { return ""; }
  // Returns at the deadline or when it is stopped, whatever the other side does. Any status is an answer.
  virtual tl::expected<HttpResponse, HttpError> Send(const HttpRequest& request, const HttpLimits& limits) = 0;
};

// Certificates that are trusted in the place of the system's file and the system's folder of them; empty: the system's.
struct HttpOptions {
  std::string ca_file = {};
  std::string ca_folder = {};
};

std::unique_ptr<Http> MakeHttp(HttpOptions options = {});

// "https://host:8443": what messages show of a url; "" if it can't be read. Linear time.
std::string OriginOf(std::string_view url);

// Where a Location header leads that came with the answer of `base`; "" if it can't be read, or is no http or https.
std::string ResolveUrl(std::string_view base, std::string_view reference);

// Scheme, host and port are the same. False if one of them can't be read.
bool IsSameOrigin(std::string_view a, std::string_view b);

// What a Retry-After header asks for: seconds, or a date against `wall_micros`. Zero if it can't be read or lies
// behind.
std::chrono::microseconds ReadRetryAfter(std::string_view value, int64_t wall_micros);

// A date of HTTP ("Sun, 15 Jun 2025 15:06:50 GMT" and the older forms) in microseconds since 1970.
std::optional<int64_t> ReadHttpDate(std::string_view value);

}  // namespace harness
