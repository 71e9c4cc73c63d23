// A suite, or the spec of a data set, whose models are watched: every request and reply can be told apart by the
// column, target or scorer that it is for. What `estimate`, `try` and `show` have in common.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "generators/data_spec.h"
#include "harness/cli/selection.h"
#include "harness/cli/world.h"
#include "harness/models/stand_in.h"
#include "harness/models/trace.h"

namespace harness {

class TracedSuite {
 public:
  // `stand_in` answers instead of the models, whose keys are not needed then; null: they are asked, by world.models.
  static Result<std::unique_ptr<TracedSuite>> Load(const std::string& path, const Selection& selection,
                                                   std::shared_ptr<StandIn> stand_in, World& world);
  TracedSuite(const TracedSuite&) = delete;
  TracedSuite& operator=(const TracedSuite&) = delete;

  const Suite& suite() const { return *suite_; }
  const DataSpec* spec() const { return spec_ ? &*spec_ : nullptr; }  // null: it is no data set
  CallTrace& trace() { return *options_.trace; }

  // As a run calls the target, but that each column of a record enters the trace by its name.
  Output Call(const TargetSpec& target, const Case& test, const CallContext& context);

 private:
  explicit TracedSuite(World& world) : options_(world.models) {}

  ModelOptions options_;
  std::optional<Suite> suite_;
  std::optional<DataSpec> spec_;
};

// The spec with what the command line selects of it. `services`: what columns that ask models need; null: they can't.
Result<DataSpec> LoadSelectedSpec(const std::string& path, const Selection& selection, const Services* services,
                                  World& world);

}  // namespace harness
