// Statements of templates: recursive descent over those of jinja2/parser.py, tag by tag. Internal to the template
// files.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/expression_parser.h"
#include "harness/base/template_program.h"
#include "harness/base/template_scanner.h"

namespace harness::templates {

// Finds the other templates that one names.
class UnitFinder {
 public:
  virtual ~UnitFinder() = default;
  // The template that `from` calls so, read; null if there is none.
  virtual Result<const Unit*> Find(const std::string& name, const Unit& from) = 0;
};

// Reads the source of a unit into its body and its program.
class UnitParser {
 public:
  UnitParser(Unit& unit, UnitFinder& files, const TemplateOptions& options)
      : unit_(unit), files_(files), scanner_(unit.source, options) {}

  Result<> Parse();

 private:
  using Parser = expression::Parser;
  using Body = std::vector<Statement>;
  using Words = std::span<const std::string_view>;

  // Statements up to a tag that begins with one of `ends`, whose rest is then in `tag`.
  Body ReadBody(Words ends, size_t opened);
  void ReadOutput(Body& body);
  void ReadStatement(const std::string& word, Parser& tag, size_t at, Body& body);

  Statement If(Parser& tag, size_t at);
  Statement For(Parser& tag, size_t at);
  Statement Set(Parser& tag, size_t at);
  Statement Macro(Parser& tag, size_t at);
  Statement Call(Parser& tag, size_t at);
  Statement Filter(Parser& tag, size_t at);
  Statement With(Parser& tag, size_t at);
  Statement Include(Parser& tag, size_t at);
  Statement Import(Parser& tag, size_t at);
  Statement From(Parser& tag, size_t at);
  Statement Block(Parser& tag, size_t at);
  Statement Extends(Parser& tag, size_t at);
  Statement Print(Parser& tag, size_t at);

  // Ends the tag, reads the body up to one of `ends`, and leaves behind its word.
  Body Inner(Parser& tag, Words ends, size_t at);
  // The same up to `end`, whose tag ends too; `name` may stand in it.
  Body Whole(Parser& tag, std::string_view end, size_t at, std::string_view name = "");
  void EndTag(Parser& tag);
  Target ReadTarget(Parser& tag, bool several);
  void Signature(Parser& tag, Statement& statement);
  void Usage(Statement& statement, size_t first_node) const;
  const Unit* Named(Parser& tag, bool may_be_missing_next, bool* missing_ignored);
  std::vector<std::string> FileNames(NodeId id);
  void Context(Parser& tag, Statement& statement, bool otherwise);

  bool Failed() const { return error_.has_value(); }
  void Fail(size_t at, std::string message) {
    if (!error_) error_ = Error(MakeDiagnostic(unit_, at, std::move(message)));
  }
  // Takes over what the expression parser found wrong.
  bool Check(const Parser& tag) {
    if (tag.fault()) Fail(tag.fault()->at, tag.fault()->message);
    return !Failed();
  }

  Unit& unit_;
  UnitFinder& files_;
  Scanner scanner_;
  std::optional<Error> error_;
  std::string end_;  // the word that ended the last body
  int depth_ = 0;
};

}  // namespace harness::templates
