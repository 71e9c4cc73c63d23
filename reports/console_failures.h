// Why attempts failed, counted by target and category: a section of the console's report. Part of console.cc.
#pragma once

#include <string>

#include "harness/results/summary.h"
#include "reports/console.h"

namespace harness {

// Empty when no attempt has a failure category.
std::string RenderFailureCategories(const Summary& summary, const ConsoleOptions& options);

}  // namespace harness
