// All attempts of one invocation, as the store keeps it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/core/calibration.h"

namespace harness {

enum class RunState : uint8_t { kPending, kRunning, kPaused, kInterrupted, kCompleted, kFailed, kCancelled };

std::string_view ToString(RunState state);
std::optional<RunState> ParseRunState(std::string_view text);

// Part I of N, I from 1.
struct Shard {
  int index = 1;
  int count = 1;
  bool operator==(const Shard&) const = default;
};

struct TargetInfo {
  std::string name;
  std::string type;
  uint64_t planned = 0;  // attempts
  bool operator==(const TargetInfo&) const = default;
};

struct ScorerInfo {
  std::string name;
  std::string type;  // with its not-
  double weight = 1;
  // SHA-256 over all that decides its scores beside case and output; empty: something else decides them too, or it is
  // not known.
  std::string config = {};
  std::string detail = {};  // how it judges, in a few words; empty: its type says it all
  bool compares = false;    // the outputs of several targets; its evidence says how often both orders agreed
  std::optional<Calibration> calibration = {};  // of the judge, by which its pass rate is corrected
  bool operator==(const ScorerInfo&) const = default;
};

// A metric as the suite defines it, and as a run remembers it: enough to compute it again from the stored attempts.
struct MetricInfo {
  std::string name;
  std::string type;
  std::string at;        // JSON pointer to the predicted label in the output; empty: the whole
  std::string expected;  // JSON pointer into the case's expected; empty: the whole
  std::string extract;   // how the judged part is taken from prose, see core/extract.h; empty: as it is
  bool operator==(const MetricInfo&) const = default;
};

struct GateText {
  std::string expression;
  bool warn = false;
  bool operator==(const GateText&) const = default;
};

// How many of a case's repeats must pass for the case: all, any, or this many.
struct Require {
  enum class Kind : uint8_t { kAll, kAny, kCount } kind = Kind::kAll;
  int count = 0;
  bool operator==(const Require&) const = default;
};

// The words behind `harness` that begin and go on with runs of this kind: "run", "judge calibrate".
std::string_view CommandOfKind(std::string_view kind);

std::string ToString(const Require& require);  // "all", "any", "3"
std::optional<Require> ParseRequire(std::string_view text);

struct RunRecord {
  int64_t number = 0;  // the store's key; 0 until it is stored
  std::string id;      // sorts by time: 20260131-235959-1a2b3c
  std::string parent;  // the id of the run that this one repeats or scores anew; empty: none
  std::string suite;
  std::string suite_path;
  std::string kind = "run";  // run | merge | score | calibrate
  RunState state = RunState::kPending;
  int64_t started_at = 0;   // µs since 1970, UTC
  int64_t finished_at = 0;  // 0: not finished
  uint64_t seed = 0;
  std::string suite_sha256;  // of the resolved suite
  std::string git;           // commit of the suite's folder, "-dirty" behind it; empty: none
  std::optional<Shard> shard;
  std::string owner;  // user@host
  std::string label;  // --name
  std::vector<TargetInfo> targets;
  std::vector<ScorerInfo> scorers;
  std::vector<MetricInfo> metrics;
  std::vector<GateText> gates;
  int repeat = 1;
  Require require;
  double min_coverage = 1.0;
  uint64_t planned_cases = 0;     // selected for this run, after --filter and shard
  uint64_t planned_attempts = 0;  // over targets and repeats
  uint64_t plan_cases = 0;        // of the whole plan
  std::string plan_sha256;        // over the digests of all cases of the plan
  Json options = Json::object();  // what the command line said, so that a resumed run says it again
  std::optional<int> exit_code;
  bool operator==(const RunRecord&) const = default;
};

}  // namespace harness
