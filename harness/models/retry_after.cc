#include "harness/models/retry_after.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <system_error>

#include "harness/base/clock.h"
#include "harness/base/text.h"

namespace harness {
namespace {

using std::chrono::microseconds;

constexpr double kMost = 86'400;     // s
constexpr double kSecondsEra = 1e9;  // a greater number of seconds is a moment since 1970: 2001 and later
constexpr double kMillisEra = 1e12;

std::optional<double> ReadNumber(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

microseconds Micros(double seconds) {
  return microseconds(static_cast<int64_t>(std::clamp(seconds, -kMost, kMost) * 1e6));
}

double SecondsUntil(int64_t moment_micros, int64_t wall_micros) {
  return (static_cast<double>(moment_micros) - static_cast<double>(wall_micros)) / 1e6;
}

// "1h2m3.5s", "500ms", as Go writes durations.
std::optional<double> ReadGoDuration(std::string_view text) {
  constexpr std::pair<std::string_view, double> kUnits[] = {{"ms", 1e-3}, {"us", 1e-6}, {"µs", 1e-6}, {"ns", 1e-9},
                                                            {"h", 3600},  {"m", 60},    {"s", 1}};
  double sum = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::optional<double> number = ReadNumber(text.substr(0, digits));
    text.remove_prefix(digits);
    const auto unit = std::find_if(std::begin(kUnits), std::end(kUnits),
                                   [&](const auto& candidate) { return text.starts_with(candidate.first); });
    if (!number || unit == std::end(kUnits)) return std::nullopt;
    sum += *number * unit->second;
    text.remove_prefix(unit->first.size());
  }
  return sum;
}

// In seconds from now.
std::optional<double> ReadReset(std::string_view text, int64_t wall_micros) {
  if (const std::optional<double> number = ReadNumber(text)) {
    if (*number >= kMillisEra) return *number / 1e3 - static_cast<double>(wall_micros) / 1e6;
    return *number >= kSecondsEra ? *number - static_cast<double>(wall_micros) / 1e6 : *number;
  }
  if (const std::optional<double> duration = ReadGoDuration(text)) return duration;
  const Result<int64_t> moment = ParseTimestamp(text);
  return moment ? std::optional(SecondsUntil(*moment, wall_micros)) : std::nullopt;
}

std::optional<double> ReadRetryAfterHeader(std::string_view text, int64_t wall_micros) {
  if (const std::optional<double> number = ReadNumber(text)) return number;
  const bool date = text.find(',') != std::string_view::npos || text.find(' ') != std::string_view::npos;
  const std::optional<int64_t> moment = date ? ReadHttpDate(text) : std::nullopt;
  return moment ? std::optional(SecondsUntil(*moment, wall_micros)) : std::nullopt;
}

bool IsReset(std::string_view name) {
  return name == "x-ratelimit-reset-requests" || name == "x-ratelimit-reset-tokens" || name == "x-ratelimit-reset" ||
         name == "ratelimit-reset" || (name.starts_with("anthropic-ratelimit-") && name.ends_with("-reset"));
}

std::optional<double> LatestReset(const HttpResponse& response, int64_t wall_micros) {
  std::optional<double> latest;
  for (const HttpHeader& header : response.headers) {
    if (!IsReset(FoldCase(header.name))) continue;
    const std::optional<double> reset = ReadReset(Trim(header.value), wall_micros);
    if (reset && (!latest || *reset > *latest)) latest = reset;
  }
  return latest;
}

std::optional<double> SecondsOf(const HttpResponse& response, int64_t wall_micros) {
  if (const std::string* header = response.Header("retry-after-ms"))
    if (const std::optional<double> millis = ReadNumber(Trim(*header))) return *millis / 1e3;
  if (const std::string* header = response.Header("retry-after"))
    if (const std::optional<double> seconds = ReadRetryAfterHeader(Trim(*header), wall_micros)) return seconds;
  return response.status == 429 ? LatestReset(response, wall_micros) : std::nullopt;
}

}  // namespace

std::optional<microseconds> RetryAfterOf(const HttpResponse& response, int64_t wall_micros) {
  const std::optional<double> seconds = SecondsOf(response, wall_micros);
  if (!seconds || Micros(*seconds) <= microseconds(0)) return std::nullopt;
  return Micros(*seconds);
}

}  // namespace harness
