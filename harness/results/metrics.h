// All metrics of a run, over every target and over each: fed with its attempts, asked by summary and gates.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/core/attempt.h"
#include "harness/core/extract.h"
#include "harness/core/metric.h"
#include "harness/core/run.h"

namespace harness {

// Every type that there is.
std::vector<MetricType> MetricTypes();

struct MetricSummary {
  MetricInfo info;
  MetricFigures all;
  std::vector<MetricFigures> targets;  // in the suite's order
};

// Takes out of stored attempts what a metric observes.
class MetricReader {
 public:
  // An error names what of the definition can't be read.
  static Result<MetricReader> Make(const MetricInfo& info);
  // Valid until the next call. Needs input and output of the rows.
  Observation Read(const CaseRow& test, const AttemptRow& attempt);

 private:
  MetricReader() = default;
  const Json* ReadActual(const AttemptRow& attempt);
  const Json* ReadExpected(const CaseRow& test);

  std::optional<JsonPointer> at_;
  JsonPointer expected_;
  Extract extract_ = Extract::kNone;
  Json part_;         // of the attempt that was read last
  std::string text_;  // the expected value of the case that was read last
  Json document_;     // what that text says
};

// Not thread-safe. `run` outlives it.
class RunMetrics {
 public:
  explicit RunMetrics(const RunRecord& run);

  bool empty() const { return run_.metrics.empty(); }
  // The place of a metric, "" being the only one; -1: none.
  int Find(const std::string& name) const;
  // Over one target, or -1 for all.
  const Metric& Of(int metric, int target) const;
  std::unique_ptr<Metric> MakeAnother(int metric) const;

  // An error: the definition of a metric can't be read. What was observed stays valid until the next call.
  Result<> Add(const CaseRow& test, const AttemptRow& attempt);
  const std::vector<Observation>& observed() const { return observed_; }
  std::vector<MetricSummary> Finish() const;

 private:
  struct One {
    std::function<std::unique_ptr<Metric>()> make;
    MetricReader reader;
    std::unique_ptr<Metric> all;
    std::vector<std::unique_ptr<Metric>> targets;  // empty for a run with one target, which is all
  };

  const RunRecord& run_;
  std::vector<One> metrics_;
  std::vector<Observation> observed_;  // in the order of the metrics
  std::string problem_;                // why they can't be computed; empty: they can
};

}  // namespace harness
