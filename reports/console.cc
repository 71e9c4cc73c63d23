#include "reports/console.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <string_view>

#include "harness/base/text.h"
#include "reports/console_calibration.h"
#include "reports/console_failures.h"
#include "reports/console_metrics.h"
#include "reports/display.h"
#include "reports/report.h"
#include "reports/table.h"
#include "reports/verdict_words.h"

namespace harness {
namespace {

constexpr size_t kNarrowest = 40;
constexpr size_t kMaxCategories = 20;
constexpr size_t kReasonLines = 3;

std::string Duration(double ms) {
  return FormatDuration(std::chrono::microseconds(std::llround(ms * 1000)));
}

std::string Number(uint64_t number) {
  return fmt::format("{}", number);
}

Cell Bad(uint64_t count, Tone tone) {
  return {Number(count), count > 0 ? tone : Tone::kPlain};
}

// A word for a path or id in a command line.
std::string Quote(const std::string& word) {
  constexpr std::string_view kSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@+,=";
  if (!word.empty() && word.find_first_not_of(kSafe) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

// Which columns have anything to say; the others are left out.
struct Shown {
  bool attempts = false, unknown = false, skipped = false;

  void Look(const std::vector<NamedFigures>& groups) {
    for (const NamedFigures& group : groups) {
      attempts = attempts || group.figures.attempts != group.figures.cases;
      unknown = unknown || group.figures.unknown > 0;
      skipped = skipped || group.figures.skipped > 0;
    }
  }
};

class FiguresTable {
 public:
  explicit FiguresTable(Shown shown)
      : shown_(shown),
        table_({{.right = false, .elastic = true},
                {.rank = 1},
                {},
                {},
                {},
                {},
                {.rank = 2},
                {.rank = 3},
                {},
                {.rank = 6},
                {.rank = 7},
                {.rank = 4},
                {.rank = 5}}) {}

  void AddHeading(std::string_view name) {
    table_.AddHeading({std::string(name), "cases", "attempts", "passed", "failed", "errors", "unknown", "skipped",
                       "pass rate", "95% interval", "p50", "p95", "cost"});
  }

  // Where the table goes on below a gap, its columns are known already.
  void AddSection(std::string_view name) {
    std::vector<std::string> cells(13);
    cells[0] = name;
    table_.AddGap();
    table_.AddHeading(std::move(cells));
  }

  void AddRow(const std::string& name, const Figures& figures, Tone tone = Tone::kPlain) {
    const std::optional<Latency>& latency = figures.latency;
    std::string interval;
    if (figures.pass_rate_ci95) {
      const auto [low, high] = *figures.pass_rate_ci95;
      interval = fmt::format("{:.1f}–{:.1f}%", low * 100, high * 100);
    }
    table_.AddRow({{Visible(name), tone},
                   {Number(figures.cases)},
                   {shown_.attempts ? Number(figures.attempts) : ""},
                   {Number(figures.passed)},
                   Bad(figures.failed, Tone::kBad),
                   Bad(figures.errored, Tone::kWarning),
                   shown_.unknown ? Bad(figures.unknown, Tone::kWarning) : Cell{},
                   {shown_.skipped ? Number(figures.skipped) : ""},
                   {figures.pass_rate ? FormatShare(*figures.pass_rate) : "–", tone},
                   {interval, Tone::kDim},
                   {latency ? Duration(latency->p50) : ""},
                   {latency ? Duration(latency->p95) : ""},
                   {figures.cost_usd ? FormatDollars(*figures.cost_usd) : ""}});
  }

  std::string Render(const ConsoleOptions& options) const { return table_.Render(options.width, options.colour); }

 private:
  Shown shown_;
  Table table_;
};

// The categories by name; of very many those with the lowest pass rates, those first.
std::vector<const NamedFigures*> Categories(const Summary& summary) {
  std::vector<const NamedFigures*> chosen;
  chosen.reserve(summary.categories.size());
  for (const NamedFigures& category : summary.categories) chosen.push_back(&category);
  if (chosen.size() <= kMaxCategories) return chosen;
  std::stable_sort(chosen.begin(), chosen.end(), [](const NamedFigures* a, const NamedFigures* b) {
    return a->figures.pass_rate.value_or(2) < b->figures.pass_rate.value_or(2);
  });
  chosen.resize(kMaxCategories);
  return chosen;
}

std::string RenderFigures(const Summary& summary, const ConsoleOptions& options) {
  Shown shown;
  shown.Look(summary.targets);
  const bool categories =
      summary.categories.size() > 1 || (summary.categories.size() == 1 && !summary.categories[0].name.empty());
  if (categories) shown.Look(summary.categories);
  FiguresTable table(shown);
  table.AddHeading("target");
  for (const NamedFigures& target : summary.targets) table.AddRow(target.name, target.figures);
  if (summary.targets.size() > 1) table.AddRow("all", summary.all, Tone::kBold);
  if (!categories) return table.Render(options);
  table.AddSection("category");
  for (const NamedFigures* category : Categories(summary))
    table.AddRow(category->name.empty() ? "(none)" : category->name, category->figures);
  std::string text = table.Render(options);
  if (summary.categories.size() > kMaxCategories)
    text += fmt::format("… and {} more with higher pass rates\n", summary.categories.size() - kMaxCategories);
  return text;
}

// How far the order in which answers are shown decides a comparison.
std::string RenderConsistency(const Summary& summary) {
  std::string text;
  for (const ScorerFigures& scorer : summary.scorers)
    if (const std::optional<double> consistency = scorer.Consistency())
      text += fmt::format("{}: both orders agree on {} of {}\n", Visible(scorer.info.name), FormatShare(*consistency),
                          Counted(scorer.pairs, "pair"));
  return text;
}

std::string RenderScorers(const Summary& summary, const ConsoleOptions& options) {
  if (summary.scorers.empty()) return "";
  const auto any = [&](auto member) {
    return std::any_of(summary.scorers.begin(), summary.scorers.end(),
                       [&](const ScorerFigures& s) { return s.*member > 0; });
  };
  const bool unknown = any(&ScorerFigures::unknown), skipped = any(&ScorerFigures::skipped);
  Table table({{.right = false, .elastic = true},
               {.right = false, .elastic = true, .rank = 3},
               {},
               {},
               {},
               {.rank = 1},
               {.rank = 1},
               {},
               {.right = false, .rank = 2}});
  table.AddHeading({"scorer", "type", "passed", "failed", "errors", "unknown", "skipped", "mean", ""});
  for (const ScorerFigures& scorer : summary.scorers) {
    std::string weight;
    if (scorer.info.weight <= 0)
      weight = "not decisive";
    else if (scorer.info.weight != 1)
      weight = fmt::format("weight {}", scorer.info.weight);
    if (!scorer.info.detail.empty()) weight += (weight.empty() ? "" : ", ") + Visible(scorer.info.detail);
    table.AddRow({{Visible(scorer.info.name)},
                  {scorer.info.type == scorer.info.name ? "" : Visible(scorer.info.type), Tone::kDim},
                  {Number(scorer.passed)},
                  Bad(scorer.failed, Tone::kBad),
                  Bad(scorer.errored, Tone::kWarning),
                  unknown ? Bad(scorer.unknown, Tone::kWarning) : Cell{},
                  {skipped ? Number(scorer.skipped) : ""},
                  {scorer.mean ? fmt::format("{:.3f}", *scorer.mean) : "–"},
                  {weight, Tone::kDim}});
  }
  return table.Render(options.width, options.colour) + RenderConsistency(summary);
}

std::string MarkOf(Verdict verdict, bool colour) {
  if (verdict == Verdict::kFail) return Paint("✗", Tone::kBad, colour);
  return Paint(verdict == Verdict::kUnknown ? "?" : "!", Tone::kWarning, colour);
}

// The first lines of a reason, each cut to the width; blank ones are left out.
std::string RenderReason(std::string_view reason, const ConsoleOptions& options) {
  constexpr std::string_view kIndent = "    ";
  std::string text;
  size_t lines = 0;
  for (const std::string_view line : Split(reason, "\r\n")) {
    if (Trim(line).empty()) continue;
    if (++lines > kReasonLines) return text.append(kIndent).append("…\n");
    // What can't be shown anyway is not made visible first.
    const std::string visible = Visible(line.substr(0, options.width * 8));
    text.append(kIndent).append(FitTo(visible, options.width - kIndent.size())).append("\n");
  }
  return text;
}

std::string RenderFailures(const Summary& summary, const ConsoleOptions& options) {
  if (summary.failures.empty()) return "";
  const size_t shown = summary.failures.size();
  std::string heading = fmt::format("{} did not pass", Counted(summary.not_passed, "attempt"));
  if (shown < summary.not_passed) heading += fmt::format("; the first {}:", shown);
  std::string text = Paint(heading, Tone::kBold, options.colour) + "\n";
  for (const FailureNote& note : summary.failures) {
    std::string line = note.case_id;
    if (summary.targets.size() > 1) line += " · " + note.target;
    if (summary.run.repeat > 1) line += fmt::format(" · repeat {}", note.repeat + 1);
    if (!note.category.empty()) line += " · " + note.category;
    if (!note.file.empty()) line += " · " + ToString(Place{note.file, note.line, 0});
    text += MarkOf(note.verdict, options.colour) + " " + FitTo(Visible(line), options.width - 2) + "\n";
    text += RenderReason(note.reason, options);
  }
  return text;
}

Cell MarkOf(const GateResult& result) {
  if (result.verdict == GateVerdict::kHolds) return {"✓", Tone::kGood};
  if (result.gate.warn) return {"!", Tone::kWarning};
  if (result.verdict == GateVerdict::kFails) return {"✗", Tone::kBad};
  return {"?", Tone::kWarning};
}

std::string RenderGates(const Summary& summary, const ConsoleOptions& options) {
  if (summary.gates.empty()) return "";
  Table table({{.right = false},
               {.right = false, .elastic = true},
               {.right = false, .elastic = true},
               {},
               {.right = false, .elastic = true}});
  table.AddHeading({"", "gate", "", "", ""});
  for (const GateResult& result : summary.gates) {
    const bool holds = result.verdict == GateVerdict::kHolds;
    const bool several = summary.targets.size() > 1;
    table.AddRow({MarkOf(result),
                  {Visible(result.gate.warn ? "warn: " + result.gate.text : result.gate.text)},
                  {several ? Visible(result.target.empty() ? "pooled" : result.target) : "", Tone::kDim},
                  {FormatGateValue(result)},
                  {holds ? "" : Visible(result.reason), Tone::kDim}});
  }
  return table.Render(options.width, options.colour);
}

std::string Heading(const Summary& summary, const ConsoleOptions& options) {
  const RunRecord& run = summary.run;
  std::string text = Paint(Visible(run.suite), Tone::kBold, options.colour);
  if (!run.label.empty()) text += " · " + Visible(run.label);
  if (run.shard) text += fmt::format(" · shard {}/{}", run.shard->index, run.shard->count);
  text += " · " + Counted(summary.all.cases, "case");
  if (run.repeat > 1) text += fmt::format(" × {} repeats", run.repeat);
  if (run.finished_at > run.started_at)
    text += " · " + FormatDuration(std::chrono::microseconds(run.finished_at - run.started_at));
  return text + "\n";
}

std::string LastLine(const Summary& summary, const ConsoleOptions& options) {
  std::string text =
      Paint(VerdictInWords(summary), summary.exit_code == 0 ? Tone::kGood : ToneOf(summary.exit_code), options.colour);
  if (summary.exit_code != 130) return fmt::format("{} · run {}\n", text, Visible(summary.run.id));
  text += summary.run.kind != "run"
              ? fmt::format("; resume with: harness {} --resume {}", CommandOfKind(summary.run.kind), summary.run.id)
              : fmt::format("; resume with: harness run {} --resume {}", Visible(Quote(summary.run.suite_path)),
                            Visible(summary.run.id));
  if (!options.resume_flags.empty()) text += " " + options.resume_flags;
  return text + "\n";
}

std::string RenderReports(const std::vector<std::string>& reports) {
  if (reports.empty()) return "";
  std::string text = "reports: ";
  for (const std::string& path : reports) {
    if (&path != &reports.front()) text += ", ";
    text += Visible(path);
  }
  return text + "\n";
}

std::string LastLineOfAll(std::span<const Summary> summaries, const ConsoleOptions& options) {
  const auto green =
      std::count_if(summaries.begin(), summaries.end(), [](const Summary& s) { return s.exit_code == 0; });
  const int code = WorstExitCode(summaries);
  std::string text = fmt::format("{} of {} suites pass", green, summaries.size());
  if (code != 0) text += fmt::format(", exit code {}", code);
  return Paint(text, ToneOf(code), options.colour) + "\n";
}

// Sections are separated by empty lines; an empty one is none.
void AppendSection(std::string& to, std::string_view section) {
  if (!section.empty()) to.append(to.empty() ? "" : "\n").append(section);
}

}  // namespace

std::string RenderSummary(std::span<const Summary> summaries, const ConsoleOptions& given) {
  ConsoleOptions options = given;
  options.width = std::max(options.width, kNarrowest);
  std::string text;
  for (const Summary& summary : summaries) {
    const bool last = &summary == &summaries.back();
    AppendSection(text, Heading(summary, options));
    AppendSection(text, RenderFigures(summary, options));
    AppendSection(text, RenderFailureCategories(summary, options));
    AppendSection(text, RenderScorers(summary, options));
    AppendSection(text, RenderCorrected(summary, options.width, options.colour));
    AppendSection(text, RenderWarnings(summary, options.colour));
    AppendSection(text, RenderMetrics(summary, options.width, options.colour));
    AppendSection(text, RenderFailures(summary, options));
    AppendSection(text, RenderGates(summary, options));
    AppendSection(text, (last ? RenderReports(options.reports) : "") + LastLine(summary, options));
  }
  if (summaries.size() > 1) AppendSection(text, LastLineOfAll(summaries, options));
  return text;
}

}  // namespace harness
