// The source `generate: spec.yaml` of a suite: records of a data set as test cases.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

SourceType GenerateSourceType();

}  // namespace harness
