#include "harness/base/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "harness/base/text.h"
#include "harness/base/words.h"

namespace harness {
namespace {

constexpr size_t kQuotedBytes = 200;  // that QuoteStart shows

constexpr double kTwoTo53 = 9007199254740992.0;
constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr double kTwoTo64 = 18446744073709551616.0;

// Everything but quotes, backslashes and controls below 0x20 is written as it is.
constexpr std::array<bool, 256> kEscaped = [] {
  std::array<bool, 256> escaped{};
  for (int c = 0; c < 0x20; ++c) escaped[c] = true;
  escaped['"'] = escaped['\\'] = true;
  return escaped;
}();

// The first byte that is escaped, or `end`.
const char* FirstEscaped(const char* p, const char* end) {
  for (; end - p >= static_cast<ptrdiff_t>(words::kSize); p += words::kSize) {
    const uint64_t word = words::Load(p);
    if (words::HasBelow(word, 0x20) || words::Has(word, '"') || words::Has(word, '\\')) break;
  }
  while (p != end && !kEscaped[static_cast<unsigned char>(*p)]) ++p;
  return p;
}

void AppendEscape(std::string& to, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"':
      to += "\\\"";
      return;
    case '\\':
      to += "\\\\";
      return;
    case '\b':
      to += "\\b";
      return;
    case '\f':
      to += "\\f";
      return;
    case '\n':
      to += "\\n";
      return;
    case '\r':
      to += "\\r";
      return;
    case '\t':
      to += "\\t";
      return;
    default:
      to += "\\u00";
      to += kHex[c >> 4];
      to += kHex[c & 0xF];
  }
}

template <typename T>
void AppendShortest(std::string& to, T number) {
  std::array<char, 32> text;
  to.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), number).ptr);
}

void AppendDouble(std::string& to, double number) {
  if (!std::isfinite(number))
    to += "null";
  else if (std::abs(number) < kTwoTo53 && number == std::trunc(number))
    AppendShortest(to, static_cast<int64_t>(number));
  else
    AppendShortest(to, number);
}

// Numbers of any two kinds, by value. NaN, which no JSON text holds, is equal to itself and less than all others.
std::strong_ordering CompareDoubles(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(b) <=> std::isnan(a);
  return a < b ? std::strong_ordering::less : a > b ? std::strong_ordering::greater : std::strong_ordering::equal;
}

// An integer of either kind as a sign and a magnitude, so that the two kinds compare without loss.
struct Whole {
  bool negative;
  uint64_t magnitude;
};

Whole ToWhole(const Json& number) {
  if (number.is_number_unsigned()) return {false, number.get<uint64_t>()};
  const auto value = number.get<int64_t>();
  return value < 0 ? Whole{true, uint64_t{0} - static_cast<uint64_t>(value)}
                   : Whole{false, static_cast<uint64_t>(value)};
}

std::strong_ordering CompareWholes(Whole a, Whole b) {
  if (a.negative != b.negative) return b.negative <=> a.negative;
  return a.negative ? b.magnitude <=> a.magnitude : a.magnitude <=> b.magnitude;
}

// Compares a.b… with the whole part first, then by what is behind the point.
std::strong_ordering CompareWholeWithDouble(Whole whole, double number) {
  if (std::isnan(number) || number < -kTwoTo63) return std::strong_ordering::greater;
  if (number >= kTwoTo64) return std::strong_ordering::less;
  const double part = std::trunc(number);
  const auto order = CompareWholes(whole, {part < 0, static_cast<uint64_t>(std::abs(part))});
  return order != 0 ? order : CompareDoubles(part, number);
}

std::strong_ordering CompareNumbers(const Json& a, const Json& b) {
  if (a.is_number_float() && b.is_number_float()) return CompareDoubles(a.get<double>(), b.get<double>());
  if (a.is_number_float()) return 0 <=> CompareWholeWithDouble(ToWhole(b), a.get<double>());
  if (b.is_number_float()) return CompareWholeWithDouble(ToWhole(a), b.get<double>());
  return CompareWholes(ToWhole(a), ToWhole(b));
}

// Kinds in the order null, boolean, number, string, array, object; the three kinds of number are one.
int KindOf(const Json& value) {
  switch (value.type()) {
    case Json::value_t::boolean:
      return 1;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      return 2;
    case Json::value_t::string:
      return 3;
    case Json::value_t::array:
      return 4;
    case Json::value_t::object:
      return 5;
    default:
      return 0;
  }
}

std::strong_ordering CompareTexts(const std::string& a, const std::string& b) {
  return a.compare(b) <=> 0;
}

std::strong_ordering CompareArrays(const Json& a, const Json& b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  for (size_t i = 0; i < a.size(); ++i)
    if (const auto order = CompareJson(a[i], b[i]); order != 0) return order;
  return std::strong_ordering::equal;
}

std::strong_ordering CompareObjects(const Json::object_t& a, const Json::object_t& b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  for (auto left = a.begin(), right = b.begin(); left != a.end(); ++left, ++right) {
    if (const auto order = CompareTexts(left->first, right->first); order != 0) return order;
    if (const auto order = CompareJson(left->second, right->second); order != 0) return order;
  }
  return std::strong_ordering::equal;
}

// An index as RFC 6901 writes it: digits without leading zeros.
std::optional<size_t> ToIndex(const std::string& step) {
  if (step.empty() || step[0] < '0' || step[0] > '9' || (step[0] == '0' && step.size() > 1)) return std::nullopt;
  size_t index = 0;
  const auto result = std::from_chars(step.data(), step.data() + step.size(), index);
  if (result.ec != std::errc() || result.ptr != step.data() + step.size()) return std::nullopt;
  return index;
}

// One step with ~1 and ~0 resolved, or nothing if it holds another escape.
std::optional<std::string> Unescape(std::string_view step) {
  std::string text;
  for (size_t i = 0; i < step.size(); ++i) {
    if (step[i] != '~') {
      text += step[i];
      continue;
    }
    if (++i == step.size() || (step[i] != '0' && step[i] != '1')) return std::nullopt;
    text += step[i] == '0' ? '~' : '/';
  }
  return text;
}

}  // namespace

std::string QuoteStart(std::string_view text) {
  std::string start(text.substr(0, kQuotedBytes));
  RepairUtf8(start);
  std::string quoted;
  AppendJsonString(quoted, start);
  return text.size() > kQuotedBytes ? quoted + "…" : quoted;
}

void AppendJsonString(std::string& to, std::string_view text) {
  to += '"';
  const char* run = text.data();
  const char* end = run + text.size();
  for (const char* p = FirstEscaped(run, end); p != end; p = FirstEscaped(run, end)) {
    to.append(run, p);
    AppendEscape(to, *p);
    run = p + 1;
  }
  to.append(run, end);
  to += '"';
}

void AppendCanonicalJson(std::string& to, const Json& value) {
  char separator = 0;
  switch (value.type()) {
    case Json::value_t::boolean:
      to += value.get<bool>() ? "true" : "false";
      return;
    case Json::value_t::number_integer:
      AppendShortest(to, value.get<int64_t>());
      return;
    case Json::value_t::number_unsigned:
      AppendShortest(to, value.get<uint64_t>());
      return;
    case Json::value_t::number_float:
      AppendDouble(to, value.get<double>());
      return;
    case Json::value_t::string:
      AppendJsonString(to, value.get_ref<const std::string&>());
      return;
    case Json::value_t::array:
      separator = '[';
      for (const Json& item : value) {
        to += separator;
        AppendCanonicalJson(to, item);
        separator = ',';
      }
      to += separator == '[' ? "[]" : "]";
      return;
    case Json::value_t::object:
      separator = '{';
      for (const auto& [key, member] : value.get_ref<const Json::object_t&>()) {
        to += separator;
        AppendJsonString(to, key);
        to += ':';
        AppendCanonicalJson(to, member);
        separator = ',';
      }
      to += separator == '{' ? "{}" : "}";
      return;
    default:
      to += "null";
  }
}

std::string CanonicalJson(const Json& value) {
  std::string text;
  AppendCanonicalJson(text, value);
  return text;
}

std::string JsonText(const Json& value) {
  return value.is_string() ? value.get<std::string>() : CanonicalJson(value);
}

std::strong_ordering CompareJson(const Json& a, const Json& b) {
  const int kind = KindOf(a);
  if (kind != KindOf(b)) return kind <=> KindOf(b);
  if (a.is_number()) return CompareNumbers(a, b);
  if (a.is_boolean()) return a.get<bool>() <=> b.get<bool>();
  if (a.is_string()) return CompareTexts(a.get_ref<const std::string&>(), b.get_ref<const std::string&>());
  if (a.is_array()) return CompareArrays(a, b);
  if (a.is_object()) return CompareObjects(a.get_ref<const Json::object_t&>(), b.get_ref<const Json::object_t&>());
  return std::strong_ordering::equal;
}

bool JsonEqual(const Json& a, const Json& b) {
  return CompareJson(a, b) == 0;
}

Result<JsonPointer> JsonPointer::Parse(std::string_view text) {
  JsonPointer pointer;
  pointer.text_ = text;
  if (text.empty()) return pointer;
  if (text[0] != '/') return Fail("not a JSON pointer: \"{}\"; it must begin with '/': \"/{}\"", text, text);
  for (size_t begin = 1; begin <= text.size();) {
    const size_t end = std::min(text.find('/', begin), text.size());
    std::optional<std::string> step = Unescape(text.substr(begin, end - begin));
    if (!step) return Fail("not a JSON pointer: \"{}\"; '~' must be written ~0, and '/' within a key ~1", text);
    pointer.steps_.push_back(std::move(*step));
    begin = end + 1;
  }
  return pointer;
}

const Json* JsonPointer::Find(const Json& document) const {
  const Json* at = &document;
  for (const std::string& step : steps_) {
    if (at->is_object()) {
      const auto member = at->find(step);
      if (member == at->end()) return nullptr;
      at = &*member;
    } else {
      const std::optional<size_t> index = ToIndex(step);
      if (!at->is_array() || !index || *index >= at->size()) return nullptr;
      at = &(*at)[*index];
    }
  }
  return at;
}

}  // namespace harness
