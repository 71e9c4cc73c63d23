// A run in the store from its beginning to its end: begun anew, or gone on with.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "harness/core/run.h"
#include "harness/core/services.h"
#include "harness/core/store.h"
#include "harness/runner/plan.h"
#include "harness/suite/suite.h"

namespace harness {

// What a new run is called and remembers beside suite and plan.
struct NewRun {
  std::string id;
  std::string parent;
  std::string kind = "run";
  std::string label;
  std::string owner;
  std::optional<Shard> shard;
  Json options = Json::object();
};

// Stores the run and the digests of its plan; its state is running.
Result<RunRecord> BeginRun(const Suite& suite, const Plan& plan, const NewRun& details, Store& store, Clock& clock);

// Refuses, naming it, a suite, seed or case that is not what the run was begun with.
Result<> CheckContinues(const RunRecord& run, const Suite& suite, const Plan& plan, Store& store);

// Which attempts a run already has and need not be made again: those that did not end in error.
class DoneAttempts {
 public:
  static Result<DoneAttempts> Read(const RunRecord& run, Store& store);
  bool Has(const AttemptKey& key) const;
  uint64_t count() const { return count_; }

 private:
  size_t Index(const AttemptKey& key) const {
    return (static_cast<size_t>(key.case_number) * targets_ + key.target) * repeats_ + key.repeat;
  }
  size_t targets_ = 1, repeats_ = 1;
  std::vector<bool> done_;
  uint64_t count_ = 0;
};

// Which cases did not pass on which targets, for --rerun-failed.
class NotPassed {
 public:
  static Result<NotPassed> Read(const RunRecord& run, Store& store);
  bool Has(const std::string& case_id, const std::string& target) const;
  size_t count() const { return keys_.size(); }

 private:
  std::unordered_set<std::string> keys_;
};

}  // namespace harness
