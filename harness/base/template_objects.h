// What templates have beside data: scopes, the loop, macros, namespaces and the functions that Jinja gives. Internal to
// the template files.
//
// All of one rendering are held by its Stage, and end with it: values that point to them never outlive it.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/expression_evaluator.h"
#include "harness/base/template_program.h"

namespace harness::templates {

using expression::CallArguments;
using expression::Evaluation;
using expression::Object;
using expression::Outcome;
using expression::Value;

// The names that a block sets, and the block around it.
struct Frame {
  Frame* parent = nullptr;
  const Json* vars = nullptr;  // of an outermost frame
  bool captured = false;       // a macro or a module still needs it
  std::vector<std::pair<std::string_view, Value>> names = {};

  void Set(std::string_view name, Value value);
  // Here alone, not in the frames around it; null if it is not there.
  const Value* Own(std::string_view name) const;
};

// Marks `frame` and all around it.
void Capture(Frame* frame);

// An object that is called as a function is.
class Callable : public Object {
 public:
  Value Attribute(std::string_view) override { return Value(); }
  virtual Outcome<Value> Call(Evaluation& evaluation, CallArguments arguments) = 0;
};

class Namespace final : public Object {
 public:
  std::string_view Describe() const override { return "a namespace"; }
  Value Attribute(std::string_view name) override;
  void Set(std::string_view name, Value value);

 private:
  std::vector<std::pair<std::string, Value>> values_;
};

// What {% import %} gives: the names that a template sets.
class Module final : public Object {
 public:
  explicit Module(Frame* frame) : frame_(frame) {}
  std::string_view Describe() const override { return "an imported template"; }
  Value Attribute(std::string_view name) override;

 private:
  Frame* frame_;
};

// loop, with what Jinja says of it.
class Loop final : public Callable {
 public:
  Loop(std::vector<Value> items, size_t depth) : items_(std::move(items)), depth_(depth) {}

  std::string_view Describe() const override { return "a loop"; }
  Value Attribute(std::string_view name) override;
  bool HasMethod(std::string_view name) const override { return name == "cycle" || name == "changed"; }
  Outcome<Value> CallMethod(Evaluation& evaluation, std::string_view name, CallArguments arguments) override;
  // Renders the body for other items, where the loop is recursive.
  Outcome<Value> Call(Evaluation& evaluation, CallArguments arguments) override;

  size_t size() const { return items_.size(); }
  const Value& Item(size_t i) const { return items_[i]; }
  void Go(size_t index) { index_ = index; }
  size_t depth() const { return depth_; }
  std::function<Outcome<Value>(const Value& items, size_t depth)> recurse;

 private:
  std::vector<Value> items_;
  size_t depth_;  // from 0
  size_t index_ = 0;
  Value last_;  // what changed() was asked last
  bool asked_ = false;
};

class Macro final : public Callable {
 public:
  using Run = std::function<Outcome<Value>(const Macro&, CallArguments)>;
  Macro(const Statement& statement, const Unit& unit, Frame* frame, Run run)
      : statement_(statement), unit_(unit), frame_(frame), run_(std::move(run)) {}

  std::string_view Describe() const override { return "a macro"; }
  Value Attribute(std::string_view name) override;
  Outcome<Value> Call(Evaluation&, CallArguments arguments) override { return run_(*this, std::move(arguments)); }

  const Statement& statement() const { return statement_; }
  const Unit& unit() const { return unit_; }
  Frame* frame() const { return frame_; }

 private:
  const Statement& statement_;
  const Unit& unit_;
  Frame* frame_;
  Run run_;
};

// A function without a body in the template: range, super, …
class Native final : public Callable {
 public:
  using Run = std::function<Outcome<Value>(Evaluation&, CallArguments)>;
  explicit Native(Run run) : run_(std::move(run)) {}
  std::string_view Describe() const override { return "a function"; }
  Outcome<Value> Call(Evaluation& evaluation, CallArguments arguments) override {
    return run_(evaluation, std::move(arguments));
  }

 private:
  Run run_;
};

// Owns the frames and objects of one rendering.
class Stage {
 public:
  explicit Stage(Evaluation& evaluation) : evaluation_(evaluation) {}

  // An empty frame; Drop() takes it back unless something has captured it.
  Frame* Enter(Frame* parent);
  void Drop(Frame* frame);
  template <typename T, typename... Args>
  T& Make(Args&&... args) {
    auto made = std::make_unique<T>(std::forward<Args>(args)...);
    T& object = *made;
    objects_.push_back(std::move(made));
    evaluation_.Make(sizeof(T) + kObjectCost);
    return object;
  }
  // The function that Jinja calls so: range, dict, namespace, cycler, joiner. Not given: there is none.
  Value Global(std::string_view name);

 private:
  static constexpr size_t kObjectCost = 64;

  Evaluation& evaluation_;
  std::deque<Frame> frames_;
  std::vector<Frame*> free_;
  std::vector<std::unique_ptr<Object>> objects_;
  std::vector<std::pair<std::string_view, Value>> globals_;
};

}  // namespace harness::templates
