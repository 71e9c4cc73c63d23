// The pass rate of a scorer that was calibrated, corrected for its errors, and what speaks against the correction.
//
// Fed with the scores in case order; one thread.
#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/core/attempt.h"
#include "harness/core/run.h"
#include "harness/results/case_clusters.h"
#include "harness/results/judge_figures.h"

namespace harness {

struct CorrectedShare {
  std::string target;  // empty: all
  double naive = 0;    // passed / (passed + failed)
  std::array<double, 2> naive_interval{};
  std::optional<CorrectedRate> rate;  // nullopt: the judge tells nothing
};

struct CorrectedFigures {
  JudgeFigures judge;                   // by its calibration
  std::optional<CorrectedShare> all;    // nullopt: no score decided
  std::vector<CorrectedShare> targets;  // of more than one, those with a score that decided

  // Null: no score of this target decided.
  const CorrectedShare* Of(const std::string& target) const;
};

class CalibratedScorer {
 public:
  // `run` outlives it; its scorer at `scorer` has a calibration.
  CalibratedScorer(const RunRecord& run, size_t scorer);

  void Add(const CaseRow& test, const AttemptRow& attempt, const Score& score);
  // Once.
  CorrectedFigures Finish(std::vector<std::string>& warnings);

 private:
  const ScorerInfo& info() const { return run_.scorers[scorer_]; }
  const Calibration& calibration() const { return *info().calibration; }
  std::optional<CorrectedShare> Correct(CaseClusters& verdicts, std::string target) const;
  void Warn(const CorrectedFigures& figures, std::vector<std::string>& warnings) const;
  std::string WhatChanged() const;

  const RunRecord& run_;
  const size_t scorer_;
  CaseClusters all_;
  std::vector<CaseClusters> targets_;
  std::set<JudgePin> pins_;
};

}  // namespace harness
