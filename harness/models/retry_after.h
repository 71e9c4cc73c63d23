// How long a provider asks to be left alone, in all the ways in which providers say it.
//
// Pure, any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "harness/base/http.h"

namespace harness {

// nullopt: it does not say, or nothing above zero. At most a day. In this order:
// - `retry-after-ms`: milliseconds.
// - `Retry-After`: seconds, with decimals or without, or a date against `wall_micros`. What can't be read is passed
// over.
// - Only with status 429, since good answers hold them too: the latest of `x-ratelimit-reset-requests`, `-tokens` and
//   `x-ratelimit-reset`, `ratelimit-reset` ("1m30s", "500ms", seconds, or a moment in seconds or milliseconds since
//   1970) and `anthropic-ratelimit-*-reset` (RFC 3339).
std::optional<std::chrono::microseconds> RetryAfterOf(const HttpResponse& response, int64_t wall_micros);

}  // namespace harness
