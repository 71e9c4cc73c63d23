// harness estimate SUITE|SPEC
#include <ostream>

#include "harness/cli/command.h"
#include "harness/cli/estimates.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/model_options.h"
#include "harness/cli/stores.h"
#include "harness/models/rehearsal.h"

namespace harness {
namespace {

Result<Estimate> EstimateFor(const std::string& path, const Options& options, World& world) {
  Result<Selection> selection = ReadSelection(options, world);
  if (!selection) return Unexpected(selection.error());
  if (options.Has("count")) selection->load.sets.push_back("total=" + options.Text("count"));
  world.models.prices = options.Text("prices");
  world.models.stand_in = MakeRehearsal();  // no key is needed
  Result<Prepared> prepared = Prepare(path, *selection, nullptr, options, world);
  if (!prepared) return Unexpected(prepared.error());
  if (prepared->suite->targets.size() == 1 && prepared->suite->targets[0].info.type == "record")
    prepared->kind = "generate";
  std::unique_ptr<Store> store;
  if (FileExists(world.files, options.store())) {
    auto opened = OpenStoreAt(options.store(), world, /*create=*/false);
    if (!opened) return Unexpected(opened.error());
    store = *std::move(opened);
  }
  return EstimateOf(path, *prepared, store.get(), world);
}

}  // namespace

int RunEstimate(World& world, const std::vector<std::string>& arguments) {
  Options options("estimate SUITE|SPEC [options]", "what");
  AddSelectionOptions(options);
  options.Add()("count", TextOption()->value_name("N"), "how many records in all, of a data set")(
      "prices", TextOption()->value_name("FILE"), "prices of models, over the built-in ones")("json", FlagOption(),
                                                                                              "print JSON");
  if (const auto code = options.Parse(world, arguments)) return *code;
  const auto mistake = [&](const Error& error) {
    Complain(world, error);
    return ExitCodeOf(error);
  };
  const std::vector<std::string> what = options.Texts("what");
  if (what.size() != 1) return mistake(Error("of what? harness estimate SUITE|SPEC"));
  const auto estimate = EstimateFor(what[0], options, world);
  if (!estimate) return mistake(estimate.error());
  if (options.Flag("json"))
    world.out << ToJson(*estimate).dump(2) << "\n";
  else
    world.out << EstimateText(*estimate, static_cast<size_t>(world.width), world.out_colour());
  return kExitHolds;
}

}  // namespace harness
