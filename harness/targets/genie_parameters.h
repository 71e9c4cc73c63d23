// The parameters of a query that Genie wrote: put into its SQL where that is safe.
//
// Genie answers a parameterised example with ":name" in the SQL and the values beside it. Whoever runs the SQL
// elsewhere needs it whole. Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/error.h"
#include "harness/base/json.h"

namespace harness {

// `sql` with a literal in the place of every marker that `parameters` names, a list of {"keyword", "sql_type",
// "value"}. Only literals that every dialect reads alike are written: an Error says which parameter can't be one (a
// text with a quote or a backslash, a value that is none of its type, a type that is not known here), and then nothing
// is replaced. Markers in quotes and comments, and others than those named, stay.
Result<std::string> BindGenieParameters(std::string_view sql, const Json& parameters);

}  // namespace harness
