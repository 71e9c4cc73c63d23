// is-json, json-schema: the judged part is JSON, and valid by a JSON Schema (drafts 7 and 2020-12, see
// base/json_schema.h).
//
// is-json reads texts: the whole answer, or a text in it. json-schema judges the value: a text within an answer is a
// JSON string. A schema is compiled when the suite is loaded; what is wrong with it is said at its place.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType IsJsonScorerType();
ScorerType JsonSchemaScorerType();

}  // namespace harness
