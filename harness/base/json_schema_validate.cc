#include <algorithm>
#include <cassert>
#include <optional>

#include "harness/base/json_schema.h"
#include "harness/base/json_schema_decimal.h"
#include "harness/base/json_schema_node.h"
#include "harness/base/json_schema_text.h"

namespace harness {
namespace {

// The way from the document to a value, kept on the stack; written out only for a violation.
struct Path {
  const Path* outer;
  const std::string* key;  // null for an item of an array
  size_t index;
};

// The resources entered on the way, innermost first: what $dynamicRef looks through.
struct Scope {
  const SchemaResource* resource;
  const Scope* outer;
};

struct Spot {
  const Json& value;
  const Path* path;
  const Scope* scope;
};

// Which children of a value some schema has looked at, by position.
using Evaluated = std::vector<bool>;

void Mark(Evaluated* seen, size_t index) {
  if (seen != nullptr) (*seen)[index] = true;
}

std::string PointerOf(const Path* path) {
  std::vector<const Path*> steps;
  for (; path != nullptr; path = path->outer) steps.push_back(path);
  std::string text;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    text += PointerStep((*step)->key == nullptr ? std::to_string((*step)->index) : *(*step)->key);
  }
  return text;
}

size_t CodePoints(const std::string& text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// What looking at a value costs besides looking at its children.
uint64_t WeightOf(const Json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().size() / 64;
  return value.is_structured() ? value.size() / 16 : 0;
}

bool Matches(const re2::RE2& pattern, const std::string& text) {
  return re2::RE2::PartialMatch(text, pattern);
}

// One validation. Silent (no list to fill), it stops at the first violation; otherwise it goes on until the list is
// full.
class Validation {
 public:
  Validation(const CompiledSchema& schema, std::vector<SchemaViolation>* found, size_t most)
      : schema_(schema), found_(found), most_(most) {}

  bool Run(const Json& value) {
    const bool valid = Apply(schema_.nodes.front(), {value, nullptr, nullptr}, nullptr);
    if (!gave_up_) return valid;
    if (found_ != nullptr) found_->push_back(*gave_up_);
    return false;
  }

 private:
  bool Stopped() const { return found_ == nullptr || found_->size() >= most_ || gave_up_; }

  // Reports and is false. `message` is asked for only if someone will read it. Not inlined, like all that the recursion
  // passes by: the texts would take room on the stack at every level.
  template <typename Message>
  [[gnu::noinline]] bool Wrong(const SchemaNode& node, std::string_view keyword, const Spot& spot, Message message) {
    if (!Stopped()) found_->push_back({PointerOf(spot.path), fmt::format("{}/{}", node.location, keyword), message()});
    return false;
  }

  // The child's result, with the child marked as looked at.
  bool ApplyToItem(const SchemaNode& node, const Spot& spot, size_t index, Evaluated* seen) {
    Mark(seen, index);
    const Path path{spot.path, nullptr, index};
    return Apply(node, {spot.value[index], &path, spot.scope}, nullptr);
  }
  bool ApplyToMember(const SchemaNode& node, const Spot& spot, const Json::const_iterator& member, size_t index,
                     Evaluated* seen) {
    Mark(seen, index);
    const Path path{spot.path, &member.key(), index};
    return Apply(node, {*member, &path, spot.scope}, nullptr);
  }

  // `outer` collects what this schema looked at, if it holds.
  bool Apply(const SchemaNode& node, const Spot& spot, Evaluated* outer) {
    if (node.never) return Never(node, spot);
    if (GaveUp(node, spot)) return false;
    const Scope scope{node.resource, spot.scope};
    const bool same = spot.scope != nullptr && spot.scope->resource == node.resource;
    const Spot here{spot.value, spot.path, same ? spot.scope : &scope};
    const bool unevaluated = node.unevaluated_items != nullptr || node.unevaluated_properties != nullptr;
    if (!unevaluated && outer == nullptr) return CheckAll(node, here, nullptr);
    Evaluated seen(spot.value.is_structured() ? spot.value.size() : 0);
    if (!CheckAll(node, here, &seen) || !CheckUnevaluated(node, here, seen)) return false;
    for (size_t i = 0; outer != nullptr && i < seen.size(); ++i)
      if (seen[i]) (*outer)[i] = true;
    return true;
  }

  [[gnu::noinline]] bool Never(const SchemaNode& node, const Spot& spot) {
    if (!Stopped()) found_->push_back({PointerOf(spot.path), node.location, "no value is allowed here"});
    return false;
  }

  [[gnu::noinline]] bool GaveUp(const SchemaNode& node, const Spot& spot) {
    if (gave_up_) return true;
    if (depth_ >= JsonSchema::kMaxDepth)
      gave_up_ = {PointerOf(spot.path), node.location,
                  fmt::format("gave up: more than {} schemas apply one another here, perhaps without end",
                              JsonSchema::kMaxDepth)};
    steps_ += 1 + WeightOf(spot.value);
    if (steps_ > schema_.max_steps)
      gave_up_ = {PointerOf(spot.path), node.location, fmt::format("gave up after {} steps", schema_.max_steps)};
    return gave_up_.has_value();
  }

  bool CheckAll(const SchemaNode& node, const Spot& spot, Evaluated* seen) {
    ++depth_;
    bool ok = true;
    for (const auto check : {&Validation::CheckValue, &Validation::CheckContents, &Validation::CheckReferences,
                             &Validation::CheckCombined}) {
      ok = (this->*check)(node, spot, seen) && ok;
      if (!ok && Stopped()) break;
    }
    --depth_;
    return ok;
  }

  [[gnu::noinline]] bool CheckValue(const SchemaNode& node, const Spot& spot, Evaluated*) {
    const Json& value = spot.value;
    if ((KindsOf(value) & node.kinds) == 0)
      return Wrong(node, "type", spot,
                   [&] { return fmt::format("must be {}, but is {}", NamesOfKinds(node.kinds), Show(value)); });
    if (node.constant != nullptr && !JsonEqual(value, *node.constant))
      return Wrong(node, "const", spot,
                   [&] { return fmt::format("{} is not {}", Show(value), ShowWhole(*node.constant)); });
    const auto less = [](const Json* a, const Json* b) { return CompareJson(*a, *b) < 0; };
    const auto& choices = node.sorted_choices;
    if (node.choices != nullptr && !std::binary_search(choices.begin(), choices.end(), &value, less))
      return Wrong(node, "enum", spot,
                   [&] { return fmt::format("{} is not one of {}", Show(value), ShowList(*node.choices)); });
    return true;
  }

  bool CheckContents(const SchemaNode& node, const Spot& spot, Evaluated* seen) {
    if (spot.value.is_object()) return CheckObject(node, spot, seen);
    if (spot.value.is_array()) return CheckArray(node, spot, seen);
    if (spot.value.is_string()) return CheckString(node, spot);
    return !spot.value.is_number() || CheckNumber(node, spot);
  }

  bool CheckLimit(const SchemaNode& node, const Spot& spot, const char* keyword, const Json* limit, bool holds,
                  const char* what) {
    return limit == nullptr || holds ||
           Wrong(node, keyword, spot, [&] { return fmt::format("{} is {} {}", Show(spot.value), what, Show(*limit)); });
  }

  [[gnu::noinline]] bool CheckNumber(const SchemaNode& node, const Spot& spot) {
    const Json& value = spot.value;
    const auto order = [&](const Json* limit) {
      return limit == nullptr ? std::strong_ordering::equal : CompareJson(value, *limit);
    };
    bool ok = CheckLimit(node, spot, "minimum", node.minimum, order(node.minimum) >= 0, "less than the minimum");
    ok &= CheckLimit(node, spot, "maximum", node.maximum, order(node.maximum) <= 0, "greater than the maximum");
    ok &= CheckLimit(node, spot, "exclusiveMinimum", node.exclusive_minimum, order(node.exclusive_minimum) > 0,
                     "not greater than");
    ok &= CheckLimit(node, spot, "exclusiveMaximum", node.exclusive_maximum, order(node.exclusive_maximum) < 0,
                     "not less than");
    const bool multiple = node.multiple_of == nullptr || IsMultipleOf(value, *node.multiple_of);
    return CheckLimit(node, spot, "multipleOf", node.multiple_of, multiple, "not a multiple of") && ok;
  }

  // `subject` with what it counts: "has 3 characters".
  [[gnu::noinline]] bool CheckCount(const SchemaNode& node, const Spot& spot, const CountRange& range, size_t count,
                                    std::string_view subject, const char* least, const char* most) {
    if (count < range.least)
      return Wrong(node, least, spot, [&] {
        return fmt::format(fmt::runtime(subject), count) + fmt::format("; at least {} must be", range.least);
      });
    if (count > range.most)
      return Wrong(node, most, spot, [&] {
        return fmt::format(fmt::runtime(subject), count) + fmt::format("; at most {} may be", range.most);
      });
    return true;
  }

  [[gnu::noinline]] bool CheckString(const SchemaNode& node, const Spot& spot) {
    const auto& text = spot.value.get_ref<const std::string&>();
    const bool counted = node.length.least > 0 || node.length.most < std::numeric_limits<uint64_t>::max();
    const bool ok =
        !counted || CheckCount(node, spot, node.length, CodePoints(text), "the length is {}", "minLength", "maxLength");
    if (node.pattern == nullptr || Matches(*node.pattern, text)) return ok;
    const std::string* pattern = &node.json->find("pattern")->get_ref<const std::string&>();
    return Wrong(node, "pattern", spot,
                 [&] { return fmt::format("{} doesn't match the pattern /{}/", Show(spot.value), *pattern); });
  }

  // ---- arrays ----

  bool CheckArray(const SchemaNode& node, const Spot& spot, Evaluated* seen) {
    bool ok =
        CheckCount(node, spot, node.items, spot.value.size(), "the number of items is {}", "minItems", "maxItems");
    for (size_t i = 0; i < spot.value.size(); ++i) {
      if (!ok && Stopped()) return false;
      const SchemaNode* item = i < node.prefix_items.size() ? node.prefix_items[i] : node.other_items;
      if (item == nullptr) continue;
      if (item->never && item == node.other_items) return TooManyItems(node, spot, i);
      ok = ApplyToItem(*item, spot, i, seen) && ok;
    }
    if (!ok && Stopped()) return false;
    ok = CheckUnique(node, spot) && ok;
    return CheckContains(node, spot, seen) && ok;
  }

  [[gnu::noinline]] bool TooManyItems(const SchemaNode& node, const Spot& spot, size_t allowed) {
    return Wrong(node, node.other_items_keyword, spot, [&] {
      return fmt::format("the number of items is {}; at most {} may be", spot.value.size(), allowed);
    });
  }

  [[gnu::noinline]] bool CheckUnique(const SchemaNode& node, const Spot& spot) {
    if (!node.unique_items || spot.value.size() < 2) return true;
    std::vector<const Json*> sorted;
    for (const Json& item : spot.value) sorted.push_back(&item);
    std::sort(sorted.begin(), sorted.end(), [](const Json* a, const Json* b) {
      const auto order = CompareJson(*a, *b);
      return order != 0 ? order < 0 : a < b;
    });
    const auto same = std::adjacent_find(sorted.begin(), sorted.end(),
                                         [](const Json* a, const Json* b) { return JsonEqual(*a, *b); });
    if (same == sorted.end()) return true;
    const Json* first = &spot.value.front();
    return Wrong(node, "uniqueItems", spot,
                 [&] { return fmt::format("items {} and {} are equal", same[0] - first, same[1] - first); });
  }

  [[gnu::noinline]] bool CheckContains(const SchemaNode& node, const Spot& spot, Evaluated* seen) {
    if (node.contains == nullptr) return true;
    size_t count = 0;
    for (size_t i = 0; i < spot.value.size() && !gave_up_; ++i) {
      if (!Holds(*node.contains, {spot.value[i], spot.path, spot.scope}, nullptr)) continue;
      Mark(seen, i);
      ++count;
    }
    const bool counted = node.json->contains("minContains") && node.contained.least > 0;
    return CheckCount(node, spot, node.contained, count, "the number of items that match \"contains\" is {}",
                      counted ? "minContains" : "contains", "maxContains");
  }

  // ---- objects ----

  bool CheckObject(const SchemaNode& node, const Spot& spot, Evaluated* seen) {
    bool ok = CheckCount(node, spot, node.members, spot.value.size(), "the number of keys is {}", "minProperties",
                         "maxProperties");
    for (const std::string& key : node.required) ok = CheckRequired(node, spot, "required", key, nullptr) && ok;
    size_t index = 0;
    for (auto member = spot.value.begin(); member != spot.value.end(); ++member, ++index) {
      if (!ok && Stopped()) return false;
      ok = CheckMember(node, spot, member, index, seen) && ok;
      ok = CheckName(node, spot, member.key()) && ok;
    }
    if (!ok && Stopped()) return false;
    return CheckDependent(node, spot, seen) && ok;
  }

  [[gnu::noinline]] bool CheckRequired(const SchemaNode& node, const Spot& spot, const char* keyword,
                                       const std::string& key, const std::string* because) {
    if (spot.value.contains(key)) return true;
    return Wrong(node, keyword, spot, [&] {
      const std::string missing = fmt::format("the key {} is missing", ShowText(key));
      return because == nullptr ? missing : fmt::format("{}, but {} needs it", missing, ShowText(*because));
    });
  }

  bool CheckMember(const SchemaNode& node, const Spot& spot, const Json::const_iterator& member, size_t index,
                   Evaluated* seen) {
    bool known = false;
    bool ok = true;
    if (const auto property = node.properties.find(member.key()); property != node.properties.end()) {
      known = true;
      ok = ApplyToMember(*property->second, spot, member, index, seen);
    }
    for (const auto& [pattern, schema] : node.pattern_properties) {
      if (!Matches(*pattern, member.key())) continue;
      known = true;
      ok = ApplyToMember(*schema, spot, member, index, seen) && ok;
    }
    if (known || node.additional_properties == nullptr) return ok;
    return ApplyToOther(node, "additionalProperties", *node.additional_properties, spot, member, index, seen) && ok;
  }

  bool ApplyToOther(const SchemaNode& node, const char* keyword, const SchemaNode& other, const Spot& spot,
                    const Json::const_iterator& member, size_t index, Evaluated* seen) {
    return other.never ? NotAllowed(node, keyword, spot, member.key())
                       : ApplyToMember(other, spot, member, index, seen);
  }

  [[gnu::noinline]] bool NotAllowed(const SchemaNode& node, const char* keyword, const Spot& spot,
                                    const std::string& key) {
    return Wrong(node, keyword, spot, [&] { return fmt::format("the key {} is not allowed", ShowText(key)); });
  }

  [[gnu::noinline]] bool CheckName(const SchemaNode& node, const Spot& spot, const std::string& key) {
    if (node.property_names == nullptr) return true;
    const Json name(key);
    const Spot named{name, spot.path, spot.scope};
    if (Stopped()) return Apply(*node.property_names, named, nullptr);
    const size_t before = found_->size();
    const bool ok = Apply(*node.property_names, named, nullptr);
    for (size_t i = before; i < found_->size(); ++i)
      (*found_)[i].message = fmt::format("the key {}: {}", ShowText(key), (*found_)[i].message);
    return ok;
  }

  [[gnu::noinline]] bool CheckDependent(const SchemaNode& node, const Spot& spot, Evaluated* seen) {
    bool ok = true;
    for (const auto& [key, needed] : node.dependent_required) {
      if (!spot.value.contains(key)) continue;
      for (const std::string& other : needed)
        ok = CheckRequired(node, spot, node.dependent_required_keyword, other, &key) && ok;
    }
    for (const auto& [key, schema] : node.dependent_schemas) {
      if (!ok && Stopped()) return false;
      ok = (!spot.value.contains(key) || Apply(*schema, spot, seen)) && ok;
    }
    return ok;
  }

  // ---- schemas applied to the same value ----

  bool CheckReferences(const SchemaNode& node, const Spot& spot, Evaluated* seen) {
    const bool ok = node.ref == nullptr || Apply(*node.ref, spot, seen);
    if (node.dynamic_ref == nullptr) return ok;
    const SchemaNode* target = node.dynamic_ref;
    for (const Scope* scope = node.dynamic_anchor.empty() ? nullptr : spot.scope; scope != nullptr;
         scope = scope->outer) {
      const auto& anchors = scope->resource->dynamic_anchors;
      if (const auto anchor = anchors.find(node.dynamic_anchor); anchor != anchors.end()) target = anchor->second;
    }
    return Apply(*target, spot, seen) && ok;
  }

  // Applies without reporting.
  bool Holds(const SchemaNode& node, const Spot& spot, Evaluated* seen) {
    std::vector<SchemaViolation>* found = std::exchange(found_, nullptr);
    const bool ok = Apply(node, spot, seen);
    found_ = found;
    return ok;
  }

  bool CheckCombined(const SchemaNode& node, const Spot& spot, Evaluated* seen) {
    bool ok = true;
    for (const SchemaNode* part : node.all_of) {
      if (!ok && Stopped()) return false;
      ok = Apply(*part, spot, seen) && ok;
    }
    ok = CheckAnyOf(node, spot, seen) && ok;
    ok = CheckOneOf(node, spot, seen) && ok;
    if (node.not_of != nullptr && Holds(*node.not_of, spot, nullptr)) ok = Forbidden(node, spot);
    if (node.if_of == nullptr || (!ok && Stopped())) return ok;
    const SchemaNode* then = Holds(*node.if_of, spot, seen) ? node.then_of : node.else_of;
    return (then == nullptr || Apply(*then, spot, seen)) && ok;
  }

  [[gnu::noinline]] bool Forbidden(const SchemaNode& node, const Spot& spot) {
    return Wrong(node, "not", spot, [&] { return Show(spot.value) + " matches the schema of \"not\""; });
  }

  [[gnu::noinline]] bool CheckAnyOf(const SchemaNode& node, const Spot& spot, Evaluated* seen) {
    bool any = node.any_of.empty();
    for (const SchemaNode* part : node.any_of) {
      if (any && seen == nullptr) break;
      any = Holds(*part, spot, seen) || any;
    }
    return any || Wrong(node, "anyOf", spot, [&] { return NoneOf("anyOf", node.any_of, spot); });
  }

  [[gnu::noinline]] bool CheckOneOf(const SchemaNode& node, const Spot& spot, Evaluated* seen) {
    std::vector<size_t> matching;
    for (size_t i = 0; i < node.one_of.size() && matching.size() < 2; ++i)
      if (Holds(*node.one_of[i], spot, seen)) matching.push_back(i);
    if (node.one_of.empty() || matching.size() == 1) return true;
    return Wrong(node, "oneOf", spot, [&] {
      if (matching.empty()) return NoneOf("oneOf", node.one_of, spot);
      return fmt::format("{} matches the schemas {} and {} of oneOf; exactly one must match", Show(spot.value),
                         matching[0], matching[1]);
    });
  }

  // Says of the first alternatives why they don't hold; not of alternatives within them, so that the text stays short.
  std::string NoneOf(std::string_view keyword, const std::vector<const SchemaNode*>& parts, const Spot& spot) {
    constexpr size_t kMost = 4;
    std::string text = fmt::format("{} matches none of the {} schemas of {}", Show(spot.value), parts.size(), keyword);
    if (explaining_) return text;
    std::vector<SchemaViolation> reasons;
    std::vector<SchemaViolation>* found = std::exchange(found_, &reasons);
    const size_t most = std::exchange(most_, 1);
    explaining_ = true;
    const std::string here = PointerOf(spot.path);
    for (size_t i = 0; i < parts.size() && i < kMost; ++i) {
      reasons.clear();
      Apply(*parts[i], spot, nullptr);
      if (reasons.empty()) continue;
      SchemaViolation& reason = reasons.front();
      reason.instance.erase(0, here.size());
      text += fmt::format("; {}: {}", i, ToString(reason));
    }
    if (parts.size() > kMost) text += "; …";
    explaining_ = false;
    most_ = most;
    found_ = found;
    return text;
  }

  // ---- what no schema has looked at ----

  [[gnu::noinline]] bool CheckUnevaluated(const SchemaNode& node, const Spot& spot, Evaluated& seen) {
    bool ok = true;
    if (spot.value.is_array() && node.unevaluated_items != nullptr) {
      for (size_t i = 0; i < seen.size() && (ok || !Stopped()); ++i)
        if (!seen[i]) ok = CheckUnevaluatedItem(node, spot, i, seen) && ok;
    } else if (spot.value.is_object() && node.unevaluated_properties != nullptr) {
      size_t index = 0;
      for (auto member = spot.value.begin(); member != spot.value.end() && (ok || !Stopped()); ++member, ++index)
        if (!seen[index])
          ok = ApplyToOther(node, "unevaluatedProperties", *node.unevaluated_properties, spot, member, index, &seen) &&
               ok;
    }
    return ok;
  }

  bool CheckUnevaluatedItem(const SchemaNode& node, const Spot& spot, size_t index, Evaluated& seen) {
    if (!node.unevaluated_items->never) return ApplyToItem(*node.unevaluated_items, spot, index, &seen);
    return Wrong(node, "unevaluatedItems", spot, [&] { return fmt::format("the item {} is not allowed", index); });
  }

  const CompiledSchema& schema_;
  std::vector<SchemaViolation>* found_;
  size_t most_;
  int depth_ = 0;
  uint64_t steps_ = 0;
  bool explaining_ = false;
  std::optional<SchemaViolation> gave_up_;
};

}  // namespace

std::string ToString(const SchemaViolation& violation) {
  return violation.instance.empty() ? violation.message : violation.instance + ": " + violation.message;
}

bool JsonSchema::IsValid(const Json& value) const {
  return Validation(*compiled_, nullptr, 0).Run(value);
}

std::vector<SchemaViolation> JsonSchema::Validate(const Json& value, size_t most) const {
  std::vector<SchemaViolation> violations;
  const bool valid = Validation(*compiled_, &violations, std::max<size_t>(most, 1)).Run(value);
  assert(valid == violations.empty());
  static_cast<void>(valid);
  return violations;
}

}  // namespace harness
