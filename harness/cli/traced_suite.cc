#include "harness/cli/traced_suite.h"

#include "generators/data_run.h"
#include "harness/runner/attempt.h"

namespace harness {

Result<std::unique_ptr<TracedSuite>> TracedSuite::Load(const std::string& path, const Selection& selection,
                                                       std::shared_ptr<StandIn> stand_in, World& world) {
  std::unique_ptr<TracedSuite> traced(new TracedSuite(world));
  if (stand_in) {
    traced->options_ = {.prices = world.models.prices};
    traced->options_.stand_in = std::move(stand_in);
  }
  traced->options_.trace = std::make_shared<CallTrace>();
  Services services = world.services(selection.load.seed.value_or(0));
  services.model_options = &traced->options_;
  Result<Suite> suite = LoadSuite(path, selection.load, MakeCatalogue(), services);
  if (!suite) return Unexpected(suite.error());
  traced->suite_ = *std::move(suite);
  if (traced->suite_->targets.size() != 1 || traced->suite_->targets[0].info.type != RecordTargetType().name)
    return traced;
  services.models = traced->suite_->models.get();
  Result<DataSpec> spec = LoadSelectedSpec(path, selection, &services, world);
  if (!spec) return Unexpected(spec.error());
  traced->spec_ = *std::move(spec);
  return traced;
}

Output TracedSuite::Call(const TargetSpec& target, const Case& test, const CallContext& context) {
  if (!spec_) return CallTarget(*suite_, target, test, context);
  const auto begun = context.clock.SteadyNow();
  Output output = MakeRecordOutput(
      *spec_, test, context, [this](const ColumnSpec& column, const ChatRequest&) { trace().Enter(column.name); });
  trace().Enter("");
  output.latency = std::chrono::duration_cast<std::chrono::microseconds>(context.clock.SteadyNow() - begun);
  return output;
}

Result<DataSpec> LoadSelectedSpec(const std::string& path, const Selection& selection, const Services* services,
                                  World& world) {
  DataSpecOptions options;
  options.seed = selection.load.seed;
  options.services = services;
  for (const std::string& text : selection.load.sets) {
    auto setting = ParseSetting(text, "--set");
    if (!setting) return Unexpected(setting.error());
    options.settings.push_back(*std::move(setting));
  }
  return LoadDataSpec(world.files, path, world.environment, options);
}

}  // namespace harness
