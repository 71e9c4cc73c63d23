// A JSON value with holes: every text in it is a template, and one that is a single {{ EXPRESSION }} becomes the value
// itself, whatever its type. Keys are no templates.
//
// Immutable; any thread.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/node.h"
#include "harness/base/template.h"

namespace harness {

class JsonTemplate {
 public:
  // All mistakes go to the diagnostics. Recurses as deep as the node is nested.
  static JsonTemplate Read(const Node& node, Files& files, Diagnostics& mistakes);

  Result<Json> Fill(const Json& vars, const TemplateLimits& limits) const;

 private:
  using List = std::vector<JsonTemplate>;
  using Map = std::vector<std::pair<std::string, JsonTemplate>>;

  std::variant<Json, Template, List, Map> value_;
};

}  // namespace harness
