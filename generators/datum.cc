#include "generators/datum.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace harness {
namespace {

void AppendInteger(std::string& to, int64_t value) {
  char digits[24];
  to.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void AppendNumber(std::string& to, double value, int decimals) {
  char digits[400];  // 309 digits before the point, and those behind it
  const auto [end, error] =
      decimals < 0 ? std::to_chars(digits, digits + sizeof digits, value)
                   : std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, decimals);
  std::string_view text(digits, static_cast<size_t>(end - digits));
  if (text.starts_with('-') && text.find_first_not_of("-0.") == std::string_view::npos) text.remove_prefix(1);
  to += text;
}

void AppendDigits(std::string& to, int64_t value, int width) {
  char digits[8];
  for (int i = width - 1; i >= 0; --i, value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  to.append(digits, static_cast<size_t>(width));
}

void AppendTime(std::string& to, int64_t micros, TimeUnit unit) {
  using namespace std::chrono;
  const auto moment = floor<seconds>(sys_time<microseconds>(microseconds(micros)));
  const auto day = floor<days>(moment);
  const year_month_day date(day);
  AppendDigits(to, int{date.year()}, 4);
  if (unit == TimeUnit::kYear) return;
  to += '-';
  AppendDigits(to, unsigned{date.month()}, 2);
  if (unit == TimeUnit::kMonth) return;
  to += '-';
  AppendDigits(to, unsigned{date.day()}, 2);
  if (unit == TimeUnit::kDay) return;
  const int64_t second = (moment - day).count();
  to += 'T';
  AppendDigits(to, second / 3600, 2);
  to += ':';
  AppendDigits(to, second / 60 % 60, 2);
  if (unit != TimeUnit::kSecond) return;
  to += ':';
  AppendDigits(to, second % 60, 2);
}

}  // namespace

void Datum::AppendText(std::string& to) const {
  switch (kind_) {
    case Kind::kNull:
      return;
    case Kind::kBool:
      to += AsBool() ? "true" : "false";
      return;
    case Kind::kInteger:
      return AppendInteger(to, integer_);
    case Kind::kNumber:
      return AppendNumber(to, number_, detail_);
    case Kind::kTime:
      return AppendTime(to, integer_, unit());
    case Kind::kText:
    case Kind::kJson:
      to += text_;
      return;
  }
}

void Datum::AppendJson(std::string& to) const {
  switch (kind_) {
    case Kind::kNull:
      to += "null";
      return;
    case Kind::kText:
      return AppendJsonString(to, text_);
    case Kind::kTime:
      to += '"';
      AppendText(to);
      to += '"';
      return;
    case Kind::kBool:
    case Kind::kInteger:
    case Kind::kNumber:
    case Kind::kJson:
      return AppendText(to);
  }
}

Json Datum::ToJson() const {
  switch (kind_) {
    case Kind::kNull:
      return nullptr;
    case Kind::kBool:
      return AsBool();
    case Kind::kInteger:
      return integer_;
    case Kind::kNumber: {  // the number that is written, not the one that was drawn
      std::string text;
      AppendText(text);
      double written = number_;
      std::from_chars(text.data(), text.data() + text.size(), written);
      return written;
    }
    case Kind::kTime: {
      std::string text;
      AppendText(text);
      return text;
    }
    case Kind::kText:
      return text_;
    case Kind::kJson:
      return Json::parse(text_);
  }
  return nullptr;
}

Datum DatumOf(const Json& value, TextArena& texts) {
  switch (value.type()) {
    case Json::value_t::null:
    case Json::value_t::discarded:
      return Datum::Null();
    case Json::value_t::boolean:
      return Datum::Bool(value.get<bool>());
    case Json::value_t::number_integer:
      return Datum::Integer(value.get<int64_t>());
    case Json::value_t::number_unsigned:
      if (value.get<uint64_t>() <= INT64_MAX) return Datum::Integer(value.get<int64_t>());
      return Datum::Number(value.get<double>());
    case Json::value_t::number_float:
      return Datum::Number(value.get<double>());
    case Json::value_t::string:
      return Datum::Text(texts.Keep(value.get_ref<const std::string&>()));
    default:
      return Datum::JsonOf(texts.Keep(CanonicalJson(value)));
  }
}

}  // namespace harness
