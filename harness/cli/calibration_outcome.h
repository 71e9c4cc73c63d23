// What a judge said of outputs that people labelled, read from the attempts of a run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/cli/calibration_suite.h"
#include "harness/cli/labelled_items.h"
#include "harness/core/calibration.h"
#include "harness/core/store.h"
#include "harness/results/judge_figures.h"

namespace harness {

struct CalibrationOutcome {
  Calibration record;  // without `created` and `version`
  JudgeFigures figures;
  LabelCounts counts;
  // The share of the outputs that get the same verdict each time, of those that get one each time: asked as they are,
  // and asked with the pieces of the material in reverse order too. Absent: it was not tried.
  std::optional<EstimatedShare> self_consistency, order_consistency;
  int64_t missing = 0;      // outputs that were not judged at all
  std::string first_error;  // why one could not be judged
  std::vector<std::string> warnings;
};

// Of a run that MakeCalibrationSuite's suite was made for.
Result<CalibrationOutcome> OutcomeOf(const RunRecord& run, Store& store, const LabelledItems& items,
                                     JudgeRepeats repeats);

// Of any run whose outputs people labelled: the verdicts that are stored. `scorer`: by name; empty: the only one that
// asked a model. Refuses labels of attempts that the run lacks, and two of one attempt.
Result<CalibrationOutcome> OutcomeOf(const RunRecord& run, Store& store, const LabelledAttempts& labelled,
                                     const std::string& scorer);

}  // namespace harness
