// One evaluation as filters, tests and methods see it: what values mean (to suites or to templates), and what may
// still be spent. Internal to the expression and template files.
//
// An Evaluation belongs to one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/expression_limits.h"
#include "harness/base/expression_value.h"

namespace harness::expression {

// Suites: what is absent is null, a text that spells a number equals it, everything is written as JSON. Templates: all
// as Python has it.
enum class Dialect : uint8_t { kSuite, kTemplate };

struct Spending {
  uint64_t steps = UINT64_MAX;
  uint64_t made = kMaxExpressionWork;  // bytes
  std::string_view what = "expression";
  std::function<bool()> expired = {};  // asked every few thousand steps
};

class Evaluation {
 public:
  Evaluation(Dialect dialect, Spending most) : dialect_(dialect), most_(std::move(most)) {}

  bool python() const { return dialect_ == Dialect::kTemplate; }

  // Says whether there is still room; once there is none there never is again, and `exhausted` says of what.
  bool Spend(uint64_t steps);
  bool Make(uint64_t bytes);
  const std::string& exhausted() const { return exhausted_; }

  // One level deeper, for as long as it lives; not `within` beyond kMaxEvaluationNesting, which bounds the stack.
  class Level {
   public:
    explicit Level(Evaluation& evaluation) : evaluation_(evaluation) { ++evaluation_.nesting_; }
    ~Level() { --evaluation_.nesting_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    bool within() const { return evaluation_.nesting_ <= kMaxEvaluationNesting; }

   private:
    Evaluation& evaluation_;
  };

  Outcome<std::string> Text(const Value& value);
  Outcome<bool> Compare(Operator op, const Value& a, const Value& b);
  Outcome<bool> Equal(const Value& a, const Value& b) { return Compare(Operator::kEqual, a, b); }
  Outcome<Value> Calculate(Operator op, const Value& a, const Value& b);
  Value Subscript(const Value& value, const Value& key);
  // What a value gives one after another. A generator gives it once.
  Outcome<std::vector<Value>> Items(const Value& value);

 private:
  bool Exhaust(std::string what);

  const Dialect dialect_;
  const Spending most_;
  int nesting_ = 0;
  uint64_t steps_ = 0;
  uint64_t made_ = 0;
  uint64_t next_question_ = 0;
  std::string exhausted_;
};

}  // namespace harness::expression
