// JSON as a tree of nodes, as if it stood in a suite.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/node.h"

namespace harness {

inline Node NodeOf(const Json& json, const std::shared_ptr<const Source>& source) {
  if (json.is_object()) {
    std::vector<Node::Entry> entries;
    for (const auto& [key, value] : json.items()) entries.push_back({NodeOf(key, source), NodeOf(value, source)});
    return Node::Map(std::move(entries), source, 1, 1);
  }
  if (json.is_array()) {
    std::vector<Node> items;
    for (const Json& item : json) items.push_back(NodeOf(item, source));
    return Node::List(std::move(items), source, 1, 1);
  }
  const Node::Kind kind = json.is_string()           ? Node::Kind::kString
                          : json.is_boolean()        ? Node::Kind::kBool
                          : json.is_number_integer() ? Node::Kind::kInteger
                                                     : Node::Kind::kNumber;
  return Node::Scalar(kind, JsonText(json), source, 1, 1);
}

// Of /suites/suite.yaml, unless `file` is another.
inline Node NodeOf(const Json& json, const std::string& file = "/suites/suite.yaml") {
  return NodeOf(json, std::make_shared<Source>(Source{file, ""}));
}

}  // namespace harness
