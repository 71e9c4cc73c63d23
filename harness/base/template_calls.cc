// What a rendering does with macros, blocks and other templates.

#include <algorithm>

#include "harness/base/expression_evaluator.h"
#include "harness/base/template_render.h"

namespace harness::templates {
namespace {

using expression::Evaluator;
using expression::ListKind;
using expression::Wrong;
using Kind = Statement::Kind;

}  // namespace

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

}  // namespace harness::templates
