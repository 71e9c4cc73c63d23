// A suite, ready to run: what suite.yaml means once every name is resolved and every part is made.
//
// Made by LoadSuite, const while a run lasts.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/expression.h"
#include "harness/base/json.h"
#include "harness/base/rate.h"
#include "harness/base/server.h"
#include "harness/core/case_source.h"
#include "harness/core/catalogue.h"
#include "harness/core/extract.h"
#include "harness/core/gate.h"
#include "harness/core/models.h"
#include "harness/core/run.h"
#include "harness/core/services.h"
#include "harness/sql/databases.h"

namespace harness {

// How a panel comes to its verdict. Members that abstain (unknown) have no vote.
enum class Vote : uint8_t {
  kMajority,   // more pass than fail, or more fail than pass; a tie is unknown
  kUnanimity,  // all say the same, and nobody abstains; else unknown
  kMean        // the weighted mean of the values reaches the threshold
};

struct ScorerSpec {
  ScorerInfo info;
  bool negate = false;              // not-
  std::optional<double> threshold;  // pass when the value reaches it
  std::optional<Expression> when;   // judged only where it holds
  std::optional<JsonPointer> at;    // into the output's JSON; none: the whole output
  JsonPointer expected;             // into the case's expected
  std::optional<Json> value;        // instead of the case's expected
  Extract extract = Extract::kNone;
  Needs needs = Needs::kExpected;
  // How long one judgement may take: a minute, and twice its option `timeout` (sql-result runs two queries).
  std::chrono::microseconds time = std::chrono::seconds(60);
  std::string absent;              // why an `optional: true` scorer is skipped; empty: it is judged
  bool optional = false;           // or else it is only absent where the suite is surveyed (Services)
  std::unique_ptr<Scorer> scorer;  // null if absent, a combination or a comparer
  std::unique_ptr<Comparer> comparer;
  std::string against;  // of a comparer: a target, `expected`, or empty: all are compared with one another
  Combination combination = Combination::kNone;
  std::vector<ScorerSpec> members;  // of a combination, never empty; nested no deeper than YAML is
  size_t at_least = 0;              // of kAtLeast: how many of them must pass
  Vote vote = Vote::kMajority;      // of kPanel
  double audit = 0;                 // of kCascade: the part of attempts that the last member judges in any case
  bool asks_model = false;          // it or one of its members
  int turn = 0;                     // of a conversation, from 1, whose answer it judges; 0: all that was said
};

// What a scorer compares with in a case: its `value`, or the case's expected at its pointer; null if there is none.
const Json* ExpectedOf(const ScorerSpec& spec, const Case& test);

struct TargetSpec {
  TargetInfo info;
  std::chrono::microseconds timeout = std::chrono::seconds(60);
  int retries = 2;                 // further calls after a retryable failure
  std::optional<Rate> rate;        // of calls, also those that are tried again; none: as fast as it goes
  int entry = 0;                   // of the suite's `targets`: those that `prompts` made of one share rate and server
  std::shared_ptr<Server> server;  // `start` and `ready`, begun by whoever runs the suite; null: neither
  std::unique_ptr<Target> target;  // null if its outputs are recorded ones (LoadOptions)
};

struct RunSettings {
  int repeat = 1;
  Require require;
  int concurrency = 8;
  bool stop_on_error = false;  // on_error: stop
  double min_coverage = 1.0;
  uint64_t seed = 0;
  std::optional<double> threshold;  // of the weighted mean, instead of every decisive scorer
};

struct Suite {
  std::string name;
  std::string description;
  std::string path;
  std::string sha256;  // of the resolved tree in canonical JSON: the same suite through other files is the same
  std::shared_ptr<Databases> databases;  // never null; scorers hold on to it
  std::shared_ptr<Models> models;        // null where the catalogue knows none; targets and scorers hold on to it
  std::vector<std::unique_ptr<CaseSource>> sources;
  std::vector<TargetSpec> targets;
  std::vector<ScorerSpec> scorers;
  std::vector<ScorerInfo> scorer_infos;  // of `scorers`, in the same order
  int common_scorers = 0;         // the first so many judge every case; the others only cases whose extras name them
  bool external_scorers = false;  // one of them asks a program or a service
  bool compares = false;          // one of the common scorers compares targets
  std::vector<MetricInfo> metrics;
  std::vector<Gate> gates;  // never empty: without `gates` it is pass_rate >= 1
  RunSettings run;
};

struct LoadOptions {
  std::vector<std::string> sets;  // "a.b=v" in order
  // Flags that override the `run` map, as if given by --set; but a suite with another concurrency (1 to 10,000) is the
  // same suite.
  std::optional<int> repeat, concurrency;
  std::optional<uint64_t> seed;
  // The targets of the run whose outputs are scored again. The suite's are not made; it may have fewer or say nothing
  // of them, but none that the run lacks.
  std::optional<std::vector<TargetInfo>> recorded;
  // Only what judges is made: the targets are checked and not made, and records of calibrations are not read.
  bool judges_only = false;
};

// Whether one of the scorers that judge a case compares its targets, whose attempts then are made together.
bool IsCompared(const Suite& suite, const Case& test);

// Reads, checks and makes everything; an Error holds all mistakes that were found.
Result<Suite> LoadSuite(const std::string& path, const LoadOptions& options, const Catalogue& catalogue,
                        const Services& services);

// The JSON Schema (draft 2020-12) of suite.yaml, for editors.
Json SuiteSchema(const Catalogue& catalogue);

}  // namespace harness
