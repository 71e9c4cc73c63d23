// equals, iequals: the judged part is what is expected.
//
// Two JSON values are compared by structure, numbers by value. Where one side is text (a CSV knows only text) it equals
// the other if it is the other's text, or JSON that equals the other. iequals compares as texts, by Unicode's full case
// folding.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType EqualsScorerType();
ScorerType IequalsScorerType();

}  // namespace harness
