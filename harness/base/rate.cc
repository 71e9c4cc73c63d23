#include "harness/base/rate.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <system_error>

#include "harness/base/text.h"

namespace harness {
namespace {

struct Unit {
  std::string_view name;
  double seconds;
};

constexpr std::array<Unit, 13> kUnits = {{{"s", 1},
                                          {"sec", 1},
                                          {"second", 1},
                                          {"m", 60},
                                          {"min", 60},
                                          {"minute", 60},
                                          {"h", 3600},
                                          {"hr", 3600},
                                          {"hour", 3600},
                                          {"d", 86'400},
                                          {"day", 86'400},
                                          {"w", 604'800},
                                          {"week", 604'800}}};
constexpr double kLeast = 1.0 / 604'800;
constexpr double kMost = 100'000;

}  // namespace

Result<Rate> ParseRate(std::string_view text) {
  const size_t slash = text.find('/');
  const std::string_view count = Trim(text.substr(0, slash));
  const std::string_view name = slash == std::string_view::npos ? "" : Trim(text.substr(slash + 1));
  double number = 0;
  const auto [end, error] =
      std::from_chars(count.data(), count.data() + count.size(), number, std::chars_format::fixed);
  const auto unit = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& u) { return u.name == name; });
  const bool read = error == std::errc() && end == count.data() + count.size() && std::isfinite(number);
  if (!read || unit == kUnits.end())
    return Fail("'{}' is not a rate; write for example 5/min, 10/s or 100/h", Abbreviate(text, 60));
  const double per_second = number / unit->seconds;
  if (per_second < kLeast * (1 - 1e-9) || per_second > kMost)
    return Fail("a rate is from 1/week to 100000/s, found '{}'", Abbreviate(text, 60));
  return Rate{per_second};
}

}  // namespace harness
