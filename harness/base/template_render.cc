#include "harness/base/template_render.h"

#include <algorithm>

#include "harness/base/expression_evaluator.h"

namespace harness::templates {
namespace {

using expression::Evaluator;
using expression::Wrong;
using Kind = Statement::Kind;

}  // namespace

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

Result<Json> Renderer::RunExpression() {
  unit_ = &library_.units.front();
  frame_ = stage_.Enter(nullptr);
  frame_->vars = &vars_;
  const std::optional<Value> value = Use(unit_->body[0].expressions[0]);
  if (!value) return Unexpected(Error(*std::move(failure_)));
  return value->ToJson();
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
  if (value.IsString()) return WriteText(at, value.AsString());
  const Outcome<std::string> text = evaluation_.Text(value);
  return text ? WriteText(at, *text) : Fail(at, text.error());
}

// What is captured is escaped when it is written itself.
bool Renderer::WriteText(size_t at, std::string_view text) {
  return escape_ && captures_ == 0 ? Append(at, escape_(text)) : Append(at, text);
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
  Fail(PlaceOf(unit_->program, id), std::string(value->AsString()));
  return std::nullopt;
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
    if (!value || !Write(PlaceOf(unit_->program, id), *value)) return false;
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
  const size_t at = PlaceOf(unit_->program, statement.expressions[0]);
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

}  // namespace harness::templates
