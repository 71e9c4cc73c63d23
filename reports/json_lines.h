// --jsonl: one attempt a line, field by field as docs/reports.md lists them.
#pragma once

#include <memory>
#include <span>

#include "harness/base/files.h"
#include "harness/core/store.h"
#include "harness/results/summary.h"
#include "reports/buffered_file.h"

namespace harness {

// Takes the attempts one by one, so that the file can be written while a run goes on.
class JsonLines {
 public:
  // `several`: each line begins with "suite".
  JsonLines(OutputFile& file, bool several);
  ~JsonLines();

  // The attempts that follow are of this run, which must outlive them.
  void Begin(const RunRecord& run);
  // Refuses attempts of targets and scorers that the run lacks.
  Result<> Add(const CaseRow& test, const AttemptRow& attempt);
  // Hands the rest to the file, which is the caller's to commit.
  Result<> End();

 private:
  class OfRun;

  BufferedFile buffer_;
  const bool several_;
  std::unique_ptr<OfRun> run_;
};

// The same from the store.
Result<> WriteJsonLines(std::span<const Summary> summaries, Store& store, OutputFile& file);

}  // namespace harness
