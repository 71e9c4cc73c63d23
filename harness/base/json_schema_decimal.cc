#include "harness/base/json_schema_decimal.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

namespace harness {
namespace {

// Without sign: digits * 10^exponent.
struct Decimal {
  uint64_t digits = 0;
  int exponent = 0;
};

Decimal ToDecimal(const Json& number) {
  if (number.is_number_unsigned()) return {number.get<uint64_t>(), 0};
  if (number.is_number_integer()) {
    const auto value = number.get<int64_t>();
    return {value < 0 ? uint64_t{0} - static_cast<uint64_t>(value) : static_cast<uint64_t>(value), 0};
  }
  // "-d.ddde±xx", at most 17 digits.
  std::array<char, 32> text;
  const char* end =
      std::to_chars(text.data(), text.data() + text.size(), number.get<double>(), std::chars_format::scientific).ptr;
  Decimal decimal;
  const char* p = text.data();
  bool behind_point = false;
  for (; p != end && *p != 'e'; ++p) {
    if (*p == '.') behind_point = true;
    if (*p < '0' || *p > '9') continue;
    decimal.digits = decimal.digits * 10 + static_cast<uint64_t>(*p - '0');
    if (behind_point) --decimal.exponent;
  }
  int exponent = 0;
  if (p != end) std::from_chars(p + (p[1] == '+' ? 2 : 1), end, exponent);
  decimal.exponent += exponent;
  return decimal;
}

// 10 * a modulo m, without overflow.
uint64_t TimesTen(uint64_t a, uint64_t m) {
  const auto twice = [m](uint64_t x) { return x >= m - x ? x - (m - x) : x + x; };
  const uint64_t two = twice(a % m);
  const uint64_t eight = twice(twice(two));
  return eight >= m - two ? eight - (m - two) : eight + two;
}

}  // namespace

bool IsMultipleOf(const Json& number, const Json& divisor) {
  const Decimal a = ToDecimal(number);
  const Decimal b = ToDecimal(divisor);
  if (a.digits == 0) return true;
  uint64_t rest = a.digits % b.digits;
  for (int i = b.exponent; i < a.exponent && rest != 0; ++i) rest = TimesTen(rest, b.digits);
  if (a.exponent >= b.exponent) return rest == 0;
  uint64_t scaled = b.digits;
  for (int i = a.exponent; i < b.exponent; ++i) {
    if (scaled > std::numeric_limits<uint64_t>::max() / 10) return false;  // greater than all digits that `a` can have
    scaled *= 10;
  }
  return a.digits % scaled == 0;
}

}  // namespace harness
