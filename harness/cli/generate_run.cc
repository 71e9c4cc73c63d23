#include "harness/cli/generate_run.h"

#include <algorithm>
#include <array>
#include <ostream>

#include "generators/make_records.h"
#include "generators/whole_record.h"
#include "harness/base/text.h"
#include "harness/cli/command.h"
#include "harness/cli/estimates.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/model_options.h"
#include "harness/cli/one_run.h"
#include "harness/cli/record_quality.h"
#include "harness/cli/report_files.h"
#include "harness/cli/stores.h"
#include "harness/cli/table_files.h"
#include "harness/cli/traced_suite.h"
#include "harness/runner/session.h"
#include "reports/display.h"

namespace harness {
namespace {

// Record `number` of the spec, from 0, as it was made: what no model is asked for is made again, which keeps its types.
Result<> ReadRecord(const DataSpec& spec, uint64_t number, const std::string& json, Records& records) {
  if (auto made = MakeRecords(spec, number, 1, records); !made) return made;
  const Result<Json> shown = ParseJson(json);
  if (!shown) return Unexpected(shown.error());
  for (size_t c = 0; c < spec.columns.size(); ++c)
    if (const auto found = shown->find(spec.columns[c].name); spec.columns[c].depends_on_asked && found != shown->end())
      records.columns[c][0] = DatumOf(*found, records.texts);
  return {};
}

// Those that passed, in their order.
Result<uint64_t> WriteRecords(const DataSpec& spec, int64_t run, Store& store, TableFiles& files,
                              RecordQuality& quality) {
  auto attempts = store.Attempts(run, {.output = true});
  if (!attempts) return Unexpected(attempts.error());
  Records records;
  uint64_t written = 0;
  while (true) {
    const auto more = (*attempts)->Next();
    if (!more) return Unexpected(more.error());
    if (!*more) return written;
    const AttemptRow& attempt = (*attempts)->attempt();
    if (attempt.verdict != Verdict::kPass || attempt.output_json.empty()) continue;
    if (auto read = ReadRecord(spec, attempt.key.case_number, attempt.output_json, records); !read)
      return Unexpected(read.error());
    records.first = written++;
    if (auto added = files.Write(records); !added) return Unexpected(added.error());
    quality.Add(records);
  }
}

// Whole records as a person reads them, with what models are asked for them.
class RecordPreview {
 public:
  RecordPreview(World& world, const DataSpec& spec) : world_(world), spec_(spec) {}

  tl::expected<void, Failure> Print(uint64_t number) {
    const CallContext context{
        world_.clock, world_.clock.SteadyNow() + std::chrono::hours(1), world_.control.stop(), {}};
    Records records;
    auto made =
        MakeWholeRecord(spec_, number, context, records, spent_,
                        [this](const ColumnSpec& column, const ChatRequest& request) { Print(column, request); });
    if (!made) return made;
    nlohmann::ordered_json record = nlohmann::ordered_json::object();
    for (size_t c = 0; c < spec_.columns.size(); ++c) record[spec_.columns[c].name] = records.columns[c][0].ToJson();
    Write(record.dump(2));
    return {};
  }

  const Spent& spent() const { return spent_; }

 private:
  void Print(const ColumnSpec& column, const ChatRequest& request) {
    for (const ChatMessage& message : request.messages)
      Write(fmt::format("> {} · {}: {}", column.name, ToString(message.role), message.text));
  }
  // Prompts hold what models have answered.
  void Write(std::string text) {
    world_.secrets.Mask(text);
    for (const std::string_view line : Split(text, "\n")) world_.out << Visible(line) << "\n";
  }

  World& world_;
  const DataSpec& spec_;
  Spent spent_;
};

class DataSetRun {
 public:
  DataSetRun(World& world, const Options& options) : world_(world), options_(options) {}

  int Begin(const std::string& path, const DataSpec& spec, const std::vector<TableOutput>& outputs) {
    Result<Selection> selection = ReadSelection(options_, world_);
    if (!selection) return Mistake(selection.error());
    if (options_.Has("count")) selection->load.sets.push_back("total=" + options_.Text("count"));
    if (const auto read = ReadModelOptions(options_, world_); !read) return Mistake(read.error());
    Result<Prepared> prepared = Prepare(path, *selection, nullptr, options_, world_);
    if (!prepared) return Mistake(prepared.error());
    prepared->kind = "generate";
    prepared->notes["out"] = options_.Texts("out");
    auto store = OpenStoreAt(options_.store(), world_, /*create=*/true);
    if (!store) return Unusable(store.error());
    const auto estimate = EstimateBefore(path, *prepared, **store, world_);
    if (estimate && !GoesOn(*estimate)) return world_.control.stop().stop_requested() ? kExitInterrupted : kExitHolds;
    return Perform(*prepared, spec, outputs, **store);
  }

  int Resume() {
    auto store = OpenStoreAt(options_.store(), world_, /*create=*/false);
    if (!store) return Unusable(store.error());
    Result<RunRecord> run = FindRun(**store, options_.Text("resume"));
    if (!run) return Mistake(run.error());
    if (run->kind != "generate")
      return Mistake(Error(fmt::format("run {0} generates nothing: harness {1} --resume {0} goes on with it", run->id,
                                       CommandOfKind(run->kind))));
    for (const char* flag : {"filter", "repeat", "seed", "set", "shard", "count", "preview"})
      if (options_.Has(flag))
        return Mistake(Error(fmt::format(
            "--{} can't be changed by --resume: run {} goes on with what it was begun with", flag, run->id)));
    Selection selection = Selection::FromJson(run->options);
    if (const auto read = ReadModelOptions(options_, world_); !read) return Mistake(read.error());
    auto spec = LoadSelectedSpec(run->suite_path, selection, nullptr, world_);
    if (!spec) return Mistake(spec.error());
    Result<Prepared> prepared = Prepare(run->suite_path, selection, nullptr, options_, world_);
    if (!prepared) return Mistake(prepared.error());
    if (auto same = CheckContinues(*run, *prepared->suite, *prepared->plan, **store); !same)
      return Mistake(same.error());
    std::vector<std::string> out = options_.Texts("out");
    if (out.empty()) out = run->options.value("out", std::vector<std::string>());
    const auto outputs = out.empty() ? spec->outputs : OutputsAt(out);
    if (!outputs) return Mistake(outputs.error());
    prepared->kind = run->kind;
    prepared->resumed = *std::move(run);
    return Perform(*prepared, *spec, *outputs, **store);
  }

 private:
  int Mistake(const Error& error) {
    Complain(world_, error);
    return ExitCodeOf(error);
  }
  int Unusable(const Error& error) {
    Complain(world_, error);
    return kExitIncomplete;
  }

  // Shows what it will take, and asks where there is somebody to ask.
  bool GoesOn(const Estimate& estimate) {
    if (options_.Flag("quiet")) return true;
    world_.err << EstimateText(estimate, static_cast<size_t>(world_.width), world_.err_colour());
    if (options_.Flag("yes") || !world_.answer || !world_.err_is_terminal) return true;
    world_.err << "go on? [y/N] " << std::flush;
    const std::string answer = world_.answer();
    if (Trim(answer) == "y" || Trim(answer) == "yes") return true;
    world_.err << "nothing was asked or stored\n";
    return false;
  }

  // The files come whatever the gates say, and after an interruption too: with all that is stored.
  int Perform(Prepared& prepared, const DataSpec& spec, const std::vector<TableOutput>& outputs, Store& store) {
    TableFiles files(spec, world_);
    if (auto opened = files.Open(outputs); !opened) return Mistake(opened.error());
    LiveReports live(options_, world_, false);
    Result<Summary> summary = PerformRun(prepared, options_, store, world_, live);
    if (!summary) return Unusable(summary.error());
    RecordQuality quality(spec, world_, options_.Flag("quiet"));
    const auto written = WriteRecords(spec, summary->run.number, store, files, quality);
    if (!written) return Unusable(written.error());
    if (auto committed = files.Commit(); !committed) return Unusable(committed.error());
    for (const TableOutput& output : outputs)
      if (output.path != "-" && !options_.Flag("quiet"))
        world_.err << fmt::format("{}: {} of {} -> {}\n", spec.name, *written, Counted(spec.count, "record"),
                                  output.path);
    if (!options_.Flag("quiet")) world_.err << EstimateBesideActual(summary->run, store, prepared.resumed.has_value());
    const std::vector<Summary> summaries = {*std::move(summary)};
    const int reported = Report(options_, summaries, store, world_, live.TakeLines());
    const int judged = quality.Judge();
    return WorstExitCode(std::array{reported, judged});
  }

  World& world_;
  const Options& options_;
};

}  // namespace

int RunDataSet(World& world, const Options& options, const std::string& path, const DataSpec& spec,
               const std::vector<TableOutput>& outputs) {
  return DataSetRun(world, options).Begin(path, spec, outputs);
}

int PreviewDataSet(World& world, const Options& options, const std::string& path, DataSpecOptions read,
                   uint64_t count) {
  const auto mistake = [&](const Error& error) {
    Complain(world, error);
    return ExitCodeOf(error);
  };
  Result<Selection> selection = ReadSelection(options, world);
  if (!selection) return mistake(selection.error());
  if (const auto models = ReadModelOptions(options, world); !models) return mistake(models.error());
  Services services = world.services(read.seed.value_or(0));
  const Result<Suite> suite = LoadSuite(path, selection->load, MakeCatalogue(), services);
  if (!suite) return mistake(suite.error());
  services.models = suite->models.get();
  read.services = &services;
  const auto spec = LoadDataSpec(world.files, path, world.environment, read);
  if (!spec) return mistake(spec.error());
  RecordPreview preview(world, *spec);
  for (uint64_t number = 0; number < std::min(count, spec->count); ++number) {
    if (const auto made = preview.Print(number); !made) {
      Complain(world, Error(fmt::format("record {}: {}", number + 1, made.error().message)));
      return kExitIncomplete;
    }
  }
  const Spent& spent = preview.spent();
  if (spent.calls > 0)
    world.err << fmt::format("{}, {}, {}\n", Counted(static_cast<uint64_t>(spent.calls), "call"),
                             spent.usage
                                 ? fmt::format("{} + {} tokens", spent.usage->input_tokens, spent.usage->output_tokens)
                                 : "tokens unknown",
                             spent.cost_usd ? fmt::format("{:.6g} USD", *spent.cost_usd) : "cost unknown");
  return kExitHolds;
}

int ResumeDataSet(World& world, const Options& options) {
  return DataSetRun(world, options).Resume();
}

}  // namespace harness
