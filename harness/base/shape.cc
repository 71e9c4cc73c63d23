#include "harness/base/shape.h"

#include <algorithm>
#include <cassert>

#include "harness/base/text.h"

namespace harness {
namespace {

// How a message calls a set of types: "a whole number or a list of texts".
std::string Expected(unsigned types) {
  constexpr std::pair<unsigned, std::string_view> kNames[] = {
      {kText, "text"},
      {kBool, "true or false"},
      {kInteger, "a whole number"},
      {kNumber, "a number"},
      {kDuration, "a duration such as 10s"},
      {kSize, "a size such as 8 MiB"},
      {kList, "a list"},
      {kTextList, "a list of texts"},
      {kMap, "a map"},
      {kNothing, "nothing"},
  };
  if ((types & kNumber) != 0) types &= ~static_cast<unsigned>(kInteger);
  if ((types & kList) != 0) types &= ~static_cast<unsigned>(kTextList);
  if (types != kNothing) types &= ~static_cast<unsigned>(kNothing);
  std::string text;
  for (const auto& [bit, name] : kNames) {
    if ((types & bit) == 0) continue;
    types &= ~bit;
    if (!text.empty()) text += types == 0 ? " or " : ", ";
    text += name;
  }
  return text;
}

bool MatchesScalar(const Node& value, unsigned types) {
  switch (value.kind()) {
    case Node::Kind::kNull:
      return (types & kNothing) != 0;
    case Node::Kind::kBool:
      return (types & (kText | kBool)) != 0;
    case Node::Kind::kInteger:
      return (types & (kText | kInteger | kNumber | kSize)) != 0;
    case Node::Kind::kNumber:
      return (types & (kText | kNumber)) != 0;
    default:
      return (types & (kText | kDuration | kSize)) != 0;
  }
}

bool Matches(const Node& value, unsigned types) {
  if (value.IsScalar()) return MatchesScalar(value, types);
  if (value.IsMap()) return (types & kMap) != 0;
  return (types & (kList | kTextList)) != 0;
}

// Texts that are a duration or a size and nothing else that the field allows.
bool CheckUnits(const Node& value, const Field& field, Diagnostics& diagnostics) {
  if (!value.IsScalar() || value.IsNull() || (field.types & kText) != 0) return true;
  if ((field.types & kDuration) != 0 && value.IsString()) {
    if (const auto read = ParseDuration(value.AsString()); !read) {
      diagnostics.Add(value.MakeDiagnostic(fmt::format("'{}': {}", field.name, read.error().Message())));
      return false;
    }
  } else if ((field.types & kSize) != 0 && !(value.IsNumber() && (field.types & (kInteger | kNumber)) != 0)) {
    if (const auto read = ParseSize(value.AsString()); !read) {
      diagnostics.Add(value.MakeDiagnostic(fmt::format("'{}': {}", field.name, read.error().Message())));
      return false;
    }
  }
  return true;
}

bool CheckChoice(const Node& value, const Field& field, Diagnostics& diagnostics) {
  const std::string& text = value.AsString();
  if (std::find(field.choices.begin(), field.choices.end(), text) != field.choices.end()) return true;
  std::string message = fmt::format("'{}' must be one of {}, found '{}'", field.name,
                                    JoinQuoted(std::span<const std::string>(field.choices)), Abbreviate(text, 60));
  if (const auto suggestion = Suggest(text, std::span<const std::string>(field.choices)))
    message += fmt::format("; did you mean '{}'?", *suggestion);
  diagnostics.Add(value.MakeDiagnostic(std::move(message)));
  return false;
}

bool CheckListOfMaps(const Node& list, const Field& field, Diagnostics& diagnostics) {
  bool good = true;
  for (const Node& item : list.items()) {
    if (diagnostics.full()) return false;
    if (item.IsMap()) {
      good = CheckShape(item, *field.shape, diagnostics) && good;
      continue;
    }
    diagnostics.Add(item.MakeDiagnostic(
        fmt::format("an entry of '{}' must be a map, found {}", field.name, Describe(item.kind()))));
    good = false;
  }
  return good;
}

bool CheckListOfTexts(const Node& list, const Field& field, Diagnostics& diagnostics) {
  bool good = true;
  for (const Node& item : list.items()) {
    if (diagnostics.full()) return false;
    if (item.IsScalar() && !item.IsNull()) {
      if (!field.choices.empty()) good = CheckChoice(item, field, diagnostics) && good;
      continue;
    }
    diagnostics.Add(
        item.MakeDiagnostic(fmt::format("an entry of '{}' must be text, found {}", field.name, Describe(item.kind()))));
    good = false;
  }
  return good;
}

}  // namespace

std::string UnknownName(std::string_view what, std::string_view name, std::span<const std::string> known) {
  std::string message = fmt::format("unknown {} '{}'", what, Abbreviate(name, 60));
  if (const auto suggestion = Suggest(name, known)) return message + fmt::format("; did you mean '{}'?", *suggestion);
  if (known.empty()) return message;
  return message + "; known here: " + JoinQuoted(known);
}

bool CheckField(const Node& value, const Field& field, Diagnostics& diagnostics) {
  if (!Matches(value, field.types)) {
    diagnostics.Add(value.MakeDiagnostic(
        fmt::format("'{}' must be {}, found {}", field.name, Expected(field.types), Describe(value.kind()))));
    return false;
  }
  if (field.shape && value.IsMap()) return CheckShape(value, *field.shape, diagnostics);
  if (field.shape && value.IsList() && (field.types & kList) != 0) return CheckListOfMaps(value, field, diagnostics);
  if (value.IsList() && (field.types & kList) == 0) return CheckListOfTexts(value, field, diagnostics);
  if (!CheckUnits(value, field, diagnostics)) return false;
  const bool scalar = value.IsScalar() && !value.IsNull();
  return field.choices.empty() || !scalar || CheckChoice(value, field, diagnostics);
}

bool CheckShape(const Node& map, const Shape& shape, Diagnostics& diagnostics) {
  if (!map.IsMap()) {
    diagnostics.Add(map.MakeDiagnostic(fmt::format("a map is expected here, found {}", Describe(map.kind()))));
    return false;
  }
  bool good = true;
  for (const Node::Entry& entry : map.entries()) {
    if (diagnostics.full()) return false;
    const std::string& key = entry.key.AsString();
    const auto field =
        std::find_if(shape.fields.begin(), shape.fields.end(), [&](const Field& f) { return f.name == key; });
    if (field != shape.fields.end()) {
      good = CheckField(entry.value, *field, diagnostics) && good;
    } else if (!shape.open) {
      diagnostics.Add(entry.key.MakeDiagnostic(UnknownName("key", key, FieldNames(shape))));
      good = false;
    }
  }
  for (const Field& field : shape.fields) {
    if (!field.required || map.Find(field.name) != nullptr) continue;
    diagnostics.Add(map.MakeDiagnostic(fmt::format("'{}' is missing", field.name)));
    good = false;
  }
  return good;
}

std::vector<std::string> FieldNames(const Shape& shape) {
  std::vector<std::string> names;
  for (const Field& field : shape.fields) names.push_back(field.name);
  return names;
}

Result<std::chrono::microseconds> ReadDuration(const Node& node) {
  if (!node.IsString()) return node.Fail("a duration such as 10s is expected, found {}", Describe(node.kind()));
  auto duration = ParseDuration(node.AsString());
  if (!duration) return node.Fail("{}", duration.error().Message());
  return *duration;
}

Result<int64_t> ReadSize(const Node& node) {
  if (!node.IsString() && node.kind() != Node::Kind::kInteger)
    return node.Fail("a size such as 8 MiB is expected, found {}", Describe(node.kind()));
  const auto size = ParseSize(node.AsString());
  if (!size) return node.Fail("{}", size.error().Message());
  return static_cast<int64_t>(*size);
}

std::vector<std::string> ReadTexts(const Node& node) {
  std::vector<std::string> texts;
  if (node.IsScalar()) {
    if (!node.IsNull()) texts.push_back(node.AsString());
    return texts;
  }
  for (const Node& item : node.items()) {
    assert(item.IsScalar());
    texts.push_back(item.AsString());
  }
  return texts;
}

}  // namespace harness
