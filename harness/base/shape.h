// What a map of the configuration may hold: one description that both checks a Node and becomes JSON Schema for
// editors.
//
// Shapes are built once, before any file is read, and are const afterwards.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/json.h"
#include "harness/base/node.h"

namespace harness {

// What a value may be; combined by |. A kText takes any scalar that is not null: `value: 5` is the text "5".
enum TypeSet : unsigned {
  kText = 1,
  kBool = 2,
  kInteger = 4,    // within int64
  kNumber = 8,     // integers too
  kDuration = 16,  // "500ms", "10s", "2m", "1h"
  kSize = 32,      // "64 kB", "8 MiB"
  kList = 64,      // of anything, or of maps of `shape`
  kTextList = 128,
  kMap = 256,      // of anything, or of `shape`
  kNothing = 512,  // null
  kAnything = 1023,
};

struct Shape;

struct Field {
  std::string name;
  unsigned types = kAnything;
  std::string doc;  // one sentence, for the JSON Schema
  bool required = false;
  std::vector<std::string> choices = {};    // for texts: the only ones allowed
  std::shared_ptr<const Shape> shape = {};  // of the map, or of each map in the list unless it is of texts
};

struct Shape {
  std::vector<Field> fields;
  bool open = false;  // keys that are not listed are allowed
};

// Adds a diagnostic for every unknown key (with a suggestion), missing key, wrong type or unknown choice, nested shapes
// included. Says whether there was none.
bool CheckShape(const Node& map, const Shape& shape, Diagnostics& diagnostics);

// One value against one field, as CheckShape does it.
bool CheckField(const Node& value, const Field& field, Diagnostics& diagnostics);

// "unknown WHAT 'nmae'; did you mean 'name'?", or else the known names.
std::string UnknownName(std::string_view what, std::string_view name, std::span<const std::string> known);

std::vector<std::string> FieldNames(const Shape& shape);

// {"type": "object", "properties": {…}, "additionalProperties": false, …}, draft 2020-12.
Json ToJsonSchema(const Shape& shape);
Json ToJsonSchema(const Field& field);

Result<std::chrono::microseconds> ReadDuration(const Node& node);
Result<int64_t> ReadSize(const Node& node);  // bytes
// A text or a list of texts.
std::vector<std::string> ReadTexts(const Node& node);

}  // namespace harness
