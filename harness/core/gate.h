// A condition on a run's figures that decides the exit code. Parsed by suite, evaluated by results.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/base/expression.h"

namespace harness {

enum class Figure : uint8_t {
  kPassRate,
  kCasePassRate,
  kMean,   // of a scorer's values; `name` is the scorer
  kCount,  // of attempts with a verdict; `name` is the verdict
  kP50,    // of latency, in seconds
  kP95,
  kP99,
  kMax,
  kCost,  // US dollars
  kCoverage,
  kCases,
  // Of a metric over labels (classification); `name` is the metric, empty: the run's only one.
  kAccuracy,
  kMacroPrecision,
  kMacroRecall,
  kMacroF1,
  kMicroPrecision,
  kMicroRecall,
  kMicroF1,
  // The same, of one label, `label`.
  kPrecision,
  kRecall,
  kF1,
};

bool IsOfMetric(Figure figure);
bool IsOfLabel(Figure figure);

enum class Comparison : uint8_t { kLess, kLessEqual, kGreater, kGreaterEqual, kEqual, kNotEqual };

bool Holds(double value, Comparison comparison, double bound);
std::string_view ToString(Comparison comparison);

struct Gate {
  Figure figure = Figure::kPassRate;
  std::string name;                  // see Figure; empty where the figure takes none
  std::string label;                 // of the figures of one label
  std::optional<Expression> filter;  // over the names of a case, and target
  bool pooled = false;               // all targets together; otherwise the gate must hold for each
  Comparison comparison = Comparison::kGreaterEqual;
  double bound = 0;   // rates as fractions, latencies in seconds
  std::string unit;   // "%", "ms", "s" or "": how the bound was written, and values are shown
  bool warn = false;  // shown, never red
  std::string text;   // as written
};

}  // namespace harness
