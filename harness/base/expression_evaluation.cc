#include "harness/base/expression_evaluation.h"

#include <fmt/format.h>

#include "harness/base/expression_python.h"

namespace harness::expression {
namespace {

constexpr uint64_t kStepsBetweenQuestions = 4096;

}  // namespace

bool Evaluation::Exhaust(std::string what) {
  exhausted_ = std::move(what);
  return false;
}

bool Evaluation::Spend(uint64_t steps) {
  if (!exhausted_.empty()) return false;
  steps_ += steps;
  if (steps_ > most_.steps) return Exhaust(fmt::format("the {} takes more than {} steps", most_.what, most_.steps));
  if (steps_ < next_question_) return true;
  next_question_ = steps_ + kStepsBetweenQuestions;
  return !most_.expired || !most_.expired() || Exhaust(fmt::format("the {} takes too long", most_.what));
}

bool Evaluation::Make(uint64_t bytes) {
  if (!exhausted_.empty()) return false;
  made_ += bytes;
  return made_ <= most_.made || Exhaust(fmt::format("the {} makes more than {} bytes", most_.what, most_.made));
}

Outcome<std::string> Evaluation::Text(const Value& value) {
  if (!python()) return TextOf(value);
  return PythonText(*this, value);
}

Outcome<bool> Evaluation::Compare(Operator op, const Value& a, const Value& b) {
  return python() ? PythonCompare(*this, op, a, b) : expression::Compare(op, a, b);
}

Outcome<Value> Evaluation::Calculate(Operator op, const Value& a, const Value& b) {
  return python() ? PythonCalculate(*this, op, a, b) : expression::Calculate(op, a, b);
}

Value Evaluation::Subscript(const Value& value, const Value& key) {
  return python() ? PythonSubscript(value, key) : expression::Subscript(value, key);
}

Outcome<std::vector<Value>> Evaluation::Items(const Value& value) {
  if (python() && value.IsUndefined() && !value.IsNothing()) return tl::unexpected(std::string(value.AsString()));
  if (python() && value.IsNull()) return tl::unexpected(std::string("needs a list, not none"));
  Outcome<std::vector<Value>> items = ItemsOf(value);
  if (!items) return items;
  if (!Spend(items->size()) || !Make(items->size() * sizeof(Value))) return tl::unexpected(exhausted_);
  if (value.IsList() && value.list_kind() == ListKind::kGenerator)
    value.sequence()->taken = value.sequence()->items.size();
  return items;
}

}  // namespace harness::expression
