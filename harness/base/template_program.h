// A template as its parser leaves it. Internal to the template files.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/expression_program.h"
#include "harness/base/template.h"

namespace harness::templates {

using expression::kNoNode;
using expression::NodeId;

// What is assigned to: a name, a namespace's attribute, or several of them.
struct Target {
  size_t at = 0;
  std::string name;
  std::string attribute;
  std::vector<Target> items;
};

struct Parameter {
  std::string name;
  NodeId otherwise = kNoNode;
};

struct Unit;

struct Statement {
  enum class Kind : uint8_t {
    kText,
    kOutput,    // expressions
    kIf,        // expressions (kNoNode: else) and bodies
    kFor,       // expressions: the list, the condition; bodies: of the loop, of else
    kSet,       // expressions: the value
    kSetBlock,  // expressions: the filters
    kMacro,
    kCall,    // expressions: the call
    kFilter,  // expressions: the filters
    kWith,    // targets and expressions
    kInclude,
    kImport,
    kFrom,
    kBlock,
    kExtends,
  };

  Kind kind = Kind::kText;
  size_t at = 0;
  std::string text;  // kText; the name of a macro, an import, a block
  std::vector<NodeId> expressions = {};
  std::vector<std::vector<Statement>> bodies = {};
  std::vector<Target> targets = {};
  std::vector<Parameter> parameters = {};
  std::vector<std::pair<std::string, std::string>> names = {};  // of kFrom: what, as what
  const Unit* unit = nullptr;  // of kInclude, kImport, kFrom; null if it is missing and that is ignored
  bool recursive = false;      // of kFor
  bool scoped = false;         // of kBlock
  bool with_context = false;
  // Whether the body says these names.
  bool uses_loop = false;
  bool uses_caller = false;
  bool uses_varargs = false;
  bool uses_kwargs = false;
  bool uses_super = false;
};

// One file.
struct Unit {
  std::string name;
  std::string source;  // line ends are \n
  expression::Program program;
  std::vector<Statement> body;
  const Unit* parent = nullptr;  // that it extends
  std::map<std::string, const Statement*, std::less<>> blocks;
};

struct Library {
  std::deque<Unit> units;  // the first is the template itself
  std::vector<std::string> names;
};

// The place of a byte of a unit, with the line as excerpt.
Diagnostic MakeDiagnostic(const Unit& unit, size_t at, std::string message);

// Fills `library` from the text of its first unit. All mistakes of one file end it; files are read until the first.
Result<> ParseLibrary(Library& library, std::string_view text, std::string name, TemplateLoader* loader,
                      const TemplateOptions& options);

// Names that a unit reads and does not set before.
std::vector<std::string> UndeclaredNames(const Unit& unit);

}  // namespace harness::templates
