#include "harness/cli/estimates.h"

#include <algorithm>

#include "harness/base/text.h"
#include "harness/cli/traced_suite.h"
#include "harness/models/rehearsal.h"
#include "reports/display.h"
#include "reports/table.h"

namespace harness {
namespace {

constexpr const char* kKey = "estimate";  // of RunRecord::options

std::string CountText(double count) {
  const auto digits = std::to_string(static_cast<int64_t>(count + 0.5));
  std::string text;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string SecondsText(double seconds) {
  return FormatDuration(std::chrono::microseconds(static_cast<int64_t>(seconds * 1e6)));
}

template <typename Format>
std::string RangeText(const Range& range, const Format& format) {
  return fmt::format("{} ({}–{})", format(range.likely), format(range.low), format(range.high));
}

std::string CostText(const std::optional<Range>& cost) {
  return cost ? RangeText(*cost, FormatDollars) : "unknown";
}

Table PartsTable(const Estimate& estimate) {
  Table table({{.right = false, .elastic = true}, {.right = false}, {}, {}, {}, {}});
  table.AddHeading({"asks", "model", "calls", "input tokens", "output tokens", "cost"});
  for (const PartEstimate& part : estimate.parts)
    table.AddRow({{fmt::format("{} {}", ToString(part.kind), Visible(part.name))},
                  {Visible(part.model)},
                  {CountText(part.calls)},
                  {RangeText(part.input, CountText)},
                  {RangeText(part.output, CountText)},
                  {CostText(part.cost), part.cost ? Tone::kPlain : Tone::kWarning}});
  table.AddRow({{"in all", Tone::kBold},
                {""},
                {CountText(estimate.calls)},
                {RangeText(estimate.input, CountText)},
                {RangeText(estimate.output, CountText)},
                {CostText(estimate.cost), estimate.cost ? Tone::kBold : Tone::kWarning}});
  return table;
}

// Where the figures come from, a line for all parts that have one source.
std::string SourcesText(const Estimate& estimate) {
  std::vector<std::pair<std::string, std::string>> sources;  // with the names of parts
  for (const PartEstimate& part : estimate.parts) {
    const auto found = std::ranges::find(sources, part.source, [](const auto& source) { return source.first; });
    if (found == sources.end())
      sources.emplace_back(part.source, part.name);
    else
      found->second += ", " + part.name;
  }
  std::string text;
  for (const auto& [source, names] : sources) text += fmt::format("from {}: {}\n", source, Visible(names));
  return text;
}

std::string TimeText(const Estimate& estimate) {
  if (!estimate.seconds) return fmt::format("time: unknown, {}\n", Visible(estimate.pace));
  if (estimate.seconds->high == 0) return "time: that of this machine, nobody is waited for\n";
  return fmt::format("time: {}, {}\n", RangeText(*estimate.seconds, SecondsText), Visible(estimate.pace));
}

// One of the figures of a stored estimate; nullopt: it was not known, or another hand changed the store.
std::optional<Range> RangeAt(const Json& estimate, const char* name) {
  const auto range = estimate.find(name);
  if (range == estimate.end() || !range->is_object()) return std::nullopt;
  for (const char* bound : {"low", "likely", "high"})
    if (const auto found = range->find(bound); found == range->end() || !found->is_number()) return std::nullopt;
  return Range{range->at("low"), range->at("likely"), range->at("high")};
}

template <typename Format>
std::string StoredText(const Json& estimate, const char* name, const Format& format) {
  const std::optional<Range> range = RangeAt(estimate, name);
  return range ? RangeText(*range, format) : "unknown";
}

struct Taken {
  Usage usage;
  std::optional<double> cost_usd;
  bool any = false;
};

// Of targets and judges together; unknown once is unknown in all.
Result<Taken> TakenBy(const RunRecord& run, Store& store) {
  auto attempts = store.Attempts(run.number, {.scores = true});
  if (!attempts) return Unexpected(attempts.error());
  Taken taken;
  taken.cost_usd = 0;
  const auto add = [&](const std::optional<Usage>& usage) {
    if (!usage) return;
    taken.any = true;
    taken.usage.input_tokens += usage->input_tokens;
    taken.usage.output_tokens += usage->output_tokens;
  };
  while (true) {
    const auto more = (*attempts)->Next();
    if (!more) return Unexpected(more.error());
    if (!*more) return taken;
    const AttemptRow& attempt = (*attempts)->attempt();
    const auto scores = ParseScores(attempt.scores.empty() ? "[]" : attempt.scores);
    if (!scores) return Unexpected(scores.error());
    add(attempt.usage);
    bool spends = attempt.usage.has_value();
    for (const Score& score : *scores) add(score.usage), spends = spends || score.usage;
    if (spends && !attempt.cost_usd) taken.cost_usd.reset();
    if (taken.cost_usd) *taken.cost_usd += attempt.cost_usd.value_or(0);
  }
}

}  // namespace

Result<Estimate> EstimateOf(const std::string& path, const Prepared& prepared, Store* store, World& world) {
  auto twin = TracedSuite::Load(path, prepared.selection, MakeRehearsal(), world);
  if (!twin) return Unexpected(twin.error());
  TracedSuite& traced = **twin;
  const auto rehearsed = Rehearse(traced.suite(), *prepared.plan, traced.trace(), world.clock,
                                  [&](const TargetSpec& target, const Case& test, const CallContext& context) {
                                    return traced.Call(target, test, context);
                                  });
  if (!rehearsed) return Unexpected(rehearsed.error());
  const auto prices = PriceTable::Load(world.files, world.models.prices);
  if (!prices) return Unexpected(prices.error());
  History history;
  if (store) {
    auto read = ReadHistory(*store, traced.suite(), prepared.kind);
    if (!read) return Unexpected(read.error());
    history = *std::move(read);
  }
  return MakeEstimate(traced.suite(), *prepared.plan, *rehearsed, *prices, history);
}

std::optional<Estimate> EstimateBefore(const std::string& path, Prepared& prepared, Store& store, World& world) {
  const bool models = prepared.suite->models && !prepared.suite->models->Names().empty();
  if (!models || prepared.resumed || world.models.replay) return std::nullopt;
  Result<Estimate> estimate = EstimateOf(path, prepared, &store, world);
  if (!estimate) {
    world.log.Debug("there is no estimate: {}", estimate.error().Message());
    return std::nullopt;
  }
  if (!estimate->asks_models()) return std::nullopt;
  prepared.notes[kKey] = ToJson(*estimate);
  return *std::move(estimate);
}

std::string EstimateText(const Estimate& estimate, size_t width, bool colour) {
  std::string text = fmt::format("{}: {}, {}\n", Visible(estimate.suite), Counted(estimate.attempts, "attempt"),
                                 fmt::format("{} at a time", estimate.concurrency));
  if (estimate.parts.empty()) {
    text += "No model is asked, so it costs nothing\n";
  } else {
    text += PartsTable(estimate).Render(width, colour) + SourcesText(estimate);
  }
  text += TimeText(estimate);
  for (const std::string& note : estimate.notes) text += fmt::format("note: {}\n", Visible(note));
  return text;
}

std::string EstimateBesideActual(const RunRecord& run, Store& store, bool resumed) {
  const auto found = run.options.find(kKey);
  if (found == run.options.end() || !found->is_object()) return "";
  const auto taken = TakenBy(run, store);
  if (!taken || !taken->any) return "";
  std::string text = fmt::format("tokens: {} in, {} out; estimated {}, {}\n", CountText(taken->usage.input_tokens),
                                 CountText(taken->usage.output_tokens), StoredText(*found, "input_tokens", CountText),
                                 StoredText(*found, "output_tokens", CountText));
  text += fmt::format("cost: {}; estimated {}\n", taken->cost_usd ? FormatDollars(*taken->cost_usd) : "unknown",
                      StoredText(*found, "cost_usd", FormatDollars));
  if (resumed || run.finished_at == 0 || !RangeAt(*found, "duration_s")) return text;
  const double seconds = static_cast<double>(run.finished_at - run.started_at) / 1e6;
  return text +
         fmt::format("time: {}; estimated {}\n", SecondsText(seconds), StoredText(*found, "duration_s", SecondsText));
}

}  // namespace harness
