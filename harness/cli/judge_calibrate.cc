// harness judge calibrate SUITE --labels FILE
#include <charconv>
#include <cmath>
#include <ostream>

#include "harness/base/text.h"
#include "harness/cli/calibration_outcome.h"
#include "harness/cli/calibration_report.h"
#include "harness/cli/calibration_suite.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/judge.h"
#include "harness/cli/model_options.h"
#include "harness/cli/one_run.h"
#include "harness/cli/report_files.h"
#include "harness/cli/stores.h"
#include "harness/runner/session.h"
#include "reports/display.h"

namespace harness {
namespace {

constexpr int64_t kMaxRepeats = 99;
constexpr const char* kKind = "calibrate";

// What is judged, by whom and how often: kept with the run, so that it can be resumed.
struct Terms {
  std::string labels;  // path
  std::string scorer;
  ItemColumns columns;
  LabelWords words;
  JudgeRepeats repeats;
  std::string out;  // empty: beside the suite

  Json ToJson() const {
    return {{"labels", labels},
            {"scorer", scorer},
            {"columns", columns.ToJson()},
            {"words", words.ToJson()},
            {"repeats", repeats.as_they_are},
            {"reversed", repeats.reversed},
            {"out", out}};
  }
  static Terms FromJson(const Json& json) {
    return {json.value("labels", ""),
            json.value("scorer", ""),
            ItemColumns::FromJson(json.value("columns", Json::object())),
            LabelWords::FromJson(json.value("words", Json::object())),
            {json.value("repeats", 1), json.value("reversed", true)},
            json.value("out", "")};
  }
};

// "a,b" and more of such, in order.
std::vector<std::string> Listed(const Options& options, const char* name) {
  std::vector<std::string> items;
  for (const std::string& text : options.Texts(name))
    for (const std::string_view item : Split(text, ","))
      if (!Trim(item).empty()) items.emplace_back(Trim(item));
  return items;
}

Result<Terms> ReadTerms(const Options& options) {
  Terms terms{options.Text("labels"), options.Text("scorer"), {}, {}, {}, options.Text("out")};
  if (terms.labels.empty()) return Fail("which labels? --labels FILE");
  terms.columns.id = options.Text("id");
  terms.columns.input = options.Text("input");
  terms.columns.expected = options.Text("expected");
  if (options.Has("output")) terms.columns.output = options.Text("output");
  if (options.Has("label")) terms.words.columns = Listed(options, "label");
  if (terms.words.columns.empty()) return Fail("--label: the name of a column is expected");
  terms.words.positive = Listed(options, "positive");
  terms.words.negative = Listed(options, "negative");
  terms.words.drop = Listed(options, "drop");
  if (options.Has("label-threshold")) {
    const std::string text = options.Text("label-threshold");
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
      return Fail("--label-threshold: a number is expected, found '{}'", text);
    terms.words.threshold = value;
  }
  const auto repeats = options.Integer("repeats", 1, kMaxRepeats);
  if (!repeats) return Unexpected(repeats.error());
  terms.repeats = {static_cast<int>(repeats->value_or(1)), !options.Flag("one-order")};
  return terms;
}

// For a file's name.
std::string Tame(std::string name) {
  for (char& c : name)
    if (c == '/' || static_cast<unsigned char>(c) < ' ') c = '-';
  return name;
}

// SUITE_STEM.SCORER.calibration.json beside the suite.
std::string RecordPath(const std::string& suite, const std::string& scorer) {
  const size_t name = suite.rfind('/') + 1;
  const size_t dot = suite.rfind('.');
  const std::string stem = dot == std::string::npos || dot <= name ? suite : suite.substr(0, dot);
  return fmt::format("{}.{}.calibration.json", stem, Tame(scorer));
}

class CalibrateCommand {
 public:
  CalibrateCommand(World& world, const Options& options) : world_(world), options_(options) {}

  // An exit code.
  int Run() {
    if (const auto given = CheckOptions(); !given) return Refuse(given.error(), kExitMistake);
    return options_.Has("run") ? TakeStored() : Ask();
  }

 private:
  int Refuse(const Error& error, int code) {
    Complain(world_, error);
    return code;
  }

  Result<> CheckOptions() const {
    const size_t suites = options_.Texts("suite").size();
    if (options_.Has("run")) {
      if (suites > 0) return Fail("--run RUN takes the verdicts that are stored, so there is no suite to ask by");
      for (const char* flag : {"resume", "repeats", "one-order", "output", "input", "expected", "set", "concurrency",
                               "seed", "max-cost", "record", "replay", "log-requests", "prices"})
        if (options_.Has(flag)) return Fail("--{} says nothing with --run: nobody is asked", flag);
      return {};
    }
    if (!options_.Has("resume")) {
      if (suites != 1) return Fail("which suite? harness judge calibrate SUITE --labels FILE");
      return {};
    }
    if (suites > 1) return Fail("--resume takes one suite at most");
    for (const char* flag : {"labels", "scorer", "id", "input", "expected", "output", "label", "positive", "negative",
                             "drop", "label-threshold", "repeats", "one-order", "set", "seed"})
      if (options_.Has(flag))
        return Fail("--{} can't be changed by --resume: the run goes on with what it was begun with", flag);
    return {};
  }

  // The verdicts of a run that is stored.
  int TakeStored() {
    auto terms = ReadTerms(options_);
    if (!terms) return Refuse(terms.error(), kExitMistake);
    terms_ = std::move(*terms);
    const auto words = HumanLabels::Make(terms_.words);
    if (!words) return Refuse(words.error(), kExitMistake);
    const auto labelled = ReadLabelledAttempts(world_.files, world_.log, terms_.labels, terms_.columns.id, *words);
    if (!labelled) return Refuse(labelled.error(), kExitMistake);
    if (const auto opened = OpenTheStore(false); !opened) return Refuse(opened.error(), kExitIncomplete);
    const auto run = FindRun(*store_, options_.Text("run"));
    if (!run) return Refuse(run.error(), kExitMistake);
    auto outcome = OutcomeOf(*run, *store_, *labelled, terms_.scorer);
    if (!outcome) return Refuse(outcome.error(), kExitMistake);
    return Tell(std::move(*outcome), *run);
  }

  // Asks the judge, in a run of its own.
  int Ask() {
    if (const auto read = ReadModelOptions(options_, world_); !read) return Refuse(read.error(), kExitMistake);
    if (options_.Has("resume"))
      if (const auto opened = OpenTheStore(false); !opened) return Refuse(opened.error(), kExitIncomplete);
    Result<Prepared> prepared = options_.Has("resume") ? PrepareResumed() : PrepareNew();
    if (!prepared) return Refuse(prepared.error(), kExitMistake);
    if (const auto opened = OpenTheStore(true); !opened) return Refuse(opened.error(), kExitIncomplete);
    LiveReports live(options_, world_, /*several=*/false);
    const auto summary = PerformRun(*prepared, options_, *store_, world_, live);
    if (!summary) return Refuse(summary.error(), kExitIncomplete);
    if (summary->exit_code == kExitInterrupted) {
      world_.err << fmt::format("harness: interrupted; go on with: {}\n", ResumeCommand(summary->run));
      return kExitInterrupted;
    }
    auto outcome = OutcomeOf(summary->run, *store_, *items_, terms_.repeats);
    if (!outcome) return Refuse(outcome.error(), kExitIncomplete);
    return Tell(std::move(*outcome), summary->run);
  }

  Result<> OpenTheStore(bool create) {
    if (store_) return {};
    auto store = OpenStoreAt(options_.store(), world_, create);
    if (!store) return Unexpected(store.error());
    store_ = std::move(*store);
    return {};
  }

  Result<Prepared> PrepareNew() {
    auto terms = ReadTerms(options_);
    if (!terms) return Unexpected(terms.error());
    terms_ = std::move(*terms);
    Selection selection;
    selection.load.sets = options_.Texts("set");
    const auto seed = options_.Integer("seed", 0, INT64_MAX);
    if (!seed) return Unexpected(seed.error());
    if (*seed) selection.load.seed = static_cast<uint64_t>(**seed);
    return PrepareOver(options_.Texts("suite")[0], std::move(selection));
  }

  Result<Prepared> PrepareResumed() {
    auto run = FindRun(*store_, options_.Text("resume"));
    if (!run) return Unexpected(run.error());
    if (run->kind != kKind) return Fail("run {} was not made by harness judge calibrate", run->id);
    terms_ = Terms::FromJson(run->options.value(kKind, Json::object()));
    if (options_.Has("out")) terms_.out = options_.Text("out");
    const std::vector<std::string> suites = options_.Texts("suite");
    auto prepared = PrepareOver(suites.empty() ? run->suite_path : suites[0], Selection::FromJson(run->options));
    if (!prepared) return prepared;
    if (auto same = CheckContinues(*run, *prepared->suite, *prepared->plan, *store_); !same)
      return Unexpected(same.error());
    prepared->resumed = std::move(*run);
    return prepared;
  }

  Result<Prepared> PrepareOver(const std::string& path, Selection selection) {
    const auto words = HumanLabels::Make(terms_.words);
    if (!words) return Unexpected(words.error());
    auto items = ReadLabelledItems(world_.files, world_.log, terms_.labels, terms_.columns, *words);
    if (!items) return Unexpected(items.error());
    items_ = std::make_shared<const LabelledItems>(std::move(*items));
    const auto concurrency = options_.Integer("concurrency", 1, 10000);
    if (!concurrency) return Unexpected(concurrency.error());
    if (*concurrency) selection.load.concurrency = static_cast<int>(**concurrency);
    selection.load.judges_only = true;
    auto suite = LoadSuite(path, selection.load, MakeCatalogue(), world_.services(selection.load.seed.value_or(0)));
    if (!suite) return Unexpected(suite.error());
    Prepared prepared;
    prepared.suite = std::make_unique<Suite>(std::move(*suite));
    if (auto made = MakeCalibrationSuite(terms_.scorer, items_, terms_.repeats, *prepared.suite); !made)
      return Unexpected(made.error());
    auto plan = Plan::Make(*prepared.suite, {});
    if (!plan) return Unexpected(plan.error());
    prepared.plan = std::move(*plan);
    prepared.selection = std::move(selection);
    prepared.kind = kKind;
    prepared.notes[kKind] = terms_.ToJson();
    return prepared;
  }

  std::string ResumeCommand(const RunRecord& run) const {
    return fmt::format("harness {} --resume {}{}", CommandOfKind(run.kind), run.id, StoreFlag(options_));
  }

  // Prints the figures, and writes the record if they are whole.
  int Tell(CalibrationOutcome outcome, const RunRecord& run) {
    outcome.record.created = FormatTimestamp(world_.clock.WallMicros());
    outcome.record.version = kVersion;
    outcome.record.labels = terms_.labels.substr(terms_.labels.rfind('/') + 1);
    for (const std::string& warning : outcome.warnings) world_.log.Warn("{}", warning);
    const std::string obstacle = ObstacleIn(outcome, run);
    const std::string path = terms_.out.empty() ? RecordPath(run.suite_path, outcome.record.scorer) : terms_.out;
    Json json = ToJson(outcome.record);
    json["figures"] = FiguresJson(outcome);
    if (obstacle.empty())
      if (const auto written = Write(path, json.dump(2) + "\n"); !written)
        return Refuse(written.error(), kExitIncomplete);
    if (options_.Flag("json"))
      PrintJson(std::move(json), outcome, obstacle.empty() ? path : "");
    else
      PrintText(outcome, obstacle.empty() ? path : "");
    if (obstacle.empty()) return kExitHolds;
    world_.err << "harness: no record was written: " << obstacle << "\n";
    return kExitIncomplete;
  }

  // Why the figures are not good enough for a record; empty: they are.
  std::string ObstacleIn(const CalibrationOutcome& outcome, const RunRecord& run) const {
    const JudgedOutputs &good = outcome.record.good, &bad = outcome.record.bad;
    const int64_t errors = good.errored + bad.errored + outcome.missing;
    if (errors > 0 && !options_.Flag("partial"))
      return fmt::format("{} could not be judged{}; {}--partial takes the others",
                         Counted(static_cast<uint64_t>(errors), "output"),
                         outcome.first_error.empty() ? "" : ", the first: " + Visible(outcome.first_error),
                         run.kind == kKind ? fmt::format("go on with: {}; ", ResumeCommand(run)) : "");
    if (good.decided() == 0 || bad.decided() == 0)
      return fmt::format("of the outputs that people {}, the judge decided none",
                         good.decided() == 0 ? "pass" : "fail");
    return "";
  }

  Result<> Write(const std::string& path, const std::string& text) {
    auto file = CreateOutput(path, world_);
    if (!file) return Unexpected(file.error());
    if (auto written = (*file)->Write(text); !written) return written;
    return (*file)->Commit();
  }

  void PrintJson(Json json, const CalibrationOutcome& outcome, const std::string& path) {
    json["record"] = path.empty() ? Json() : Json(path);
    json["warnings"] = outcome.warnings;
    json["counts"] = {{"records", outcome.counts.records},
                      {"ties", outcome.counts.ties},
                      {"unlabelled", outcome.counts.unlabelled},
                      {"missing", outcome.missing}};
    world_.out << json.dump(2) << "\n";
  }

  void PrintText(const CalibrationOutcome& outcome, const std::string& path) {
    const bool colour = world_.out_is_terminal && !world_.environment.contains("NO_COLOR");
    world_.out << CalibrationText(outcome, static_cast<size_t>(world_.width), colour);
    if (path.empty()) return;
    world_.out << fmt::format("\nrecord: {}; beside the scorer: calibration: {}\n", Visible(path),
                              Visible(path.substr(path.rfind('/') + 1)));
  }

  World& world_;
  const Options& options_;
  std::unique_ptr<Store> store_;
  Terms terms_;
  std::shared_ptr<const LabelledItems> items_;
};

}  // namespace

int RunJudgeCalibrate(World& world, const std::vector<std::string>& arguments) {
  Options options("judge calibrate SUITE --labels FILE [options]", "suite");
  options.Add()("labels", TextOption()->value_name("FILE"), "outputs and what people said of them")(
      "scorer", TextOption()->value_name("NAME"), "the judge; by default the suite's only one")(
      "run", TextOption()->value_name("RUN"), "the labels are of this run's attempts, whose stored verdicts are taken")(
      "out", TextOption()->value_name("FILE"), "the record (SUITE.SCORER.calibration.json)")(
      "id", TextOption()->value_name("COLUMN"), "what names an output (id)")(
      "input", TextOption()->value_name("COLUMN"), "what it answers (input)")(
      "expected", TextOption()->value_name("COLUMN"), "what is expected (expected)")(
      "output", TextOption()->value_name("COLUMN"), "the output (output)")(
      "label", TextsOption()->value_name("A,B"), "a column a person; the majority counts (label)")(
      "positive", TextsOption()->value_name("A,B"), "labels that pass")(
      "negative", TextsOption()->value_name("A,B"), "labels that fail")("drop", TextsOption()->value_name("A,B"),
                                                                        "labels to take as missing")(
      "label-threshold", TextOption()->value_name("X"), "labels are numbers, and pass from X on")(
      "repeats", TextOption()->value_name("N"), "ask so often about each output (1)")(
      "one-order", FlagOption(), "don't ask once more with the material in reverse order")(
      "partial", FlagOption(), "write the record although outputs could not be judged")(
      "resume", TextOption()->value_name("RUN"), "go on with a run that calibrate began")(
      "set", TextsOption()->value_name("K=V"), "override a key of the suite")(
      "concurrency", TextOption()->value_name("N"), "outputs at once")("seed", TextOption()->value_name("N"),
                                                                       "what randomness depends on")(
      "name", TextOption()->value_name("NAME"), "a label for the run")("json", FlagOption(), "print JSON")(
      "quiet", FlagOption(), "no progress");
  AddModelOptions(options);
  if (const auto code = options.Parse(world, arguments)) return *code;
  return CalibrateCommand(world, options).Run();
}

}  // namespace harness
