// Which types of sources, targets, scorers and metrics there are: tables from a type's name to its options and its
// factory.
//
// `cli` fills one catalogue from the registries of each; `suite` reads it, so that an unknown or
// misconfigured part is found at its place before anything runs, and `harness schema` describes every option.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/node.h"
#include "harness/base/shape.h"
#include "harness/core/case_source.h"
#include "harness/core/comparer.h"
#include "harness/core/extract.h"
#include "harness/core/metric.h"
#include "harness/core/scorer.h"
#include "harness/core/services.h"
#include "harness/core/target.h"

namespace harness {

// `config` is a map that holds only options in `shape`, already checked against it.
template <typename T>
using Factory = std::function<Result<std::unique_ptr<T>>(const Node& config, const Services& services)>;

// Of cases, beside those of files, benchmarks and inline cases, which every suite may have.
struct SourceType {
  std::string name;  // its key in an entry of `cases`
  std::string doc;
  Shape shape;  // the key itself and its options beside it; where, limit, sample and tags are every source's
  // `config` is the whole entry, checked. Every case gets `extras` (null: none). `services` outlives the source.
  std::function<Result<std::unique_ptr<CaseSource>>(const Node& config, std::shared_ptr<const CaseExtras> extras,
                                                    const Services& services)>
      make;
};

struct TargetType {
  std::string name;  // its key in a target's map: command, replay, …
  std::string doc;
  Shape shape;  // the key itself and the options beside it; name, timeout, retries are every target's
  Factory<Target> make;
  // Why the options `timeout` and `retries` are not its; empty: they are.
  std::string keeps_time = {};
  std::chrono::microseconds timeout = std::chrono::seconds(60);  // the option of that name, where it is not given
  // What it does depends on beside its options: the texts of files. No function: nothing.
  std::function<std::string(const Node& config, const Services& services)> depends_on = nullptr;
};

// How a scorer type uses what is expected.
enum class Needs {
  kNothing,   // judges the output alone (is-json, latency); a `value` is an option of its own
  kExpected,  // compares with `value` or the case's expected; without either the score is an error
};

// The option `timeout` of a scorer type that has one, where the suite does not give it.
inline constexpr std::chrono::seconds kScorerTimeout{30};

// How a scorer type judges by the scores of its members, which are scorers as those of a suite's list.
enum class Combination : uint8_t {
  kNone,       // it has no members and judges itself
  kAllOf,      // all must pass; its value is the least of theirs
  kAnyOf,      // one must pass; the greatest
  kAtLeast,    // so many must pass; the value that so many reach
  kAssertSet,  // all must pass, or their weighted mean must reach the threshold; the weighted mean
  kPanel,      // they vote; the part that passes, or the weighted mean
  kCascade     // one after the other, until one decides; its value
};

struct ScorerType {
  std::string name;
  std::string doc;
  Needs needs = Needs::kExpected;
  unsigned value = kAnything;        // the types that a literal `value` may have; 0: takes none
  Shape shape;                       // options beside the common ones and `value`
  Factory<Scorer> make;              // config: those options, and `value` if it was given
  Extract extract = Extract::kNone;  // what the option `extract` is without one
  // Why it can't be made here and now (a key or an engine is absent), or "". No function: it always can.
  std::function<std::string(const Node& config, const Services& services)> absent = nullptr;
  // Of what it makes of a case and an output: raised when one of them may get another score than before.
  int version = 1;
  // Asks a program or a service. It is worth more threads than processors, and what it said before is only taken for
  // what it would say now if the suite gives the option `version`.
  bool external = false;
  // Asks a model: worth the threads too. What it depends on is told by depends_on.
  bool asks_model = false;
  // What it makes of an output depends on beside its options: the model that a judge asks. No function: nothing.
  std::function<std::string(const Node& config, const Services& services)> depends_on = nullptr;
  // Other than kNone: the list of members is the `value`, or the option `score`, and there is no factory.
  Combination combination = Combination::kNone;
  // Of a type that compares the outputs of all targets of a case; there is no `make` then. What it compares with, if
  // not all with one another, is its option `against`: the name of a target, or `expected`.
  Factory<Comparer> make_comparer = nullptr;
};

class Models;  // core/models.h

// The map under `models` of a suite, or null: then there are none. Mistakes go to the diagnostics; what can't be asked
// for want of a key is there all the same, as absent. What is lent by `services` outlives the result.
using ModelLoader =
    std::function<std::shared_ptr<Models>(const Node* models, const Services& services, Diagnostics& diagnostics)>;

struct Catalogue {
  std::vector<TargetType> targets;
  std::vector<ScorerType> scorers;
  std::vector<MetricType> metrics = {};
  ModelLoader models = nullptr;  // null: suites have no models
  std::vector<SourceType> sources = {};
  // The suite that a file of another kind stands for, such as the spec of a data set, whose records a run makes. Given
  // the resolved tree; nullopt: it is a suite itself.
  std::function<Result<std::optional<Node>>(const Node& tree, const Services& services)> rewrite = nullptr;
};

}  // namespace harness
