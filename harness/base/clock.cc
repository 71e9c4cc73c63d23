#include "harness/base/clock.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace harness {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using Moment = std::chrono::sys_time<microseconds>;

class SystemClock final : public Clock {
 public:
  int64_t WallMicros() override {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<microseconds>(since).count();
  }
  std::chrono::steady_clock::time_point SteadyNow() override { return std::chrono::steady_clock::now(); }
};

// Takes pieces of fixed width from the front of a text.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool Take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly `width` digits, at most `max`.
  std::optional<int> Digits(size_t width, int max) {
    if (rest_.size() < width) return std::nullopt;
    int value = 0;
    for (size_t i = 0; i < width; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return std::nullopt;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(width);
    if (value > max) return std::nullopt;
    return value;
  }
  // One to six decimals of a second, in microseconds.
  std::optional<int> Decimals() {
    int value = 0, width = 0;
    for (; width < 6 && !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; ++width, rest_.remove_prefix(1)) {
      value = value * 10 + (rest_[0] - '0');
    }
    if (width == 0) return std::nullopt;
    for (; width < 6; ++width) value *= 10;
    return value;
  }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::optional<sys_days> TakeDate(Cursor& cursor) {
  const auto year = cursor.Digits(4, 9999);
  if (!year || *year == 0 || !cursor.Take('-')) return std::nullopt;
  const auto month = cursor.Digits(2, 12);
  if (!month || !cursor.Take('-')) return std::nullopt;
  const auto day = cursor.Digits(2, 31);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return sys_days(date);
}

std::optional<microseconds> TakeTime(Cursor& cursor) {
  const auto hour = cursor.Digits(2, 23);
  if (!hour || !cursor.Take(':')) return std::nullopt;
  const auto minute = cursor.Digits(2, 59);
  if (!minute) return std::nullopt;
  microseconds time = hours(*hour) + minutes(*minute);
  if (!cursor.Take(':')) return time;
  const auto second = cursor.Digits(2, 59);
  if (!second) return std::nullopt;
  time += seconds(*second);
  if (!cursor.Take('.')) return time;
  const auto decimals = cursor.Decimals();
  if (!decimals) return std::nullopt;
  return time + microseconds(*decimals);
}

// What to subtract to come to UTC.
std::optional<minutes> TakeOffset(Cursor& cursor) {
  if (cursor.done() || cursor.Take('Z')) return minutes(0);
  const bool west = cursor.Take('-');
  if (!west && !cursor.Take('+')) return std::nullopt;
  const auto hour = cursor.Digits(2, 23);
  if (!hour) return std::nullopt;
  cursor.Take(':');
  const auto minute = cursor.Digits(2, 59);
  if (!minute) return std::nullopt;
  const minutes offset = hours(*hour) + minutes(*minute);
  return west ? -offset : offset;
}

std::optional<Moment> TakeMoment(Cursor& cursor) {
  const auto date = TakeDate(cursor);
  if (!date || cursor.done()) return date;
  if (!cursor.Take('T') && !cursor.Take(' ')) return std::nullopt;
  const auto time = TakeTime(cursor);
  if (!time) return std::nullopt;
  const auto offset = TakeOffset(cursor);
  if (!offset) return std::nullopt;
  return *date + *time - *offset;
}

// The decimal digits of `value`, the last one before `end`.
void PutDigits(std::string& text, size_t end, int64_t value) {
  for (; value > 0; value /= 10) text[--end] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::unique_ptr<Clock> MakeSystemClock() {
  return std::make_unique<SystemClock>();
}

std::string FormatTimestamp(int64_t wall_micros) {
  constexpr int64_t kFirst = -62'135'596'800'000'000;  // 0001-01-01T00:00:00Z
  constexpr int64_t kLast = 253'402'300'799'999'999;   // 9999-12-31T23:59:59.999999Z
  const Moment moment{microseconds(std::clamp(wall_micros, kFirst, kLast))};
  const auto day = std::chrono::floor<days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::milliseconds>(moment - day));
  // Every line of a report has one: digit by digit is ten times as fast as a format.
  std::string text = "0000-00-00T00:00:00.000Z";
  PutDigits(text, 4, static_cast<int>(date.year()));
  PutDigits(text, 7, static_cast<unsigned>(date.month()));
  PutDigits(text, 10, static_cast<unsigned>(date.day()));
  PutDigits(text, 13, time.hours().count());
  PutDigits(text, 16, time.minutes().count());
  PutDigits(text, 19, time.seconds().count());
  PutDigits(text, 23, time.subseconds().count());
  return text;
}

Result<int64_t> ParseTimestamp(std::string_view text) {
  Cursor cursor(text);
  const std::optional<Moment> moment = TakeMoment(cursor);
  if (!moment || !cursor.done()) return Fail("'{}' is not a moment; write for example 2025-11-20T09:28:50Z", text);
  return moment->time_since_epoch().count();
}

}  // namespace harness
