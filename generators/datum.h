// What a column holds in one record: a small value that owns nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "generators/text_arena.h"
#include "harness/base/json.h"

namespace harness {

// How finely a moment is told: "2025-01", "2025-01-31", "2025-01-31T10:05", "2025-01-31T10:05:59".
enum class TimeUnit : uint8_t { kYear, kMonth, kDay, kHour, kMinute, kSecond };

class Datum {
 public:
  enum class Kind : uint8_t { kNull, kBool, kInteger, kNumber, kTime, kText, kJson };

  Datum() = default;
  static Datum Null() { return {}; }
  static Datum Bool(bool value) { return Datum(Kind::kBool, value ? 1 : 0); }
  static Datum Integer(int64_t value) { return Datum(Kind::kInteger, value); }
  // Written with so many digits behind the point; below 0: with as few as tell it from other numbers.
  static Datum Number(double value, int decimals = -1) {
    Datum cell(Kind::kNumber, 0);
    cell.number_ = value;
    cell.detail_ = static_cast<int8_t>(decimals);
    return cell;
  }
  // Microseconds since 1970, UTC.
  static Datum Time(int64_t micros, TimeUnit unit) {
    Datum cell(Kind::kTime, micros);
    cell.detail_ = static_cast<int8_t>(unit);
    return cell;
  }
  // `text` is well-formed UTF-8 and outlives the cell.
  static Datum Text(std::string_view text) {
    Datum cell(Kind::kText, 0);
    cell.text_ = text;
    return cell;
  }
  // A list or map as canonical JSON, which outlives the cell.
  static Datum JsonOf(std::string_view json) {
    Datum cell(Kind::kJson, 0);
    cell.text_ = json;
    return cell;
  }

  Kind kind() const { return kind_; }
  bool IsNull() const { return kind_ == Kind::kNull; }
  bool AsBool() const { return integer_ != 0; }
  int64_t AsInteger() const { return integer_; }  // of a time: its microseconds
  double AsNumber() const { return number_; }
  std::string_view AsText() const { return text_; }  // of kText and kJson
  TimeUnit unit() const { return static_cast<TimeUnit>(detail_); }

  // As a person reads it and a table shows it; null is nothing.
  void AppendText(std::string& to) const;
  void AppendJson(std::string& to) const;
  Json ToJson() const;

 private:
  Datum(Kind kind, int64_t integer) : kind_(kind), integer_(integer) {}

  Kind kind_ = Kind::kNull;
  int8_t detail_ = 0;  // decimals of a number, unit of a time
  union {
    int64_t integer_ = 0;
    double number_;
  };
  std::string_view text_;
};

// What it holds; lists and maps as JSON. Its texts are kept in `texts`.
Datum DatumOf(const Json& value, TextArena& texts);

}  // namespace harness
