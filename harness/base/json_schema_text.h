// How messages about JSON Schema call values: short, on one line.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/json.h"

namespace harness {

// "/" and the key, with ~0 and ~1 where needed.
std::string PointerStep(std::string_view key);

// A scalar as JSON, cut to 80 bytes; arrays and objects by their sizes.
std::string Show(const Json& value);
std::string ShowText(std::string_view text);

// Canonical JSON, cut to 300 bytes; and the items of an array: ["P1", "P2"].
std::string ShowWhole(const Json& value);
std::string ShowList(const Json& values);

// The SchemaKind bits of a value, and bits in words: "null or a string".
unsigned KindsOf(const Json& value);
std::string NamesOfKinds(unsigned kinds);

}  // namespace harness
