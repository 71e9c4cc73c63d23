// is-yaml: the judged text is YAML, a map or a list, and valid by a JSON Schema if one is given.
//
// Read as suites are (suite/yaml.h): YAML 1.2, one document, no duplicate keys, bounded in depth and size.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType IsYamlScorerType();

}  // namespace harness
