// The functions of SQLite that untrusted queries may call: those that compute, and nothing that writes, loads or tells
// of the process.
#pragma once

#include <string_view>

namespace harness {

// `name` in any case.
bool IsAllowedSqliteFunction(std::string_view name);

}  // namespace harness
