// The figures and the --jsonl file of `harness run`, made while the runs go on.
//
// Whatever comes in between (a run that is resumed, an attempt that is very late, a disk that fills up) ends in the
// same way: they are not there, and are made from the store, which also says what is wrong. The store comes first:
// where space is short, no file grows beside it.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "harness/base/files.h"
#include "harness/cli/options.h"
#include "harness/results/summary.h"
#include "harness/runner/follower.h"
#include "reports/json_lines.h"

namespace harness {

class LiveReports {
 public:
  // `several`: there is more than one run.
  LiveReports(const Options& options, World& world, bool several);

  // What listens to a run of which nothing is stored yet. `run` and `gates` must outlive Take.
  Listener* Follow(const RunRecord& run, const std::vector<Gate>& gates);
  // The figures of the run that was followed last, now that it has ended.
  std::optional<Summary> Take(const Ending& ending);
  // The file with the lines of all runs, to be committed, if all were followed to their ends.
  std::unique_ptr<OutputFile> TakeLines();
  // There is a run that could not be followed, so there will be no file.
  void DropLines();

 private:
  bool Visit(const CaseRow& test, const AttemptRow& attempt);
  void AddLine(const CaseRow& test, const AttemptRow& attempt);

  std::unique_ptr<OutputFile> file_;
  std::unique_ptr<JsonLines> lines_;  // writes into the file
  uint64_t since_look_ = 0;           // bytes, roughly, since the free space was looked at
  std::unique_ptr<Summariser> summariser_;
  std::unique_ptr<Follower> follower_;  // calls Visit on its own thread: it goes first
};

}  // namespace harness
