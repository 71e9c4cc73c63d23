// Which names a template reads from its values: as jinja2.meta.find_undeclared_variables() says it.

#include <algorithm>
#include <array>
#include <set>

#include "harness/base/template_program.h"

namespace harness::templates {
namespace {

using expression::Step;
using expression::Syntax;
using Kind = Statement::Kind;

class Reader {
 public:
  explicit Reader(const Unit& unit) : unit_(unit) {}

  std::vector<std::string> Read() {
    Body(unit_.body, {});
    return {undeclared_.begin(), undeclared_.end()};
  }

 private:
  using Names = std::set<std::string, std::less<>>;

  void Body(const std::vector<Statement>& body, const Names& more) {
    scopes_.push_back(more);
    for (const Statement& statement : body) Read(statement);
    scopes_.pop_back();
  }

  // A block's names are known behind it where every branch sets them; else they may come from the values.
  void Branches(const Statement& statement) {
    std::vector<Names> set;
    bool otherwise = false;
    for (size_t i = 0; i < statement.bodies.size(); ++i) {
      otherwise = otherwise || statement.expressions[i] == kNoNode;
      Expression(statement.expressions[i]);
      const Names before = scopes_.back();
      for (const Statement& inner : statement.bodies[i]) Read(inner);
      set.push_back(std::exchange(scopes_.back(), before));
    }
    if (!otherwise) return;
    for (const std::string& name : set[0]) {
      const auto has = [&](const Names& names) { return names.contains(name); };
      if (std::all_of(set.begin(), set.end(), has)) scopes_.back().insert(name);
    }
  }

  void Read(const Statement& statement) {
    if (statement.kind == Kind::kIf) return Branches(statement);
    if (statement.kind == Kind::kFor) return For(statement);
    if (statement.kind == Kind::kMacro) scopes_.back().insert(statement.text);
    for (const NodeId id : statement.expressions) Expression(id);
    for (const Parameter& parameter : statement.parameters) Expression(parameter.otherwise);
    Names inner;
    for (const Parameter& parameter : statement.parameters) inner.insert(parameter.name);
    if (statement.kind == Kind::kMacro || statement.kind == Kind::kCall) inner.insert({"caller", "varargs", "kwargs"});
    if (statement.kind == Kind::kBlock) inner.insert({"super", "self"});
    if (statement.kind == Kind::kWith)
      for (const Target& target : statement.targets) Declare(target, inner);
    for (const auto& body : statement.bodies) Body(body, inner);
    if (statement.kind == Kind::kSet || statement.kind == Kind::kSetBlock)
      for (const Target& target : statement.targets) Declare(target, scopes_.back());
    if (statement.kind == Kind::kImport) scopes_.back().insert(statement.text);
    for (const auto& [name, as] : statement.names) scopes_.back().insert(as);
  }

  void For(const Statement& statement) {
    Expression(statement.expressions[0]);
    Names inner;
    Declare(statement.targets[0], inner);
    scopes_.push_back(inner);
    Expression(statement.expressions[1]);
    scopes_.pop_back();
    inner.insert("loop");
    Body(statement.bodies[0], inner);
    if (statement.bodies.size() > 1) Body(statement.bodies[1], {});
  }

  void Declare(const Target& target, Names& names) {
    if (!target.attribute.empty())
      Use(target.name);
    else if (target.items.empty())
      names.insert(target.name);
    for (const Target& item : target.items) Declare(item, names);
  }

  void Use(const std::string& name) {
    constexpr std::array<std::string_view, 5> kGlobals = {"range", "dict", "namespace", "cycler", "joiner"};
    if (std::find(kGlobals.begin(), kGlobals.end(), name) != kGlobals.end()) return;
    for (const Names& scope : scopes_)
      if (scope.contains(name)) return;
    undeclared_.insert(name);
  }

  // As deep as expressions nest.
  void Expression(NodeId id) {
    if (id == kNoNode) return;
    const Syntax& node = unit_.program.nodes[static_cast<size_t>(id)];
    if (node.kind == Syntax::Kind::kName) Use(node.name);
    for (const NodeId child : node.children) Expression(child);
    for (const Step& step : node.steps)
      for (const NodeId argument : step.arguments) Expression(argument);
  }

  const Unit& unit_;
  std::vector<Names> scopes_ = {{}};
  std::set<std::string> undeclared_;
};

}  // namespace

std::vector<std::string> UndeclaredNames(const Unit& unit) {
  return Reader(unit).Read();
}

}  // namespace harness::templates
