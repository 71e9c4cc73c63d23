#include "harness/sql/genie_space.h"

#include <utility>

#include "harness/base/text.h"
#include "harness/sql/databricks_options.h"

namespace harness {
namespace {

// The id becomes a part of a path.
Result<> CheckId(std::string_view id) {
  if (id.empty()) return Fail("the id of the Genie space is missing");
  if (!IsDatabricksId(id))
    return Fail(
        "'{}' is no id of a Genie space: it has letters and digits only, and stands in the space's address behind "
        "/genie/rooms/",
        Abbreviate(id, 60));
  return {};
}

}  // namespace

std::vector<Field> GenieSpaceFields() {
  std::vector<Field> fields = {{"space", kText, "The id of the Genie space.", true}};
  for (Field& field : DatabricksLoginFields()) fields.push_back(std::move(field));
  return fields;
}

Result<GenieSpace> ReadGenieSpace(const Node& node, Files& files,
                                  const std::map<std::string, std::string>& environment) {
  const Node& id = node.IsMap() ? *node.Find("space") : node;
  if (auto good = CheckId(id.AsString()); !good) return id.Fail("{}", good.error().Message());
  GenieSpace space{id.AsString(), {}};
  if (node.IsMap()) {
    Result<DatabricksConfig> given = ReadDatabricksLogin(node, environment);
    if (!given) return Unexpected(given.error());
    space.workspace = *std::move(given);
  }
  Result<DatabricksConfig> complete = CompleteDatabricks(std::move(space.workspace), files, environment);
  if (!complete) return node.Fail("{}", complete.error().Message());
  space.workspace = *std::move(complete);
  return space;
}

Result<GenieSpace> FindGenieSpace(std::string id, Files& files, const std::map<std::string, std::string>& environment) {
  if (auto good = CheckId(id); !good) return Unexpected(good.error());
  Result<DatabricksConfig> complete = CompleteDatabricks({}, files, environment);
  if (!complete) return Unexpected(complete.error());
  return GenieSpace{std::move(id), *std::move(complete)};
}

DatabricksService GenieService(const GenieSpace& space, std::string_view permission) {
  return {"/api/2.0/genie/spaces/" + space.id, fmt::format("{} on the Genie space", permission),
          "Genie space, conversation or message"};
}

}  // namespace harness
