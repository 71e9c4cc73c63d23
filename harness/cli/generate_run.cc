#include "harness/cli/generate_run.h"

#include <ostream>

#include "generators/make_records.h"
#include "generators/table_format.h"
#include "harness/base/text.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/model_options.h"
#include "harness/cli/one_run.h"
#include "harness/cli/report_files.h"
#include "harness/cli/stores.h"
#include "harness/runner/session.h"

namespace harness {
namespace {

constexpr size_t kBatch = 256;  // records written at a time

// The records of a run that passed, in their order, as rows of a table.
class PassedRecords {
 public:
  PassedRecords(const DataSpec& spec, AttemptCursor& attempts) : spec_(spec), attempts_(attempts) {}

  // The next ones; none at the end.
  Result<> Next(Records& records) {
    std::vector<Json> rows;
    while (rows.size() < kBatch) {
      const auto more = attempts_.Next();
      if (!more) return Unexpected(more.error());
      if (!*more) break;
      const AttemptRow& attempt = attempts_.attempt();
      if (attempt.verdict != Verdict::kPass || attempt.output_json.empty()) continue;
      auto row = ParseJson(attempt.output_json);
      if (!row) return Unexpected(row.error());
      rows.push_back(*std::move(row));
    }
    BeginRecords(spec_, written_, rows.size(), records);
    for (size_t c = 0; c < spec_.columns.size(); ++c)
      for (size_t i = 0; i < rows.size(); ++i)
        if (const auto found = rows[i].find(spec_.columns[c].name); found != rows[i].end())
          records.columns[c][i] = DatumOf(*found, records.texts);
    written_ += rows.size();
    return {};
  }

  uint64_t written() const { return written_; }

 private:
  const DataSpec& spec_;
  AttemptCursor& attempts_;
  uint64_t written_ = 0;
};

Result<> WriteRecords(const DataSpec& spec, int64_t run, Store& store, const std::string& path, World& world) {
  auto format = TableFormatOf(path == "-" ? "-.jsonl" : path, spec);
  if (!format) return Unexpected(format.error());
  auto file = CreateOutput(path, world);
  if (!file) return Unexpected(file.error());
  auto attempts = store.Attempts(run, {.output = true});
  if (!attempts) return Unexpected(attempts.error());
  PassedRecords passed(spec, **attempts);
  Records records;
  std::string text;
  (*format)->AppendHead(text);
  do {
    if (auto next = passed.Next(records); !next) return next;
    (*format)->Append(records, text);
    if (auto written = (*file)->Write(text); !written) return written;
    text.clear();
  } while (records.size > 0);
  (*format)->AppendTail(text);
  if (auto written = (*file)->Write(text); !written) return written;
  if (auto ended = (*file)->Commit(); !ended) return ended;
  if (path != "-")
    world.err << fmt::format("{}: {} of {} -> {}\n", spec.name, passed.written(), Counted(spec.count, "record"), path);
  return {};
}

class DataSetRun {
 public:
  DataSetRun(World& world, const Options& options) : world_(world), options_(options) {}

  int Begin(const std::string& path, const DataSpec& spec, const std::vector<std::string>& outputs) {
    for (const std::string& output : outputs)
      if (auto format = TableFormatOf(output == "-" ? "-.jsonl" : output, spec); !format)
        return Mistake(format.error());
    Result<Selection> selection = ReadSelection(options_, world_);
    if (!selection) return Mistake(selection.error());
    if (options_.Has("count")) selection->load.sets.push_back("total=" + options_.Text("count"));
    if (const auto read = ReadModelOptions(options_, world_); !read) return Mistake(read.error());
    Result<Prepared> prepared = Prepare(path, *selection, nullptr, options_, world_);
    if (!prepared) return Mistake(prepared.error());
    prepared->kind = "generate";
    prepared->notes["out"] = outputs;
    auto store = OpenStoreAt(options_.store(), world_, /*create=*/true);
    if (!store) return Unusable(store.error());
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
    auto spec = SpecOf(*run, selection);
    if (!spec) return Mistake(spec.error());
    Result<Prepared> prepared = Prepare(run->suite_path, selection, nullptr, options_, world_);
    if (!prepared) return Mistake(prepared.error());
    if (auto same = CheckContinues(*run, *prepared->suite, *prepared->plan, **store); !same)
      return Mistake(same.error());
    std::vector<std::string> outputs = options_.Texts("out");
    if (outputs.empty()) outputs = run->options.value("out", std::vector<std::string>());
    prepared->kind = run->kind;
    prepared->resumed = *std::move(run);
    return Perform(*prepared, *spec, outputs, **store);
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

  // The spec as the run was begun with it.
  Result<DataSpec> SpecOf(const RunRecord& run, const Selection& selection) {
    DataSpecOptions options;
    options.seed = selection.load.seed;
    for (const std::string& text : selection.load.sets) {
      auto setting = ParseSetting(text, "--set");
      if (!setting) return Unexpected(setting.error());
      options.settings.push_back(*std::move(setting));
    }
    return LoadDataSpec(world_.files, run.suite_path, world_.environment, options);
  }

  // The files come whatever the gates say, and after an interruption too: with all that is stored.
  int Perform(Prepared& prepared, const DataSpec& spec, const std::vector<std::string>& outputs, Store& store) {
    LiveReports live(options_, world_, false);
    Result<Summary> summary = PerformRun(prepared, options_, store, world_, live);
    if (!summary) return Unusable(summary.error());
    for (const std::string& output : outputs)
      if (auto written = WriteRecords(spec, summary->run.number, store, output, world_); !written)
        return Unusable(written.error());
    const std::vector<Summary> summaries = {*std::move(summary)};
    return Report(options_, summaries, store, world_, live.TakeLines());
  }

  World& world_;
  const Options& options_;
};

}  // namespace

int RunDataSet(World& world, const Options& options, const std::string& path, const DataSpec& spec,
               const std::vector<std::string>& outputs) {
  return DataSetRun(world, options).Begin(path, spec, outputs);
}

int ResumeDataSet(World& world, const Options& options) {
  return DataSetRun(world, options).Resume();
}

}  // namespace harness
