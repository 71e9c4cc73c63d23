// What it means for a case that Genie could not answer: one table from the types of its errors.
//
// Pure functions, any thread.
#pragma once

#include <string_view>

#include "harness/core/output.h"
#include "harness/sql/databricks_api.h"

namespace harness {

// Of a message that ends as FAILED with error {"type", "error"}. What Genie itself did wrong fails the case, with the
// category that a scorer of SQL would give; what went wrong around it is plumbing. A type that is not in the table is
// `reported`.
Failure GenieFailure(std::string_view type, std::string_view words);

// Of a call of the API that failed. What may pass was tried again there already; only a rate limit is worth asking
// anew.
Failure GenieFailure(const DatabricksFault& fault);

}  // namespace harness
