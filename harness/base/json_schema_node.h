// A compiled JSON Schema: what json_schema_compile.cc makes and json_schema_validate.cc asks. No one else includes
// this.
//
// Nodes and resources point into the document and at one another; all of them live as long as the CompiledSchema, which
// nobody changes once it is made.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/json.h"

namespace harness {

struct SchemaNode;

// A schema with a URI of its own ($id), and the anchors in it.
struct SchemaResource {
  std::string uri;  // without fragment; empty for a document without $id
  const Json* root = nullptr;
  std::map<std::string, const Json*> anchors;  // $anchor, $dynamicAnchor and draft 7's "$id": "#name"
  std::map<std::string, const SchemaNode*> dynamic_anchors;
};

struct CountRange {
  uint64_t least = 0;
  uint64_t most = std::numeric_limits<uint64_t>::max();
};

// Kinds of values as bits. An integral number is both kInteger and kNumber.
enum SchemaKind : unsigned {
  kNullKind = 1,
  kBooleanKind = 2,
  kIntegerKind = 4,
  kNumberKind = 8,
  kStringKind = 16,
  kArrayKind = 32,
  kObjectKind = 64,
  kAnyKind = 127
};

// One schema. Pointers are null, and lists empty, where the keyword is absent.
struct SchemaNode {
  const Json* json = nullptr;
  std::string location;  // "#/properties/a"
  const SchemaResource* resource = nullptr;
  bool never = false;  // the schema `false`

  const SchemaNode* ref = nullptr;
  const SchemaNode* dynamic_ref = nullptr;
  std::string dynamic_anchor;  // what `dynamic_ref` looks for in the resources entered before; empty: it is an ordinary
                               // reference
  std::vector<const SchemaNode*> all_of, any_of, one_of;
  const SchemaNode* not_of = nullptr;
  const SchemaNode* if_of = nullptr;
  const SchemaNode* then_of = nullptr;
  const SchemaNode* else_of = nullptr;

  unsigned kinds = kAnyKind;
  const Json* constant = nullptr;
  const Json* choices = nullptr;  // `enum`, as written
  std::vector<const Json*> sorted_choices;

  const Json* minimum = nullptr;
  const Json* maximum = nullptr;
  const Json* exclusive_minimum = nullptr;
  const Json* exclusive_maximum = nullptr;
  const Json* multiple_of = nullptr;

  CountRange length;  // in code points
  std::unique_ptr<re2::RE2> pattern;

  CountRange items;
  std::vector<const SchemaNode*> prefix_items;
  const SchemaNode* other_items = nullptr;  // those behind the prefix
  const char* other_items_keyword = "";
  const SchemaNode* contains = nullptr;
  CountRange contained;
  bool unique_items = false;
  const SchemaNode* unevaluated_items = nullptr;

  CountRange members;
  std::vector<std::string> required;
  std::map<std::string, const SchemaNode*> properties;
  std::vector<std::pair<std::unique_ptr<re2::RE2>, const SchemaNode*>> pattern_properties;
  const SchemaNode* additional_properties = nullptr;
  const SchemaNode* property_names = nullptr;
  std::map<std::string, std::vector<std::string>> dependent_required;
  std::map<std::string, const SchemaNode*> dependent_schemas;
  const char* dependent_required_keyword = "";
  const char* dependent_schemas_keyword = "";
  const SchemaNode* unevaluated_properties = nullptr;
};

struct CompiledSchema {
  Json document;
  uint64_t max_steps = 0;
  std::deque<SchemaResource> resources;
  std::deque<SchemaNode> nodes;  // the first is the whole document
};

}  // namespace harness
