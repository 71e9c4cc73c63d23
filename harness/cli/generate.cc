// harness generate SPEC
#include <ostream>

#include "generators/make_records.h"
#include "harness/base/text.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/generate_run.h"
#include "harness/cli/model_options.h"
#include "harness/cli/one_run.h"
#include "harness/cli/options.h"
#include "harness/cli/record_quality.h"
#include "harness/cli/report_files.h"
#include "harness/cli/table_files.h"

namespace harness {
namespace {

constexpr uint64_t kFirstBatch = 16, kLargestBatch = 1024;  // records made at a time
constexpr std::chrono::milliseconds kLongBatch{100};        // how long a stop may have to wait
constexpr int64_t kMaxCount = 1'000'000'000;
constexpr int64_t kMaxPreview = 1000;

class GenerateCommand {
 public:
  GenerateCommand(World& world, DataSpec spec, bool quiet) : world_(world), spec_(std::move(spec)), quiet_(quiet) {}

  // Prints the first records; writes no file.
  int Preview(uint64_t count) {
    Records records;
    if (auto made = MakeRecords(spec_, 0, std::min(count, spec_.count), records); !made) return Mistake(made.error());
    for (size_t i = 0; i < records.size; ++i) {
      nlohmann::ordered_json record = nlohmann::ordered_json::object();
      for (size_t c = 0; c < spec_.columns.size(); ++c) record[spec_.columns[c].name] = records.columns[c][i].ToJson();
      world_.out << record.dump(2) << "\n";
    }
    return kExitHolds;
  }

  int Write(const std::vector<TableOutput>& outputs) {
    const auto begun = world_.clock.SteadyNow();
    TableFiles files(spec_, world_);
    RecordQuality quality(spec_, world_, quiet_);
    if (auto opened = files.Open(outputs); !opened) return Mistake(opened.error());
    uint64_t batch = kFirstBatch, size = 0;
    for (uint64_t first = 0; first < spec_.count; first += size) {
      if (world_.control.stop().stop_requested()) return Stopped(first);
      const auto started = world_.clock.SteadyNow();
      size = std::min(batch, spec_.count - first);
      if (auto made = MakeRecords(spec_, first, size, records_); !made) return Mistake(made.error());
      const bool is_slow = world_.clock.SteadyNow() - started > kLongBatch / 2;
      batch = is_slow ? std::max<uint64_t>(batch / 4, 1) : std::min(batch * 2, kLargestBatch);
      if (auto written = files.Write(records_); !written) return Incomplete(written.error());
      quality.Add(records_);
    }
    if (auto ended = files.Commit(); !ended) return Incomplete(ended.error());
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(world_.clock.SteadyNow() - begun);
    for (const TableOutput& output : outputs)
      if (output.path != "-" && !quiet_)
        world_.err << fmt::format("{}: {} in {} -> {}\n", spec_.name, Counted(spec_.count, "record"),
                                  FormatDuration(took), output.path);
    return quality.Judge();
  }

 private:
  int Mistake(const Error& error) {
    Complain(world_, error);
    return kExitMistake;
  }
  int Incomplete(const Error& error) {
    Complain(world_, error);
    return kExitIncomplete;
  }
  int Stopped(uint64_t made) {
    Complain(world_,
             Error(fmt::format("stopped after {} of {}; no file was written", made, Counted(spec_.count, "record"))));
    return kExitIncomplete;
  }

  World& world_;
  const DataSpec spec_;
  const bool quiet_;
  Records records_;
};

Result<DataSpecOptions> ReadOptions(const Options& options) {
  DataSpecOptions read;
  const auto count = options.Integer("count", 0, kMaxCount);
  if (!count) return Unexpected(count.error());
  if (*count) read.count = static_cast<uint64_t>(**count);
  const auto seed = options.Integer("seed", 0, INT64_MAX);
  if (!seed) return Unexpected(seed.error());
  if (*seed) read.seed = static_cast<uint64_t>(**seed);
  for (const std::string& text : options.Texts("set")) {
    auto setting = ParseSetting(text, "--set");
    if (!setting) return Unexpected(setting.error());
    read.settings.push_back(*std::move(setting));
  }
  return read;
}

// What only a generation that is a run can be told.
Result<> CheckOptions(const Options& options, const DataSpec& spec) {
  for (const char* name : {"filter", "repeat", "concurrency", "shard", "name", "max-cost", "prices", "record", "replay",
                           "log-requests", "junit", "json", "jsonl"})
    if (options.Has(name) && !spec.IsRun())
      return Fail(
          "--{} is for data sets that ask a model or validate their records, which are runs; the records of {} "
          "follow from the spec alone",
          name, spec.name);
  for (const char* name : {"fail-fast", "allow-empty", "no-gates"})
    if (options.Flag(name) && !spec.IsRun())
      return Fail("--{} is for data sets that ask a model or validate their records, which are runs", name);
  return {};
}

}  // namespace

int RunGenerate(World& world, const std::vector<std::string>& arguments) {
  Options options("generate SPEC [options]", "spec");
  options.Add()("count", TextOption()->value_name("N"), "how many records in all, instead of the spec's number")(
      "out", TextsOption()->value_name("FILE"),
      "files to write, instead of the spec's `output`; - is standard output, as JSON lines")(
      "preview", TextOption()->value_name("N"), "print so many records with all their columns; writes nothing")(
      "resume", TextOption()->value_name("RUN"), "go on with a generation: what is missing or ended in error")(
      "yes", FlagOption(), "where models are asked: begin without asking whether the estimate is accepted");
  AddSelectionOptions(options);
  AddRunOptions(options);
  AddModelOptions(options);
  AddReportOptions(options);
  if (const auto code = options.Parse(world, arguments)) return *code;
  const auto mistake = [&](const Error& error) {
    Complain(world, error);
    return kExitMistake;
  };
  const std::vector<std::string> specs = options.Texts("spec");
  if (options.Has("resume")) return ResumeDataSet(world, options);
  if (specs.size() != 1) return mistake(Error("which data set? harness generate SPEC"));
  const auto preview = options.Integer("preview", 1, kMaxPreview);
  if (!preview) return mistake(preview.error());
  const auto read = ReadOptions(options);
  if (!read) return mistake(read.error());
  auto spec = LoadDataSpec(world.files, specs[0], world.environment, *read);
  if (!spec) return mistake(spec.error());
  if (auto fit = CheckOptions(options, *spec); !fit) return mistake(fit.error());
  const auto outputs = options.Has("out") ? OutputsAt(options.Texts("out")) : spec->outputs;
  if (!outputs) return mistake(outputs.error());
  if (outputs->empty() && !*preview)
    return mistake(
        Error("no file to write: give --out FILE, or `output` in the spec, or look at some with --preview 5"));
  if (spec->IsRun() && *preview)
    return PreviewDataSet(world, options, specs[0], *read, static_cast<uint64_t>(**preview));
  if (spec->IsRun()) return RunDataSet(world, options, specs[0], *spec, *outputs);
  GenerateCommand command(world, *std::move(spec), options.Flag("quiet"));
  return *preview ? command.Preview(static_cast<uint64_t>(**preview)) : command.Write(*outputs);
}

}  // namespace harness
