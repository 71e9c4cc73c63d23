#include "harness/base/json_schema_text.h"

#include <array>
#include <cmath>
#include <utility>

#include "harness/base/json_schema_node.h"

namespace harness {
namespace {

constexpr size_t kMostOfScalar = 80;
constexpr size_t kMostOfList = 300;

// At most `most` bytes, cut between code points.
std::string Shortened(std::string text, size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return text.substr(0, most) + "…";
}

}  // namespace

std::string PointerStep(std::string_view key) {
  std::string step = "/";
  for (const char c : key) {
    if (c == '~')
      step += "~0";
    else if (c == '/')
      step += "~1";
    else
      step += c;
  }
  return step;
}

std::string ShowText(std::string_view text) {
  std::string shown;
  AppendJsonString(shown, text.substr(0, 2 * kMostOfScalar));
  return Shortened(std::move(shown), kMostOfScalar);
}

std::string Show(const Json& value) {
  if (value.is_string()) return ShowText(value.get_ref<const std::string&>());
  if (value.is_array()) return fmt::format("an array of {}", value.size());
  if (value.is_object()) return fmt::format("an object with {} {}", value.size(), value.size() == 1 ? "key" : "keys");
  return CanonicalJson(value);
}

std::string ShowWhole(const Json& value) {
  return Shortened(CanonicalJson(value), kMostOfList);
}

std::string ShowList(const Json& values) {
  std::string text = "[";
  for (const Json& value : values) {
    if (text.size() > kMostOfList) break;
    if (text.size() > 1) text += ", ";
    AppendCanonicalJson(text, value);
  }
  return Shortened(text + "]", kMostOfList);
}

unsigned KindsOf(const Json& value) {
  switch (value.type()) {
    case Json::value_t::boolean:
      return kBooleanKind;
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return kIntegerKind | kNumberKind;
    case Json::value_t::number_float: {
      const auto number = value.get<double>();
      return number == std::trunc(number) ? kIntegerKind | kNumberKind : unsigned{kNumberKind};
    }
    case Json::value_t::string:
      return kStringKind;
    case Json::value_t::array:
      return kArrayKind;
    case Json::value_t::object:
      return kObjectKind;
    default:
      return kNullKind;
  }
}

std::string NamesOfKinds(unsigned kinds) {
  if ((kinds & kNumberKind) != 0) kinds &= ~unsigned{kIntegerKind};
  constexpr auto kNames = std::to_array<std::pair<unsigned, const char*>>({{kNullKind, "null"},
                                                                           {kBooleanKind, "true or false"},
                                                                           {kIntegerKind, "an integer"},
                                                                           {kNumberKind, "a number"},
                                                                           {kStringKind, "a string"},
                                                                           {kArrayKind, "an array"},
                                                                           {kObjectKind, "an object"}});
  std::string text;
  for (const auto& [kind, name] : kNames)
    if ((kinds & kind) != 0) text += (text.empty() ? "" : " or ") + std::string(name);
  return text.empty() ? "nothing" : text;
}

}  // namespace harness
