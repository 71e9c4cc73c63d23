// json-equals: the judged part is JSON and equals what is expected, numbers by value; the reason says where it does
// not.
//
// The answer must be JSON. An expected text that holds a JSON list or map (a cell of a CSV) is read as that. What
// `ignore` points to is not compared, nor what is below it.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType JsonEqualsScorerType();

}  // namespace harness
