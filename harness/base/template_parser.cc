#include "harness/base/template_parser.h"

#include <algorithm>
#include <array>

#include "harness/base/text.h"

namespace harness::templates {
namespace {

using expression::Syntax;
using Kind = Statement::Kind;

constexpr std::array<std::string_view, 15> kStatements = {"block", "call", "extends", "filter",  "for",
                                                          "from",  "if",   "import",  "include", "macro",
                                                          "print", "raw",  "set",     "with",    "endraw"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kRefused = {{
    {"autoescape", "nothing is ever escaped by itself"},
    {"break", "it belongs to an extension of Jinja"},
    {"continue", "it belongs to an extension of Jinja"},
    {"debug", "it belongs to an extension of Jinja"},
    {"do", "values are never changed"},
    {"pluralize", "it belongs to an extension of Jinja"},
    {"trans", "it belongs to an extension of Jinja"},
}};

}  // namespace

Result<> UnitParser::Parse() {
  unit_.body = ReadBody({}, 0);
  if (scanner_.fault()) Fail(scanner_.fault()->at, scanner_.fault()->message);
  if (error_) return Unexpected(*std::move(error_));
  return {};
}

void UnitParser::EndTag(Parser& tag) {
  tag.Skip(":");
  if (!Check(tag)) return;
  if (!tag.AtEnd()) {
    tag.Missing("'%}'");
    Check(tag);
  } else if (!scanner_.Close(Scanner::Tag::kStatement, tag.token().begin)) {
    Fail(tag.token().begin, "expected '%}'");
  }
}

std::vector<Statement> UnitParser::ReadBody(Words ends, size_t opened) {
  Body body;
  while (!Failed()) {
    std::string text;
    const size_t begin = scanner_.at();
    const Scanner::Tag kind = scanner_.Next(text);
    if (!text.empty()) body.push_back({.kind = Kind::kText, .at = begin, .text = std::move(text)});
    if (scanner_.fault()) Fail(scanner_.fault()->at, scanner_.fault()->message);
    if (kind == Scanner::Tag::kEnd) {
      if (!ends.empty()) Fail(opened, fmt::format("the block does not end: there is no {}", JoinQuoted(ends)));
      return body;
    }
    if (kind == Scanner::Tag::kOutput) {
      ReadOutput(body);
      continue;
    }
    Parser tag(unit_.program, unit_.source, scanner_.inside(), true);
    const size_t at = tag.token().begin;
    const std::string word(tag.token().text);
    if (std::find(ends.begin(), ends.end(), word) != ends.end()) {
      end_ = word;
      return body;
    }
    ReadStatement(word, tag, at, body);
  }
  return body;
}

void UnitParser::ReadOutput(Body& body) {
  Parser tag(unit_.program, unit_.source, scanner_.inside(), true);
  Statement output{.kind = Kind::kOutput, .at = scanner_.tag(), .text = {}};
  if (tag.AtEnd()) {
    tag.Missing("a value");
  } else {
    output.expressions = {tag.Tuple(true)};
    if (!tag.AtEnd()) tag.Missing("an operator or '}}'");
  }
  if (!Check(tag)) return;
  if (!scanner_.Close(Scanner::Tag::kOutput, tag.token().begin)) Fail(tag.token().begin, "expected '}}'");
  body.push_back(std::move(output));
}

void UnitParser::ReadStatement(const std::string& word, Parser& tag, size_t at, Body& body) {
  using Rule = Statement (UnitParser::*)(Parser&, size_t);
  static constexpr std::array<std::pair<std::string_view, Rule>, 13> kRules = {{
      {"block", &UnitParser::Block},
      {"call", &UnitParser::Call},
      {"extends", &UnitParser::Extends},
      {"filter", &UnitParser::Filter},
      {"for", &UnitParser::For},
      {"from", &UnitParser::From},
      {"if", &UnitParser::If},
      {"import", &UnitParser::Import},
      {"include", &UnitParser::Include},
      {"macro", &UnitParser::Macro},
      {"print", &UnitParser::Print},
      {"set", &UnitParser::Set},
      {"with", &UnitParser::With},
  }};
  if (++depth_ > kMaxTemplateNesting) return Fail(at, fmt::format("nested deeper than {} blocks", kMaxTemplateNesting));
  for (const auto& [name, rule] : kRules) {
    if (name != word) continue;
    tag.Skip(word);
    body.push_back((this->*rule)(tag, at));
    --depth_;
    return;
  }
  for (const auto& [name, why] : kRefused)
    if (name == word) return Fail(at, fmt::format("the statement '{}' is not supported: {}", word, why));
  if (!Check(tag)) return;
  if (word.starts_with("end") || word == "else" || word == "elif")
    return Fail(at, fmt::format("'{}' ends nothing here", Abbreviate(word, 40)));
  const std::optional<std::string> near = Suggest(word, kStatements);
  Fail(at, fmt::format("there is no statement '{}'{}", Abbreviate(word, 40),
                       near ? fmt::format(", did you mean '{}'?", *near) : ""));
}

std::vector<Statement> UnitParser::Inner(Parser& tag, Words ends, size_t at) {
  EndTag(tag);
  return Failed() ? Body() : ReadBody(ends, at);
}

std::vector<Statement> UnitParser::Whole(Parser& tag, std::string_view end, size_t at, std::string_view name) {
  Body body = Inner(tag, std::array{end}, at);
  if (Failed()) return body;
  Parser closing(unit_.program, unit_.source, scanner_.inside(), true);
  closing.Skip(end);
  if (!name.empty()) closing.Skip(name);
  EndTag(closing);
  return body;
}

Statement UnitParser::If(Parser& first, size_t at) {
  static constexpr std::array<std::string_view, 3> kEnds = {"elif", "else", "endif"};
  Statement statement{.kind = Kind::kIf, .at = at, .text = {}};
  statement.expressions.push_back(first.Tuple(false));
  statement.bodies.push_back(Inner(first, kEnds, at));
  while (!Failed()) {
    Parser tag(unit_.program, unit_.source, scanner_.inside(), true);
    tag.Skip(end_);
    if (end_ == "endif") {
      EndTag(tag);
      break;
    }
    if (end_ == "elif") {
      statement.expressions.push_back(tag.Tuple(false));
      statement.bodies.push_back(Inner(tag, kEnds, at));
    } else {
      statement.expressions.push_back(kNoNode);
      statement.bodies.push_back(Whole(tag, "endif", at));
      break;
    }
  }
  return statement;
}

Statement UnitParser::For(Parser& tag, size_t at) {
  static constexpr std::array<std::string_view, 2> kEnds = {"else", "endfor"};
  Statement statement{.kind = Kind::kFor, .at = at, .text = {}};
  statement.targets.push_back(ReadTarget(tag, true));
  tag.Expect("in");
  statement.expressions = {tag.Tuple(false), kNoNode};
  if (tag.Skip("if")) statement.expressions[1] = tag.Condition();
  statement.recursive = tag.Skip("recursive");
  const size_t first = unit_.program.nodes.size();
  statement.bodies.push_back(Inner(tag, kEnds, at));
  Usage(statement, first);
  if (Failed()) return statement;
  Parser last(unit_.program, unit_.source, scanner_.inside(), true);
  last.Skip(end_);
  if (end_ == "else")
    statement.bodies.push_back(Whole(last, "endfor", at));
  else
    EndTag(last);
  return statement;
}

Statement UnitParser::Set(Parser& tag, size_t at) {
  Statement statement{.kind = Kind::kSet, .at = at, .text = {}};
  statement.targets.push_back(ReadTarget(tag, true));
  if (tag.Skip("=")) {
    statement.expressions = {tag.Tuple(true)};
    EndTag(tag);
    return statement;
  }
  statement.kind = Kind::kSetBlock;
  statement.expressions = {tag.Filters(false)};
  statement.bodies.push_back(Whole(tag, "endset", at));
  return statement;
}

Statement UnitParser::Macro(Parser& tag, size_t at) {
  Statement statement{.kind = Kind::kMacro, .at = at, .text = {}};
  statement.text = tag.Name("a name");
  Signature(tag, statement);
  const size_t first = unit_.program.nodes.size();
  statement.bodies.push_back(Whole(tag, "endmacro", at));
  Usage(statement, first);
  return statement;
}

Statement UnitParser::Call(Parser& tag, size_t at) {
  Statement statement{.kind = Kind::kCall, .at = at, .text = {}};
  if (tag.token().Is("(")) Signature(tag, statement);
  const size_t place = tag.token().begin;
  statement.expressions = {tag.Condition()};
  if (!Check(tag)) return statement;
  const Syntax& node = unit_.program.nodes[static_cast<size_t>(statement.expressions[0])];
  using StepKind = expression::Step::Kind;
  const bool call = node.kind == Syntax::Kind::kChain &&
                    (node.steps.back().kind == StepKind::kCall || node.steps.back().kind == StepKind::kMethod);
  if (!call) Fail(place, "expected a call");
  const size_t first = unit_.program.nodes.size();
  statement.bodies.push_back(Whole(tag, "endcall", at));
  Usage(statement, first);
  return statement;
}

Statement UnitParser::Filter(Parser& tag, size_t at) {
  Statement statement{.kind = Kind::kFilter, .at = at, .text = {}};
  statement.expressions = {tag.Filters(true)};
  statement.bodies.push_back(Whole(tag, "endfilter", at));
  return statement;
}

Statement UnitParser::With(Parser& tag, size_t at) {
  Statement statement{.kind = Kind::kWith, .at = at, .text = {}};
  while (!tag.AtEnd() && !tag.token().Is(":") && Check(tag)) {
    if (!statement.targets.empty()) tag.Expect(",");
    statement.targets.push_back(ReadTarget(tag, false));
    tag.Expect("=");
    statement.expressions.push_back(tag.Condition());
  }
  statement.bodies.push_back(Whole(tag, "endwith", at));
  return statement;
}

Statement UnitParser::Print(Parser& tag, size_t at) {
  Statement statement{.kind = Kind::kOutput, .at = at, .text = {}};
  while (!tag.AtEnd() && Check(tag)) {
    if (!statement.expressions.empty()) tag.Expect(",");
    statement.expressions.push_back(tag.Condition());
  }
  EndTag(tag);
  return statement;
}

Statement UnitParser::Block(Parser& tag, size_t at) {
  Statement statement{.kind = Kind::kBlock, .at = at, .text = {}};
  statement.text = tag.Name("a name");
  statement.scoped = tag.Skip("scoped");
  if (tag.Skip("required")) Fail(at, "a required block is not supported");
  const size_t first = unit_.program.nodes.size();
  statement.bodies.push_back(Whole(tag, "endblock", at, statement.text));
  Usage(statement, first);
  if (unit_.blocks.contains(statement.text)) Fail(at, fmt::format("the block '{}' is there twice", statement.text));
  unit_.blocks[statement.text] = nullptr;
  return statement;
}

Statement UnitParser::Extends(Parser& tag, size_t at) {
  Statement statement{.kind = Kind::kExtends, .at = at, .text = {}};
  bool ignored = false;
  statement.unit = Named(tag, false, &ignored);
  EndTag(tag);
  if (unit_.parent) Fail(at, "a template extends only one other");
  if (depth_ > 1) Fail(at, "'extends' within a block is not supported");
  for (const Unit* above = statement.unit; above; above = above->parent)
    if (above == &unit_) Fail(at, "the template extends itself");
  unit_.parent = statement.unit;
  return statement;
}

void UnitParser::Context(Parser& tag, Statement& statement, bool otherwise) {
  statement.with_context = otherwise;
  if (!tag.token().Is("with") && !tag.token().Is("without")) return;
  statement.with_context = tag.token().Is("with");
  tag.Skip(statement.with_context ? "with" : "without");
  tag.Expect("context");
}

Statement UnitParser::Include(Parser& tag, size_t at) {
  Statement statement{.kind = Kind::kInclude, .at = at, .text = {}};
  bool ignored = false;
  statement.unit = Named(tag, true, &ignored);
  Context(tag, statement, true);
  EndTag(tag);
  return statement;
}

Statement UnitParser::Import(Parser& tag, size_t at) {
  Statement statement{.kind = Kind::kImport, .at = at, .text = {}};
  bool ignored = false;
  statement.unit = Named(tag, false, &ignored);
  tag.Expect("as");
  statement.text = tag.Name("a name");
  Context(tag, statement, false);
  EndTag(tag);
  return statement;
}

Statement UnitParser::From(Parser& tag, size_t at) {
  Statement statement{.kind = Kind::kFrom, .at = at, .text = {}};
  bool ignored = false;
  statement.unit = Named(tag, false, &ignored);
  tag.Expect("import");
  do {
    if (tag.AtEnd() || (tag.token().Is("with") && tag.NextIs("context"))) break;
    const size_t place = tag.token().begin;
    std::string name = tag.Name("a name");
    if (name.starts_with('_')) Fail(place, "names that begin with '_' can't be imported");
    std::string as = tag.Skip("as") ? tag.Name("a name") : name;
    statement.names.emplace_back(std::move(name), std::move(as));
  } while (tag.Skip(",") && Check(tag));
  if (statement.names.empty()) tag.Missing("a name");
  Context(tag, statement, false);
  EndTag(tag);
  return statement;
}

// The names that a text, or a list of texts, holds.
std::vector<std::string> UnitParser::FileNames(NodeId id) {
  const Syntax& node = unit_.program.nodes[static_cast<size_t>(id)];
  if (node.kind == Syntax::Kind::kLiteral && node.literal.IsString()) return {std::string(node.literal.AsString())};
  std::vector<std::string> names;
  const bool list = node.kind == Syntax::Kind::kList || node.kind == Syntax::Kind::kTuple;
  for (const NodeId child : list ? node.children : std::vector<NodeId>()) {
    const Syntax& item = unit_.program.nodes[static_cast<size_t>(child)];
    if (item.kind != Syntax::Kind::kLiteral || !item.literal.IsString()) return {};
    names.emplace_back(item.literal.AsString());
  }
  return names;
}

const Unit* UnitParser::Named(Parser& tag, bool may_be_missing, bool* missing_ignored) {
  const size_t at = tag.token().begin;
  const NodeId id = tag.Condition();
  if (may_be_missing && tag.token().Is("ignore") && tag.NextIs("missing")) {
    tag.Skip("ignore");
    tag.Skip("missing");
    *missing_ignored = true;
  }
  if (!Check(tag)) return nullptr;
  const std::vector<std::string> names = FileNames(id);
  if (names.empty()) {
    Fail(at, "the name of another template must be a text, or a list of texts: one that is computed is not supported");
    return nullptr;
  }
  for (const std::string& name : names) {
    Result<const Unit*> unit = files_.Find(name, unit_);
    if (!unit) {
      const std::vector<Diagnostic>& found = unit.error().diagnostics();
      if (!found.empty() && !found[0].place.file.empty())
        error_ = unit.error();
      else
        Fail(at, unit.error().Message());
      return nullptr;
    }
    if (*unit) return *unit;
  }
  if (!*missing_ignored) Fail(at, fmt::format("there is no template {}", JoinQuoted(names)));
  return nullptr;
}

Target UnitParser::ReadTarget(Parser& tag, bool several) {
  Target target{.at = tag.token().begin, .name = {}, .attribute = {}, .items = {}};
  if (++depth_ > kMaxTemplateNesting) tag.Fail(target.at, "names nest too deeply");
  if (tag.Skip("(")) {
    target = ReadTarget(tag, true);
    tag.Expect(")");
  } else {
    constexpr std::array<std::string_view, 6> kConstants = {"true", "false", "none", "True", "False", "None"};
    const bool constant = std::find(kConstants.begin(), kConstants.end(), tag.token().text) != kConstants.end();
    if (constant) tag.Fail(target.at, fmt::format("can't assign to '{}'", tag.token().text));
    target.name = tag.Name("a name");
    if (tag.Skip(".")) target.attribute = tag.Name("a name");
  }
  --depth_;
  if (!several || !tag.token().Is(",")) return target;
  Target all{.at = target.at, .name = {}, .attribute = {}, .items = {std::move(target)}};
  while (tag.Skip(",")) {
    if (tag.token().Is(")") || tag.token().Is("in") || tag.token().Is("=") || tag.AtEnd()) break;
    all.items.push_back(ReadTarget(tag, false));
  }
  return all;
}

void UnitParser::Signature(Parser& tag, Statement& statement) {
  tag.Expect("(");
  while (!tag.token().Is(")") && Check(tag) && !tag.AtEnd()) {
    if (!statement.parameters.empty()) tag.Expect(",");
    const size_t at = tag.token().begin;
    Parameter parameter{tag.Name("a name"), kNoNode};
    if (tag.Skip("="))
      parameter.otherwise = tag.Condition();
    else if (!statement.parameters.empty() && statement.parameters.back().otherwise != kNoNode)
      tag.Fail(at, "a parameter without a default after one that has one");
    statement.parameters.push_back(std::move(parameter));
  }
  tag.Expect(")");
}

void UnitParser::Usage(Statement& statement, size_t first_node) const {
  for (size_t i = first_node; i < unit_.program.nodes.size(); ++i) {
    const Syntax& node = unit_.program.nodes[i];
    if (node.kind != Syntax::Kind::kName) continue;
    statement.uses_loop |= node.name == "loop";
    statement.uses_caller |= node.name == "caller";
    statement.uses_varargs |= node.name == "varargs";
    statement.uses_kwargs |= node.name == "kwargs";
    statement.uses_super |= node.name == "super";
  }
}

}  // namespace harness::templates
