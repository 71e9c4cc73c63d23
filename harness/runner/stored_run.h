// A run in the store whose outputs are judged anew, instead of calling targets.
//
// Cases are matched by id, targets by name, repeats by number. A stored score is kept where nothing that decides it has
// changed: its scorer's configuration hash and the case's digest are the same, and it is no error; all others are
// judged anew. Keeps 24 bytes a case and two bits an attempt; the attempts are read when they are asked for. Judge may
// be called from any thread, the rest from one.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/key_index.h"
#include "harness/core/run.h"
#include "harness/core/store.h"
#include "harness/runner/attempt.h"
#include "harness/runner/plan.h"
#include "harness/suite/suite.h"

namespace harness {

class StoredRun {
 public:
  // Reads which attempts the run has. `store` outlives it.
  static Result<std::unique_ptr<StoredRun>> Open(RunRecord run, Store& store);

  const RunRecord& record() const { return run_; }
  uint64_t attempts() const { return attempts_; }
  // Whether there is an attempt of this case and target, by the hash of the id.
  bool Has(std::string_view case_id, std::string_view target) const;

  // Where suite and run do not meet.
  struct Gaps {
    uint64_t planned = 0;                                  // attempts of the plan
    uint64_t missing = 0;                                  // of these, those that the run lacks
    uint64_t unused = 0;                                   // the run's attempts that the plan lacks
    std::vector<std::string> missing_cases, unused_cases;  // the ids of the first few
  };
  static constexpr size_t kNamedCases = 3;
  Result<Gaps> Compare(const Suite& suite, const Plan& plan);

  // Before the first Judge: which of the suite's scorers and targets are which of the run's. The suite was loaded with
  // the run's targets (LoadOptions::recorded).
  void Match(const Suite& suite);

  // The attempt with what is stored of it. One that the run lacks, or in which the case asked something else, fails as
  // unavailable. `digest` is the case's (identity.h).
  Tried Judge(const Suite& suite, const Case& test, uint64_t digest, AttemptKey key, const RunContext& run);

  // Scores so far, without those of outputs that are failures.
  uint64_t kept() const { return kept_; }
  uint64_t judged() const { return judged_; }
  // So many that could have been kept were judged all the same, with one beside them.
  void JudgedAnew(size_t scores) { kept_ -= scores, judged_ += scores; }

 private:
  StoredRun(RunRecord run, Store& store) : run_(std::move(run)), store_(store) {}
  Result<> Read();
  size_t Slot(uint64_t case_number, size_t target, size_t repeat) const {
    return (case_number * run_.targets.size() + target) * static_cast<size_t>(run_.repeat) + repeat;
  }
  bool HasSlot(size_t slot) const { return slot < present_.size() && present_[slot]; }
  Result<> NameUnused(const std::vector<bool>& used, Gaps& gaps);
  Result<std::unique_ptr<AttemptLookup>> Borrow();
  Result<Earlier> Find(const Suite& suite, const Case& test, uint64_t digest, AttemptKey key);
  Result<Earlier> Take(const Suite& suite, const Case& test, uint64_t digest, const AttemptLookup& found) const;
  bool ComparedTheSame(const Suite& suite, const Case& test, const AttemptKey& stored) const;
  void KeepScores(const Suite& suite, const Case& test, const std::vector<Score>& stored, bool compared_the_same,
                  Earlier& earlier) const;

  const RunRecord run_;
  Store& store_;
  KeyIndex cases_;  // hash of the id to the case's number
  std::vector<bool> present_;
  uint64_t attempts_ = 0;
  std::vector<uint16_t> targets_;    // the suite's targets among the run's
  std::vector<int> configs_;         // of the suite's scorers: equal numbers, equal configurations; -1: none
  std::vector<int> stored_configs_;  // of the run's
  std::atomic<uint64_t> kept_ = 0, judged_ = 0;
  std::mutex mutex_;
  std::vector<std::unique_ptr<AttemptLookup>> idle_;
};

}  // namespace harness
