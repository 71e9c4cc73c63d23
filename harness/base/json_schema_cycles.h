// Finds schemas that can't be applied to any value, because they apply themselves to the same value again.
#pragma once

#include <string>
#include <vector>

#include "harness/base/json_schema_node.h"

namespace harness {

// The locations of schemas whose $ref, allOf, anyOf, oneOf, not or if lead back to where the way came from, one for
// each way found. What is applied only sometimes (then, else, dependentSchemas, $dynamicRef) is left to the bound on
// depth of validation.
std::vector<std::string> EndlessReferences(const CompiledSchema& schema);

}  // namespace harness
