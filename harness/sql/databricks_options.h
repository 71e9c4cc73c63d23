// The options of a suite that say how a Databricks workspace is reached.
//
// Pure but for the environment that is lent. The same ones for SQL warehouses and for Genie spaces.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/base/node.h"
#include "harness/base/shape.h"
#include "harness/sql/databricks.h"

namespace harness {

// host, token_env, token_file, token_command, client_id, client_secret_env, profile, profile_file.
std::vector<Field> DatabricksLoginFields();

// `options` is a map that was checked against them. A variable that is not set is a mistake at its place.
Result<DatabricksConfig> ReadDatabricksLogin(const Node& options,
                                             const std::map<std::string, std::string>& environment);

}  // namespace harness
