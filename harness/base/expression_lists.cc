// What lists are made of, and cut into.

#include <algorithm>

#include "harness/base/expression_limits.h"
#include "harness/base/expression_text.h"
#include "harness/base/expression_value.h"
#include "harness/base/text.h"

namespace harness::expression {

Outcome<Value> SliceOf(const Value& value, std::optional<int64_t> begin, std::optional<int64_t> end, int64_t step) {
  const std::vector<std::string_view> characters =
      value.IsString() ? Characters(value.AsString()) : std::vector<std::string_view>();
  const auto size = static_cast<int64_t>(value.IsString() ? characters.size() : value.size());
  const int64_t low = step > 0 ? 0 : -1;
  const int64_t high = step > 0 ? size : size - 1;
  const auto within = [&](std::optional<int64_t> at, int64_t otherwise) {
    if (!at) return otherwise;
    return std::clamp(*at < 0 ? *at + size : *at, low, high);
  };
  const int64_t stop = within(end, step > 0 ? high : low);
  std::vector<size_t> places;
  for (int64_t at = within(begin, step > 0 ? low : high); step > 0 ? at < stop : at > stop;) {
    places.push_back(static_cast<size_t>(at));
    if (__builtin_add_overflow(at, step, &at)) break;
  }
  if (value.IsString()) {
    std::string text;
    for (const size_t place : places) text += characters[place];
    return Value::String(std::move(text));
  }
  std::vector<Value> items;
  for (const size_t place : places) items.push_back(value.At(place));
  return MakeList(std::move(items), value.list_kind());
}

Outcome<std::vector<Value>> ItemsOf(const Value& value) {
  std::vector<Value> items;
  if (value.IsAbsent()) return items;
  if (value.IsList()) {
    items.reserve(value.size());
    for (size_t i = 0; i < value.size(); ++i) items.push_back(value.At(i));
  } else if (value.IsMap()) {
    for (Member& member : value.Members()) items.push_back(std::move(member.first));
  } else if (value.IsString()) {
    if (CountCodePoints(value.AsString()) > kMaxExpressionItems) {
      return tl::unexpected(fmt::format("a list would have more than {} items", kMaxExpressionItems));
    }
    for (const std::string_view c : Characters(value.AsString())) items.push_back(Value::String(std::string(c)));
  } else {
    return tl::unexpected(fmt::format("needs a list, not {}", Show(value)));
  }
  return items;
}

Outcome<Value> MakeList(std::vector<Value> items, ListKind kind) {
  if (items.size() > kMaxExpressionItems) {
    return tl::unexpected(fmt::format("a list would have more than {} items", kMaxExpressionItems));
  }
  Value list = Value::List(std::move(items), kind);
  if (list.nesting() > kMaxExpressionDepth) {
    return tl::unexpected(fmt::format("a list would nest deeper than {} levels", kMaxExpressionDepth));
  }
  return list;
}

}  // namespace harness::expression
