// word-count: the judged text has so many words, or from so many to so many.
//
// Words are what stands between blanks; scripts without spaces are parted by ICU (base/segment.h, SpacedWords).
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType WordCountScorerType();

}  // namespace harness
