// Renders a library. Internal to the template files.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/template_objects.h"
#include "harness/base/template_program.h"

namespace harness::templates {

// One rendering. The first failure ends it; what is called after it does nothing.
class Renderer final : public expression::Host {
 public:
  Renderer(const Library& library, const Json& vars, const TemplateLimits& limits, Template::Escape escape)
      : library_(library),
        vars_(vars),
        limits_(limits),
        escape_(std::move(escape)),
        evaluation_(expression::Dialect::kTemplate, {limits.steps, limits.made, "template", limits.expired}),
        stage_(evaluation_) {}

  Result<std::string> Run();
  // Of a library that is one expression.
  Result<Json> RunExpression();

  Value Find(std::string_view name) override;
  Outcome<Value> Call(Object& object, CallArguments arguments) override;

 private:
  using Body = std::vector<Statement>;

  bool RunBody(const Body& body);
  bool RunStatement(const Statement& statement);
  bool Output(const Statement& statement);
  bool If(const Statement& statement);
  bool For(const Statement& statement);
  bool RunLoop(const Statement& statement, const Value& list, size_t depth);
  std::optional<std::vector<Value>> Filtered(const Statement& statement, std::vector<Value> items);
  bool Set(const Statement& statement);
  bool SetBlock(const Statement& statement);
  bool CallBlock(const Statement& statement);
  bool FilterBlock(const Statement& statement);
  bool With(const Statement& statement);
  bool Include(const Statement& statement);
  bool Import(const Statement& statement);
  bool Block(const Statement& statement);
  bool RunBlock(const std::string& name, size_t level, Frame* around);
  bool RunWhole();
  bool RunUnit(const Unit& unit);

  Macro& Define(const Statement& statement);
  Outcome<Value> RunMacro(const Macro& macro, CallArguments arguments);
  bool Bind(const Macro& macro, CallArguments& arguments);

  bool Assign(const Target& target, const Value& value);
  bool Unpack(const Target& target, const Value& value);
  std::optional<Value> Evaluate(NodeId id, Value hole = Value());
  // The same, and an error if it is undefined.
  std::optional<Value> Use(NodeId id);
  bool Write(size_t at, const Value& value);
  bool WriteText(size_t at, std::string_view text);
  bool Append(size_t at, std::string_view text);
  // What `render` writes, as a value.
  template <typename Render>
  std::optional<Value> Captured(Render render);
  // Runs `render` in a frame of its own.
  template <typename Render>
  bool Within(Frame* parent, Render render);
  // Runs `render` with another unit, for as long as that takes.
  template <typename Render>
  bool Elsewhere(const Unit& unit, size_t at, Render render);

  bool Fail(size_t at, std::string message);
  bool Fail(const expression::Fault& fault) { return Fail(fault.at, fault.message); }

  // Of each name, from the last that gives it up.
  using Blocks = std::map<std::string, std::vector<std::pair<const Unit*, const Statement*>>, std::less<>>;
  struct Place {
    const Unit* unit;
    size_t at;
  };

  const Library& library_;
  const Json& vars_;
  const TemplateLimits& limits_;
  const Template::Escape escape_;
  Evaluation evaluation_;
  Stage stage_;
  const Unit* unit_ = nullptr;
  Frame* frame_ = nullptr;
  Frame* top_ = nullptr;  // of the template that blocks belong to
  std::string out_;
  size_t written_ = 0;           // bytes, in all captures
  int captures_ = 0;             // that are going on
  std::vector<Place> included_;  // where the units that are being rendered were included
  Blocks blocks_;
  int depth_ = 0;
  std::optional<Diagnostic> failure_;
};

template <typename Render>
std::optional<Value> Renderer::Captured(Render render) {
  std::string outer = std::exchange(out_, {});
  ++captures_;
  const bool done = render();
  --captures_;
  std::string text = std::exchange(out_, std::move(outer));
  if (!done) return std::nullopt;
  evaluation_.Make(text.size());
  return Value::String(std::move(text));
}

template <typename Render>
bool Renderer::Within(Frame* parent, Render render) {
  Frame* before = std::exchange(frame_, stage_.Enter(parent));
  const bool done = render();
  stage_.Drop(std::exchange(frame_, before));
  return done;
}

template <typename Render>
bool Renderer::Elsewhere(const Unit& unit, size_t at, Render render) {
  if (depth_ >= limits_.depth) return Fail(at, fmt::format("templates nest deeper than {} levels", limits_.depth));
  ++depth_;
  included_.push_back({unit_, at});
  const Unit* before = std::exchange(unit_, &unit);
  const bool done = render();
  unit_ = before;
  included_.pop_back();
  --depth_;
  return done;
}

}  // namespace harness::templates
