// A Genie space of a Databricks workspace: where it is, who asks, and what its API is called.
//
// A space turns questions into SQL. Its target (targets/genie.h) asks it, and its own benchmark questions can be cases
// of a suite (suite/genie_questions.h).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/base/node.h"
#include "harness/base/shape.h"
#include "harness/sql/databricks_api.h"

namespace harness {

struct GenieSpace {
  std::string id;  // 32 hexadecimal digits, as a rule
  DatabricksConfig workspace;
};

// space, and the options of a workspace.
std::vector<Field> GenieSpaceFields();

// `node` is the id, or a map that was checked against the fields. Reads the files of credentials; what is missing or
// wrong is a mistake at its place.
Result<GenieSpace> ReadGenieSpace(const Node& node, Files& files,
                                  const std::map<std::string, std::string>& environment);
// The same of an id alone, with all else from the environment.
Result<GenieSpace> FindGenieSpace(std::string id, Files& files, const std::map<std::string, std::string>& environment);

// /api/2.0/genie/spaces/ID. `permission` is what the caller needs: "CAN RUN".
DatabricksService GenieService(const GenieSpace& space, std::string_view permission);

}  // namespace harness
