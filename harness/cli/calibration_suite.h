// A suite whose cases are labelled outputs and whose only scorer is the judge that is calibrated: so that asking it is
// a run like any other, kept, resumed and paid for once.
#pragma once

#include <memory>
#include <string>

#include "harness/cli/labelled_items.h"
#include "harness/suite/suite.h"

namespace harness {

// How often a judge is asked about an output.
struct JudgeRepeats {
  int as_they_are = 1;   // times; the figures are those of the first
  bool reversed = true;  // and once more with the pieces of the material in reverse order
  int all() const { return as_they_are + (reversed ? 1 : 0); }
  bool IsReversed(int repeat) const { return reversed && repeat == as_they_are; }
};

// What is left of a suite loaded with LoadOptions::judges_only. `scorer`: by name; empty: the only one that asks a
// model. Refuses a scorer that is not there or can't be asked.
Result<> MakeCalibrationSuite(const std::string& scorer, std::shared_ptr<const LabelledItems> items,
                              JudgeRepeats repeats, Suite& suite);

}  // namespace harness
