#include "harness/base/expression_program.h"

namespace harness::expression {

size_t PlaceOf(const Program& program, NodeId id) {
  const Syntax& node = program.nodes[static_cast<size_t>(id)];
  return node.kind == Syntax::Kind::kChain ? node.steps.back().at : node.at;
}

// A chain's path goes as far as its steps are known names.
void CollectNames(Program& program) {
  const auto at = [&](NodeId id) -> const Syntax& { return program.nodes[static_cast<size_t>(id)]; };
  std::vector<bool> chained(program.nodes.size());
  for (const Syntax& node : program.nodes) {
    if (node.kind != Syntax::Kind::kChain || at(node.children[0]).kind != Syntax::Kind::kName) continue;
    chained[static_cast<size_t>(node.children[0])] = true;
    std::string path = at(node.children[0]).name;
    for (const Step& step : node.steps) {
      if (step.kind == Step::Kind::kAttribute) {
        path += "." + step.name;
      } else if (step.kind == Step::Kind::kSubscript && at(step.arguments[0]).literal.IsString()) {
        path.append(".").append(at(step.arguments[0]).literal.AsString());
      } else {
        break;
      }
    }
    program.paths.insert(std::move(path));
  }
  for (size_t i = 0; i < program.nodes.size(); ++i) {
    if (program.nodes[i].kind != Syntax::Kind::kName) continue;
    program.names.insert(program.nodes[i].name);
    if (!chained[i]) program.paths.insert(program.nodes[i].name);
  }
}

}  // namespace harness::expression
