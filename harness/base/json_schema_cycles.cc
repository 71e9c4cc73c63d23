#include "harness/base/json_schema_cycles.h"

#include <unordered_map>
#include <utility>

namespace harness {
namespace {

// What `node` applies to its own value, whatever the value is.
std::vector<const SchemaNode*> AppliedBy(const SchemaNode& node) {
  std::vector<const SchemaNode*> applied;
  for (const auto* list : {&node.all_of, &node.any_of, &node.one_of})
    applied.insert(applied.end(), list->begin(), list->end());
  for (const SchemaNode* one : {node.ref, node.not_of, node.if_of})
    if (one != nullptr) applied.push_back(one);
  return applied;
}

// Depth first with a stack of its own.
class Search {
 public:
  std::vector<std::string> Run(const CompiledSchema& schema) {
    for (const SchemaNode& node : schema.nodes) {
      Enter(&node);
      while (!way_.empty()) Advance();
    }
    return std::move(found_);
  }

 private:
  enum class State { kUnseen, kOnTheWay, kDone };
  struct Stop {
    const SchemaNode* node;
    std::vector<const SchemaNode*> left;
  };

  void Enter(const SchemaNode* node) {
    State& state = states_[node];
    if (state == State::kOnTheWay) found_.push_back(way_.back().node->location);
    if (state != State::kUnseen) return;
    state = State::kOnTheWay;
    way_.push_back({node, AppliedBy(*node)});
  }

  void Advance() {
    Stop& stop = way_.back();
    if (stop.left.empty()) {
      states_[stop.node] = State::kDone;
      way_.pop_back();
      return;
    }
    const SchemaNode* next = stop.left.back();
    stop.left.pop_back();
    Enter(next);
  }

  std::unordered_map<const SchemaNode*, State> states_;
  std::vector<Stop> way_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> EndlessReferences(const CompiledSchema& schema) {
  return Search().Run(schema);
}

}  // namespace harness
