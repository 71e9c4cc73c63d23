#include "harness/models/retry_after.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace harness {
namespace {

constexpr int64_t kNow = 1'750'000'000'000'000;  // 2025-06-15T15:06:40Z

struct Vector {
  std::vector<HttpHeader> headers;
  double seconds;  // 0: none
  int status = 429;
};

std::string Show(const Vector& vector) {
  std::string text = std::to_string(vector.status);
  for (const HttpHeader& header : vector.headers) text += " " + header.name + ": " + header.value;
  return text;
}

TEST(RetryAfterOf, ReadsAllForms) {
  const std::vector<Vector> vectors = {
      {{}, 0},
      {{{"Retry-After", "30"}}, 30},
      {{{"retry-after", " 30 "}}, 30},
      {{{"Retry-After", "1.5"}}, 1.5},
      {{{"Retry-After", "0.25"}}, 0.25},
      {{{"Retry-After", "0"}}, 0},
      {{{"Retry-After", "-5"}}, 0},
      {{{"Retry-After", "99999999999999999999"}}, 86'400},
      {{{"Retry-After", "Sun, 15 Jun 2025 15:06:50 GMT"}}, 10},
      {{{"Retry-After", "Sunday, 15-Jun-25 15:06:50 GMT"}}, 10},
      {{{"Retry-After", "Sun Jun 15 15:06:50 2025"}}, 10},
      {{{"Retry-After", "Sun, 15 Jun 2025 15:06:00 GMT"}}, 0},
      {{{"Retry-After", "soon"}}, 0},
      {{{"Retry-After", "inf"}}, 0},
      {{{"Retry-After", "nan"}}, 0},
      {{{"Retry-After", ""}}, 0},
      {{{"Retry-After", "5"}}, 5, 503},
      {{{"retry-after-ms", "1500"}}, 1.5},
      {{{"retry-after-ms", "1500"}, {"Retry-After", "2"}}, 1.5},
      {{{"retry-after-ms", "soon"}, {"Retry-After", "2"}}, 2},
      {{{"x-ratelimit-reset-requests", "1m30s"}}, 90},
      {{{"x-ratelimit-reset-tokens", "500ms"}}, 0.5},
      {{{"x-ratelimit-reset-tokens", "6m0s"}}, 360},
      {{{"x-ratelimit-reset-tokens", "1h2m3.5s"}}, 3723.5},
      {{{"x-ratelimit-reset-tokens", "12"}}, 12},
      {{{"x-ratelimit-reset-tokens", "1m30"}}, 0},
      {{{"x-ratelimit-reset-tokens", "0s"}}, 0},
      {{{"x-ratelimit-reset", "1750000010"}}, 10},
      {{{"x-ratelimit-reset", "1750000010000"}}, 10},
      {{{"ratelimit-reset", "7"}}, 7},
      {{{"anthropic-ratelimit-tokens-reset", "2025-06-15T15:07:00Z"}}, 20},
      {{{"anthropic-ratelimit-tokens-reset", "2025-06-15T15:06:00Z"}}, 0},
      {{{"anthropic-ratelimit-requests-reset", "2025-06-15T17:06:45+02:00"}}, 5},
      {{{"x-ratelimit-reset-requests", "20s"}, {"x-ratelimit-reset-tokens", "1m30s"}}, 90},
      {{{"x-ratelimit-reset-requests", "1m30s"}, {"x-ratelimit-reset-tokens", "20s"}}, 90},
      {{{"x-ratelimit-reset-requests", "1m30s"}, {"Retry-After", "3"}}, 3},
      {{{"Retry-After", "soon"}, {"x-ratelimit-reset-requests", "1m30s"}}, 90},
      {{{"Retry-After", "0"}, {"x-ratelimit-reset-requests", "1m30s"}}, 0},
      {{{"x-ratelimit-reset-requests", "1m30s"}}, 0, 500},
  };
  for (const Vector& vector : vectors) {
    const auto wait = RetryAfterOf({vector.status, vector.headers, ""}, kNow);
    EXPECT_DOUBLE_EQ(wait ? static_cast<double>(wait->count()) / 1e6 : 0, vector.seconds) << Show(vector);
    if (vector.seconds == 0) {
      EXPECT_EQ(wait, std::nullopt) << Show(vector);
    }
  }
}

}  // namespace
}  // namespace harness
