#include "harness/base/template.h"

#include <algorithm>

#include "harness/base/expression_evaluator.h"
#include "harness/base/template_objects.h"
#include "harness/base/template_program.h"

namespace harness {
namespace templates {
namespace {

using expression::Dialect;
using expression::Evaluator;
using expression::Fault;
using expression::ListKind;
using expression::Wrong;
using Body = std::vector<Statement>;
using Kind = Statement::Kind;

// One rendering. The first failure ends it; what is called after it does nothing.
class Renderer final : public expression::Host {
 public:
  Renderer(const Library& library, const Json& vars, const TemplateLimits& limits)
      : library_(library),
        vars_(vars),
        limits_(limits),
        evaluation_(Dialect::kTemplate, {limits.steps, limits.made, "template", limits.expired}),
        stage_(evaluation_) {}

  Result<std::string> Run();

  Value Find(std::string_view name) override;
  Outcome<Value> Call(Object& object, CallArguments arguments) override;

 private:
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
  bool Fail(const Fault& fault) { return Fail(fault.at, fault.message); }

  // Of each name, from the last that gives it up.
  using Blocks = std::map<std::string, std::vector<std::pair<const Unit*, const Statement*>>, std::less<>>;
  struct Place {
    const Unit* unit;
    size_t at;
  };

  const Library& library_;
  const Json& vars_;
  const TemplateLimits& limits_;
  Evaluation evaluation_;
  Stage stage_;
  const Unit* unit_ = nullptr;
  Frame* frame_ = nullptr;
  Frame* top_ = nullptr;  // of the template that blocks belong to
  std::string out_;
  size_t written_ = 0;           // bytes, in all captures
  std::vector<Place> included_;  // where the units that are being rendered were included
  Blocks blocks_;
  int depth_ = 0;
  std::optional<Diagnostic> failure_;
};

bool Renderer::Fail(size_t at, std::string message) {
  if (failure_) return false;
  for (auto place = included_.rbegin(); place != included_.rend(); ++place)
    message += ", included at " + ToString(MakeDiagnostic(*place->unit, place->at, "").place);
  failure_ = MakeDiagnostic(*unit_, at, std::move(message));
  return false;
}

Result<std::string> Renderer::Run() {
  unit_ = &library_.units.front();
  frame_ = stage_.Enter(nullptr);
  frame_->vars = &vars_;
  if (!RunWhole()) return Unexpected(Error(*std::move(failure_)));
  return std::move(out_);
}

// The current unit in the current frame, with its blocks.
bool Renderer::RunWhole() {
  Blocks blocks;
  for (const Unit* unit = unit_; unit; unit = unit->parent)
    for (const auto& [name, block] : unit->blocks) blocks[name].emplace_back(unit, block);
  std::swap(blocks, blocks_);
  Frame* top = std::exchange(top_, frame_);
  const bool done = RunUnit(*unit_);
  top_ = top;
  std::swap(blocks, blocks_);
  return done;
}

// Of a template that extends another, what stands behind `extends` outside of blocks only sets names; then the other is
// rendered.
bool Renderer::RunUnit(const Unit& unit) {
  if (!unit.parent) return RunBody(unit.body);
  const auto extends = std::find_if(unit.body.begin(), unit.body.end(),
                                    [](const Statement& statement) { return statement.kind == Kind::kExtends; });
  for (auto statement = unit.body.begin(); statement != extends; ++statement)
    if (!RunStatement(*statement)) return false;
  const auto rest = [&] {
    return std::all_of(extends, unit.body.end(), [&](const auto& s) { return RunStatement(s); });
  };
  if (!Captured(rest)) return false;
  return Elsewhere(*unit.parent, extends->at, [&] { return RunUnit(*unit.parent); });
}

Value Renderer::Find(std::string_view name) {
  const Frame* outermost = nullptr;
  for (const Frame* frame = frame_; frame; frame = frame->parent) {
    if (const Value* value = frame->Own(name)) return *value;
    outermost = frame;
  }
  if (outermost->vars) {
    const auto found = outermost->vars->find(name);
    if (found != outermost->vars->end()) return Value::Borrow(*found);
  }
  return stage_.Global(name);
}

Outcome<Value> Renderer::Call(Object& object, CallArguments arguments) {
  auto* callable = dynamic_cast<Callable*>(&object);
  if (!callable) return Wrong(fmt::format("can't call {}", object.Describe()));
  if (depth_ >= limits_.depth) return Wrong(fmt::format("calls nest deeper than {} levels", limits_.depth));
  ++depth_;
  Outcome<Value> value = callable->Call(evaluation_, std::move(arguments));
  --depth_;
  return value;
}

bool Renderer::Append(size_t at, std::string_view text) {
  written_ += text.size();
  if (written_ > limits_.output) return Fail(at, fmt::format("the output is longer than {} bytes", limits_.output));
  out_ += text;
  return true;
}

bool Renderer::Write(size_t at, const Value& value) {
  if (value.IsString()) return Append(at, value.AsString());
  const Outcome<std::string> text = evaluation_.Text(value);
  return text ? Append(at, *text) : Fail(at, text.error());
}

std::optional<Value> Renderer::Evaluate(NodeId id, Value hole) {
  Evaluator evaluator(unit_->program, evaluation_, *this, false);
  auto value = evaluator.Run(id, std::move(hole));
  if (!value) {
    Fail(value.error());
    return std::nullopt;
  }
  return *std::move(value);
}

std::optional<Value> Renderer::Use(NodeId id) {
  std::optional<Value> value = Evaluate(id);
  if (!value || !value->IsUndefined() || value->IsNothing()) return value;
  Fail(unit_->program.nodes[static_cast<size_t>(id)].at, std::string(value->AsString()));
  return std::nullopt;
}

template <typename Render>
std::optional<Value> Renderer::Captured(Render render) {
  std::string outer = std::exchange(out_, {});
  const bool done = render();
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

bool Renderer::RunBody(const Body& body) {
  const Evaluation::Level level(evaluation_);
  if (!level.within() && !body.empty())
    return Fail(body[0].at, fmt::format("blocks nest deeper than {} levels", kMaxEvaluationNesting));
  for (const Statement& statement : body)
    if (!RunStatement(statement)) return false;
  return true;
}

bool Renderer::RunStatement(const Statement& statement) {
  if (!evaluation_.Spend(1)) return Fail(statement.at, evaluation_.exhausted());
  switch (statement.kind) {
    case Kind::kText:
      return Append(statement.at, statement.text);
    case Kind::kOutput:
      return Output(statement);
    case Kind::kIf:
      return If(statement);
    case Kind::kFor:
      return For(statement);
    case Kind::kSet:
      return Set(statement);
    case Kind::kSetBlock:
      return SetBlock(statement);
    case Kind::kMacro:
      frame_->Set(statement.text, Value::Of(Define(statement)));
      return true;
    case Kind::kCall:
      return CallBlock(statement);
    case Kind::kFilter:
      return FilterBlock(statement);
    case Kind::kWith:
      return With(statement);
    case Kind::kInclude:
      return Include(statement);
    case Kind::kImport:
    case Kind::kFrom:
      return Import(statement);
    case Kind::kBlock:
      return Block(statement);
    case Kind::kExtends:
      return true;
  }
  return true;
}

bool Renderer::Output(const Statement& statement) {
  for (const NodeId id : statement.expressions) {
    const std::optional<Value> value = Use(id);
    if (!value || !Write(unit_->program.nodes[static_cast<size_t>(id)].at, *value)) return false;
  }
  return true;
}

bool Renderer::If(const Statement& statement) {
  for (size_t i = 0; i < statement.bodies.size(); ++i) {
    if (statement.expressions[i] != kNoNode) {
      const std::optional<Value> condition = Use(statement.expressions[i]);
      if (!condition) return false;
      if (!IsTrue(*condition)) continue;
    }
    return RunBody(statement.bodies[i]);
  }
  return true;
}

bool Renderer::For(const Statement& statement) {
  const std::optional<Value> list = Use(statement.expressions[0]);
  return list && RunLoop(statement, *list, 0);
}

std::optional<std::vector<Value>> Renderer::Filtered(const Statement& statement, std::vector<Value> items) {
  std::vector<Value> kept;
  const bool done = Within(frame_, [&] {
    for (Value& item : items) {
      if (!evaluation_.Spend(1)) return Fail(statement.at, evaluation_.exhausted());
      if (!Assign(statement.targets[0], item)) return false;
      const std::optional<Value> condition = Use(statement.expressions[1]);
      if (!condition) return false;
      if (IsTrue(*condition)) kept.push_back(std::move(item));
    }
    return true;
  });
  if (!done) return std::nullopt;
  return kept;
}

bool Renderer::RunLoop(const Statement& statement, const Value& list, size_t depth) {
  const size_t at = unit_->program.nodes[static_cast<size_t>(statement.expressions[0])].at;
  Outcome<std::vector<Value>> items = evaluation_.Items(list);
  if (!items) return Fail(at, items.error());
  if (statement.expressions[1] != kNoNode) {
    std::optional<std::vector<Value>> kept = Filtered(statement, *std::move(items));
    if (!kept) return false;
    items = *std::move(kept);
  }
  if (items->empty()) {
    return statement.bodies.size() < 2 || Within(frame_, [&] { return RunBody(statement.bodies[1]); });
  }
  const bool extended = statement.uses_loop || statement.recursive;
  Loop plain(extended ? std::vector<Value>() : *std::move(items), depth);
  Loop& loop = extended ? stage_.Make<Loop>(*std::move(items), depth) : plain;
  Frame* around = frame_;
  if (statement.recursive) {
    loop.recurse = [this, &statement, around, unit = unit_](const Value& more, size_t deeper) -> Outcome<Value> {
      if (more.IsUndefined()) return Wrong(std::string(more.AsString()));
      Frame* before = std::exchange(frame_, around);
      const Unit* unit_before = std::exchange(unit_, unit);
      std::optional<Value> text = Captured([&] { return RunLoop(statement, more, deeper); });
      frame_ = before;
      unit_ = unit_before;
      return text ? Outcome<Value>(*std::move(text)) : Wrong("");
    };
    Capture(around);
  }
  for (size_t i = 0; i < loop.size(); ++i) {
    loop.Go(i);
    const bool done = Within(around, [&] {
      if (extended) frame_->Set("loop", Value::Of(loop));
      return Assign(statement.targets[0], loop.Item(i)) && RunBody(statement.bodies[0]);
    });
    if (!done) return false;
  }
  return true;
}

bool Renderer::Assign(const Target& target, const Value& value) {
  if (!target.items.empty()) return Unpack(target, value);
  if (target.attribute.empty()) {
    frame_->Set(target.name, value);
    return true;
  }
  const Value object = Find(target.name);
  auto* space = object.IsObject() ? dynamic_cast<Namespace*>(&object.AsObject()) : nullptr;
  if (!space) return Fail(target.at, fmt::format("'{}' is no namespace: nothing can be set in it", target.name));
  space->Set(target.attribute, value);
  return evaluation_.Make(sizeof(Value)) || Fail(target.at, evaluation_.exhausted());
}

bool Renderer::Unpack(const Target& target, const Value& value) {
  const Outcome<std::vector<Value>> items = evaluation_.Items(value);
  if (!items) return Fail(target.at, items.error());
  if (items->size() != target.items.size()) {
    return Fail(target.at, fmt::format("{} names for {} values", target.items.size(), items->size()));
  }
  for (size_t i = 0; i < items->size(); ++i)
    if (!Assign(target.items[i], (*items)[i])) return false;
  return true;
}

bool Renderer::Set(const Statement& statement) {
  const std::optional<Value> value = Evaluate(statement.expressions[0]);
  return value && Assign(statement.targets[0], *value);
}

bool Renderer::SetBlock(const Statement& statement) {
  std::optional<Value> text = Captured([&] { return Within(frame_, [&] { return RunBody(statement.bodies[0]); }); });
  if (text && statement.expressions[0] != kNoNode) text = Evaluate(statement.expressions[0], *text);
  return text && Assign(statement.targets[0], *text);
}

bool Renderer::FilterBlock(const Statement& statement) {
  const std::optional<Value> text =
      Captured([&] { return Within(frame_, [&] { return RunBody(statement.bodies[0]); }); });
  if (!text) return false;
  const std::optional<Value> changed = Evaluate(statement.expressions[0], *text);
  if (!changed) return false;
  if (!changed->IsString())
    return Fail(statement.at, fmt::format("the filters must give text, not {}", expression::Show(*changed)));
  return Write(statement.at, *changed);
}

bool Renderer::With(const Statement& statement) {
  std::vector<Value> values;
  for (const NodeId id : statement.expressions) {
    std::optional<Value> value = Evaluate(id);
    if (!value) return false;
    values.push_back(*std::move(value));
  }
  return Within(frame_, [&] {
    for (size_t i = 0; i < values.size(); ++i)
      if (!Assign(statement.targets[i], values[i])) return false;
    return RunBody(statement.bodies[0]);
  });
}

Macro& Renderer::Define(const Statement& statement) {
  Capture(frame_);
  return stage_.Make<Macro>(statement, *unit_, frame_, [this](const Macro& macro, CallArguments arguments) {
    return RunMacro(macro, std::move(arguments));
  });
}

bool Renderer::CallBlock(const Statement& statement) {
  const NodeId id = statement.expressions[0];
  const size_t at = unit_->program.nodes[static_cast<size_t>(id)].steps.back().at;
  auto call = Evaluator(unit_->program, evaluation_, *this, false).RunCall(id);
  if (!call) return Fail(call.error());
  call->second.named.emplace_back("caller", Value::Of(Define(statement)));
  Outcome<Value> value = Call(call->first.AsObject(), std::move(call->second));
  if (!value) return Fail(at, value.error());
  if (value->IsUndefined()) return Fail(at, std::string(value->AsString()));
  return Write(at, *value);
}

// The arguments into the macro's frame, which is the current one.
bool Renderer::Bind(const Macro& macro, CallArguments& arguments) {
  const Statement& statement = macro.statement();
  const auto take = [&](std::string_view name) {
    for (auto it = arguments.named.begin(); it != arguments.named.end(); ++it) {
      if (it->first != name) continue;
      Value value = std::move(it->second);
      arguments.named.erase(it);
      return value;
    }
    return Value();
  };
  const size_t count = statement.parameters.size();
  for (size_t i = 0; i < count; ++i) {
    const Parameter& parameter = statement.parameters[i];
    Value value = i < arguments.positional.size() ? arguments.positional[i] : take(parameter.name);
    if (!value.IsGiven() && parameter.otherwise != kNoNode) {
      std::optional<Value> otherwise = Evaluate(parameter.otherwise);
      if (!otherwise) return false;
      value = *std::move(otherwise);
    }
    if (!value.IsGiven()) value = Value::Missing(fmt::format("parameter '{}' was not provided", parameter.name));
    frame_->Set(parameter.name, std::move(value));
  }
  if (statement.uses_caller && !frame_->Own("caller")) {
    const Value caller = take("caller");
    frame_->Set("caller", caller.IsGiven() ? caller : Value::Missing("'caller' is undefined: no {% call %} is around"));
  }
  if (statement.uses_kwargs) {
    expression::Dictionary map;
    for (auto& [name, value] : arguments.named)
      map.Set(expression::HashOfText(name), Value::String(name), std::move(value));
    frame_->Set("kwargs", Value::Of(std::move(map)));
    arguments.named.clear();
  }
  if (statement.uses_varargs) {
    std::vector<Value> more;
    for (size_t i = count; i < arguments.positional.size(); ++i) more.push_back(arguments.positional[i]);
    frame_->Set("varargs", Value::List(std::move(more), ListKind::kTuple));
    arguments.positional.resize(std::min(count, arguments.positional.size()));
  }
  return true;
}

Outcome<Value> Renderer::RunMacro(const Macro& macro, CallArguments arguments) {
  const Unit* before = std::exchange(unit_, &macro.unit());
  std::string fault;
  std::optional<Value> text = Captured([&] {
    return Within(macro.frame(), [&] {
      if (!Bind(macro, arguments)) return false;
      const std::string name = macro.statement().text.empty() ? "caller" : macro.statement().text;
      if (!arguments.named.empty())
        fault = fmt::format("'{}' takes no '{}'", name, arguments.named[0].first);
      else if (arguments.positional.size() > macro.statement().parameters.size())
        fault = fmt::format("'{}' takes at most {} arguments", name, macro.statement().parameters.size());
      return fault.empty() && RunBody(macro.statement().bodies[0]);
    });
  });
  unit_ = before;
  return text ? Outcome<Value>(*std::move(text)) : Wrong(std::move(fault));
}

bool Renderer::Include(const Statement& statement) {
  if (!statement.unit) return true;
  return Elsewhere(*statement.unit, statement.at, [&] {
    if (statement.with_context) return Within(frame_, [&] { return RunWhole(); });
    return Within(nullptr, [&] { return RunWhole(); });
  });
}

bool Renderer::Import(const Statement& statement) {
  Frame* frame = stage_.Enter(nullptr);
  if (statement.with_context) frame->vars = &vars_;
  frame->captured = true;
  const bool done = Elsewhere(*statement.unit, statement.at, [&] {
    Frame* before = std::exchange(frame_, frame);
    const bool rendered = Captured([&] { return RunWhole(); }).has_value();
    frame_ = before;
    return rendered;
  });
  if (!done) return false;
  Module& module = stage_.Make<Module>(frame);
  if (statement.kind == Kind::kImport) {
    frame_->Set(statement.text, Value::Of(module));
    return true;
  }
  for (const auto& [name, as] : statement.names) {
    const Value value = module.Attribute(name);
    frame_->Set(as, value.IsGiven() ? value
                                    : Value::Missing(fmt::format("the template '{}' does not set '{}'",
                                                                 statement.unit->name, name)));
  }
  return true;
}

// A block of a template that extends another is rendered where that says it, by the last that gives it.
bool Renderer::Block(const Statement& statement) {
  if (unit_->parent && top_ == frame_) return true;
  const auto found = blocks_.find(statement.text);
  if (found == blocks_.end()) return Within(frame_, [&] { return RunBody(statement.bodies[0]); });
  return RunBlock(statement.text, 0, statement.scoped ? frame_ : top_);
}

bool Renderer::RunBlock(const std::string& name, size_t level, Frame* around) {
  const auto& [unit, block] = blocks_.find(name)->second[level];
  return Elsewhere(*unit, block->at, [&, block = block] {
    return Within(around, [&] {
      if (block->uses_super) {
        const bool more = level + 1 < blocks_.find(name)->second.size();
        Native::Run run = [this, &name, level, around](Evaluation&, const CallArguments&) -> Outcome<Value> {
          std::optional<Value> text = Captured([&] { return RunBlock(name, level + 1, around); });
          return text ? Outcome<Value>(*std::move(text)) : Wrong("");
        };
        frame_->Set("super", more ? Value::Of(stage_.Make<Native>(std::move(run)))
                                  : Value::Missing("there is no block above this one"));
      }
      return RunBody(block->bodies[0]);
    });
  });
}

}  // namespace
}  // namespace templates

Result<Template> Template::Parse(std::string_view text, std::string name, TemplateLoader* loader,
                                 const TemplateOptions& options) {
  auto library = std::make_shared<templates::Library>();
  const Result<> parsed = templates::ParseLibrary(*library, text, std::move(name), loader, options);
  if (!parsed) return Unexpected(parsed.error());
  return Template(std::move(library));
}

Result<std::string> Template::Render(const Json& vars, const TemplateLimits& limits) const {
  if (!vars.is_object()) return Fail("the values of a template must be an object");
  return templates::Renderer(*library_, vars, limits).Run();
}

const std::vector<std::string>& Template::Names() const {
  return library_->names;
}

}  // namespace harness
