// A figure over a whole run, such as a classifier's macro F1: takes its attempts one by one.
//
// Not thread-safe, never throws. Memory is bounded, whatever the outputs hold.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/core/gate.h"

namespace harness {

// What a metric gets to see of an attempt: `at`, `expected` and `extract` are applied.
struct Observation {
  bool answered = true;            // false: the plumbing failed, so the target could not say anything
  const Json* actual = nullptr;    // the judged part; null if the target failed, or has nothing there
  const Json* expected = nullptr;  // null: the case expects nothing there
};

struct LabelFigures {
  std::string label;
  double precision = 0, recall = 0, f1 = 0;
  uint64_t support = 0;    // how often it was expected
  uint64_t predicted = 0;  // how often it was the answer
  uint64_t correct = 0;    // how often it was both at once
};

// One cell of the confusion matrix: places in MetricFigures::labels.
struct Confusion {
  static constexpr int kNone = -1;  // nothing was predicted
  int expected = 0;
  int predicted = 0;
  uint64_t count = 0;
};

struct MetricFigures {
  uint64_t counted = 0;                                // attempts in the figures
  uint64_t none = 0;                                   // of those, the ones without a predicted label
  uint64_t undecided = 0;                              // attempts whose plumbing failed; not counted
  uint64_t unlabelled = 0;                             // attempts whose case expects no label; not counted
  std::vector<std::pair<std::string, double>> values;  // accuracy, macro_f1, …; empty if nothing was counted
  std::vector<LabelFigures> labels;                    // by label
  std::vector<Confusion> confusion;                    // cells above 0, by expected, then predicted
  // Beyond the bounds of memory: times that a label was counted under the last of `labels`, "(other)", and attempts
  // that are in the figures but in no cell.
  uint64_t folded = 0, unlisted = 0;
};

// One figure, for a gate.
struct Measured {
  std::optional<double> now;   // none: there is nothing to measure
  std::optional<double> best;  // at most, with all that is undecided turning out right
  std::string nothing = {};    // why there is no value
  std::string detail = {};     // "38 of 40 are right"; may be empty
  double known = 1;            // the share of the attempts whose expectation is known
  std::string lack = {};       // "2 of 40 attempts have no expected label"; empty if all is known
};

class Metric {
 public:
  virtual ~Metric() = default;
  virtual void Add(const Observation& observation) = 0;
  virtual MetricFigures Figures() const = 0;
  // `label` for those figures that are of one. `missing`: attempts that were planned and never made.
  virtual Measured Measure(Figure figure, const std::string& label, uint64_t missing) const = 0;
};

struct MetricType {
  std::string name;  // its key in a metric's map: classification
  std::string doc;
  std::function<std::unique_ptr<Metric>()> make;
};

}  // namespace harness
