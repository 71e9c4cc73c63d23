// An expression as its parser leaves it: a tree in one vector, flat along chains, so that only brackets nest. Internal
// to the expression files.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/expression.h"
#include "harness/base/expression_functions.h"
#include "harness/base/expression_value.h"

namespace harness::expression {

// What is wrong, and at which byte of the text, from 0.
struct Fault {
  size_t at = 0;
  std::string message;
};

using NodeId = int;
inline constexpr NodeId kNoNode = -1;

// One step behind a value: .name, [key], |filter, is test, .method(); in templates also [begin:end:step] and a call.
struct Step {
  enum class Kind : uint8_t { kAttribute, kSubscript, kFilter, kTest, kMethod, kSlice, kCall };

  Kind kind = Kind::kAttribute;
  bool negated = false;  // is not
  size_t at = 0;
  std::string name;
  const Function* function = nullptr;
  // The key; begin, end and step; or one for each parameter (kNoNode: not given).
  std::vector<NodeId> arguments = {};
  // Where they are not sorted by parameter: the name of each argument, "" for one by position, "*" and "**" for those
  // that a list and a map hold.
  bool unsorted = false;
  std::vector<std::string> names = {};
};

struct Syntax {
  enum class Kind : uint8_t {
    kLiteral,
    kName,
    kList,       // children: the items
    kTuple,      // the same
    kMap,        // children: key, value, key, value, …
    kCondition,  // children: value, condition, value, condition, …, and the last value if there is an else
    kOr,
    kAnd,
    kNot,
    kCompare,  // a op b op c: children and the operators between them
    kArithmetic,
    kConcat,
    kNegate,
    kPlus,
    kChain,  // one child and the steps behind it
    kHole,   // what the renderer puts in: the text of a filter block
  };

  Kind kind = Kind::kLiteral;
  size_t at = 0;
  Value literal;
  std::string name;
  std::vector<NodeId> children;
  std::vector<Operator> operators;
  std::vector<size_t> places;  // of the operators
  std::vector<Step> steps;
};

// The expressions of a suite's text (one) or of a template.
struct Program {
  Dialect dialect = Dialect::kSuite;
  std::string text;     // the expression alone
  std::string excerpt;  // what messages point into; empty where that would be too long or several lines
  std::vector<Syntax> nodes;
  NodeId root = kNoNode;
  size_t end = 0;  // where in the text that it was read from the expression ends
  std::set<std::string> names;
  std::set<std::string> paths;
};

// Where a message about what an expression gives points: the last step of a chain.
size_t PlaceOf(const Program& program, NodeId id);

// Fills the names and paths of `program` from its nodes.
void CollectNames(Program& program);

// Fills the nodes, root, end, names and paths of `program` from `text`, from byte `begin` on. With `prefix`, what
// follows the expression is not its business.
std::optional<Fault> ParseProgram(Program& program, std::string_view text, size_t begin, bool prefix);

tl::expected<Value, Fault> Evaluate(const Program& program, const Scope& scope, Undefined undefined);

}  // namespace harness::expression
