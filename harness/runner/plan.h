// Every case of a suite, numbered, checked and selected, before anything runs.
//
// The plan reads the sources once to validate, number, find duplicate ids and digest them, and once more if a filter
// selects; the run then reads them again through Open(). Per case it keeps 8 bytes (and 16 more while it is made),
// never the case. Const once made.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/base/key_index.h"
#include "harness/core/attempt.h"
#include "harness/core/case.h"
#include "harness/core/run.h"
#include "harness/suite/suite.h"

namespace harness {

struct PlanOptions {
  std::optional<Expression> filter;  // --filter, over the names of a case
  std::optional<Shard> shard;        // case number mod count
  // Only these attempts (--rerun-failed); null: all. A case whose targets are compared goes to all or none.
  std::function<bool(const std::string& case_id, const std::string& target)> only;
};

// A selected case and the targets that it goes to.
struct PlannedCase {
  std::shared_ptr<const Case> test;
  std::span<const uint16_t> targets;  // ascending; valid until the next case is read
};

class PlanReader {
 public:
  virtual ~PlanReader() = default;
  // The next selected case, in order. An error if a source yields more or fewer cases than the plan saw; what they hold
  // is for Plan::Saw to check.
  virtual Result<std::optional<PlannedCase>> Next() = 0;
};

class Plan {
 public:
  // All mistakes in the sources at once (at most kMaxMistakes), duplicate ids with both places. `suite` must outlive
  // the plan.
  static Result<Plan> Make(const Suite& suite, PlanOptions options);
  static constexpr size_t kMaxMistakes = 50;

  Result<std::unique_ptr<PlanReader>> Open() const;
  // Whether a case, whose digest is given, is what it was when the plan was made. Any thread.
  bool Saw(const Case& test, uint64_t digest) const;

  uint64_t cases() const { return digests_.size(); }
  uint64_t selected_cases() const { return selected_cases_; }
  // Cases x repeats, by target and in all.
  const std::vector<uint64_t>& target_attempts() const { return target_attempts_; }
  uint64_t selected_attempts() const;
  const std::vector<uint64_t>& digests() const { return digests_; }
  const std::string& sha256() const { return sha256_; }
  // Finds a case again by its number, for messages. Reads the sources.
  Result<Case> Find(uint32_t number) const;

 private:
  class Reader;
  Plan(const Suite& suite, PlanOptions options);
  Result<> Number();
  Result<> TellApart(KeyIndex& ids);
  Result<> Select();
  bool InShard(uint32_t number) const;
  // In `room`, or all of the suite's.
  std::span<const uint16_t> TargetsOf(const Case& test, std::vector<uint16_t>& room) const;
  void Count(const Case& test);
  void FinishId(Case& test) const;

  const Suite* suite_;
  PlanOptions options_;
  std::vector<uint16_t> all_targets_;
  std::vector<uint64_t> digests_;
  std::map<uint32_t, uint32_t> repeated_;  // case number to which repetition of an identical case it is, from 2
  std::vector<bool> selected_;             // by number; empty: all of the shard
  uint64_t selected_cases_ = 0;
  std::vector<uint64_t> target_attempts_;
  std::string sha256_;
};

}  // namespace harness
