// The target `chat`: a model of the suite, asked with templates or with the case's own messages.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

TargetType ChatTargetType();

}  // namespace harness
