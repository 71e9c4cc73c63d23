// contains-json: there is JSON in the judged text, a map or a list, and one that is valid by a JSON Schema if one is
// given.
//
// The search is bounded (base/find_json.h). The items of a list count as values too.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType ContainsJsonScorerType();

}  // namespace harness
