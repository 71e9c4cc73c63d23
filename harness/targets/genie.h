// The target `genie`: a Genie space of a Databricks workspace, which answers questions with SQL.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

TargetType GenieTargetType();

}  // namespace harness
