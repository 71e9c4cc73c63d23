#include <algorithm>

#include "harness/base/clock.h"
#include "reports/buffered_file.h"
#include "reports/json_writer.h"
#include "reports/report.h"

namespace harness {
namespace {

void WriteRun(JsonWriter& json, const RunRecord& run) {
  json.Key("run").BeginObject();
  json.Key("id").String(run.id);
  json.Key("parent").StringOrNull(run.parent);
  json.Key("suite").String(run.suite);
  json.Key("kind").String(run.kind);
  json.Key("state").String(ToString(run.state));
  json.Key("started_at").StringOrNull(run.started_at == 0 ? "" : FormatTimestamp(run.started_at));
  std::optional<double> duration;
  if (run.finished_at != 0) duration = static_cast<double>(run.finished_at - run.started_at) / 1e6;
  json.Key("duration_s").Milli(duration);
  json.Key("seed").Unsigned(run.seed);
  json.Key("suite_sha256").StringOrNull(run.suite_sha256);
  json.Key("git").StringOrNull(run.git);
  json.Key("shard");
  if (run.shard) {
    json.BeginObject();
    json.Key("index").Integer(run.shard->index);
    json.Key("count").Integer(run.shard->count);
    json.EndObject();
  } else {
    json.Null();
  }
  json.Key("owner").StringOrNull(run.owner);
  json.EndObject();
}

void WriteInterval(JsonWriter& json, const std::optional<std::array<double, 2>>& interval) {
  if (!interval) return json.Null();
  json.BeginArray();
  json.Number((*interval)[0]);
  json.Number((*interval)[1]);
  json.EndArray();
}

void WriteLatency(JsonWriter& json, const std::optional<Latency>& latency) {
  if (!latency) return json.Null();
  json.BeginObject();
  json.Key("p50").Milli(latency->p50);
  json.Key("p95").Milli(latency->p95);
  json.Key("p99").Milli(latency->p99);
  json.Key("max").Milli(latency->max);
  json.EndObject();
}

// The members alone: the object around them may begin with a name.
void WriteFigures(JsonWriter& json, const Figures& figures) {
  json.Key("cases").Unsigned(figures.cases);
  json.Key("attempts").Unsigned(figures.attempts);
  json.Key("passed").Unsigned(figures.passed);
  json.Key("failed").Unsigned(figures.failed);
  json.Key("unknown").Unsigned(figures.unknown);
  json.Key("errored").Unsigned(figures.errored);
  json.Key("skipped").Unsigned(figures.skipped);
  json.Key("coverage").Number(figures.coverage);
  json.Key("pass_rate").Number(figures.pass_rate);
  json.Key("pass_rate_ci95");
  WriteInterval(json, figures.pass_rate_ci95);
  json.Key("case_pass_rate").Number(figures.case_pass_rate);
  json.Key("latency_ms");
  WriteLatency(json, figures.latency);
  json.Key("usage").BeginObject();
  json.Key("input_tokens").Integer(figures.usage.input_tokens);
  json.Key("output_tokens").Integer(figures.usage.output_tokens);
  json.Key("cached").Integer(figures.usage.cached_tokens);
  json.EndObject();
  json.Key("cost_usd").Number(figures.cost_usd);
  json.Key("failure_categories").BeginObject();
  for (const auto& [category, count] : figures.failure_categories) json.Key(category).Unsigned(count);
  json.EndObject();
}

void WriteGroups(JsonWriter& json, std::string_view key, const std::vector<NamedFigures>& groups) {
  json.Key(key).BeginArray();
  for (const NamedFigures& group : groups) {
    json.BeginObject();
    json.Key("name").String(group.name);
    WriteFigures(json, group.figures);
    json.EndObject();
  }
  json.EndArray();
}

// The members alone.
void WriteCorrectedShare(JsonWriter& json, const CorrectedShare& share) {
  const auto of_rate = [&](auto member) {
    return share.rate ? std::optional<double>(*share.rate.*member) : std::nullopt;
  };
  json.Key("naive").Number(share.naive);
  json.Key("naive_interval95");
  WriteInterval(json, share.naive_interval);
  json.Key("naive_standard_error").Number(of_rate(&CorrectedRate::naive_standard_error));
  json.Key("rate").Number(of_rate(&CorrectedRate::rate));
  json.Key("standard_error").Number(of_rate(&CorrectedRate::standard_error));
  json.Key("interval95");
  WriteInterval(json, share.rate ? std::optional(share.rate->interval) : std::nullopt);
  json.Key("estimate").Number(of_rate(&CorrectedRate::estimate));
}

void WriteCorrected(JsonWriter& json, const ScorerFigures& scorer) {
  const CorrectedFigures& corrected = *scorer.corrected;
  const JudgeFigures& judge = corrected.judge;
  json.Key("corrected").BeginObject();
  if (corrected.all) WriteCorrectedShare(json, *corrected.all);
  json.Key("targets").BeginArray();
  for (const CorrectedShare& share : corrected.targets) {
    json.BeginObject();
    json.Key("name").String(share.target);
    WriteCorrectedShare(json, share);
    json.EndObject();
  }
  json.EndArray();
  json.Key("calibration").BeginObject();
  json.Key("created").String(scorer.info.calibration->created);
  json.Key("sensitivity").Number(judge.recall ? std::optional(judge.recall->share) : std::nullopt);
  json.Key("positives").Integer(judge.recall ? judge.recall->count : 0);
  json.Key("specificity").Number(judge.specificity ? std::optional(judge.specificity->share) : std::nullopt);
  json.Key("negatives").Integer(judge.specificity ? judge.specificity->count : 0);
  json.Key("agreement").Number(judge.agreement ? std::optional(judge.agreement->share) : std::nullopt);
  json.Key("kappa").Number(judge.kappa ? std::optional(judge.kappa->kappa) : std::nullopt);
  json.EndObject();
  json.EndObject();
}

void WriteScorers(JsonWriter& json, const std::vector<ScorerFigures>& scorers) {
  json.Key("scorers").BeginArray();
  for (const ScorerFigures& scorer : scorers) {
    json.BeginObject();
    json.Key("name").String(scorer.info.name);
    json.Key("type").String(scorer.info.type);
    if (!scorer.info.detail.empty()) json.Key("detail").String(scorer.info.detail);
    json.Key("scored").Unsigned(scorer.scored);
    json.Key("passed").Unsigned(scorer.passed);
    json.Key("failed").Unsigned(scorer.failed);
    json.Key("unknown").Unsigned(scorer.unknown);
    json.Key("errored").Unsigned(scorer.errored);
    json.Key("mean").Number(scorer.mean);
    if (scorer.info.compares) {
      json.Key("consistency").Number(scorer.Consistency());
      json.Key("pairs").Unsigned(scorer.pairs);
    }
    if (scorer.corrected) WriteCorrected(json, scorer);
    json.EndObject();
  }
  json.EndArray();
}

void WriteLabels(JsonWriter& json, const std::vector<LabelFigures>& labels) {
  json.Key("labels").BeginArray();
  for (const LabelFigures& label : labels) {
    json.BeginObject();
    json.Key("label").String(label.label);
    json.Key("precision").Number(label.precision);
    json.Key("recall").Number(label.recall);
    json.Key("f1").Number(label.f1);
    json.Key("support").Unsigned(label.support);
    json.Key("predicted").Unsigned(label.predicted);
    json.Key("correct").Unsigned(label.correct);
    json.EndObject();
  }
  json.EndArray();
}

void WriteConfusion(JsonWriter& json, const MetricFigures& figures) {
  const auto label = [&](int place) { return figures.labels[static_cast<size_t>(place)].label; };
  json.Key("confusion").BeginArray();
  for (const Confusion& cell : figures.confusion) {
    json.BeginObject();
    json.Key("expected").String(label(cell.expected));
    json.Key("predicted");
    if (cell.predicted == Confusion::kNone)
      json.Null();
    else
      json.String(label(cell.predicted));
    json.Key("count").Unsigned(cell.count);
    json.EndObject();
  }
  json.EndArray();
}

// The members alone.
void WriteMetricFigures(JsonWriter& json, const MetricFigures& figures) {
  json.Key("counted").Unsigned(figures.counted);
  json.Key("none").Unsigned(figures.none);
  json.Key("undecided").Unsigned(figures.undecided);
  json.Key("unlabelled").Unsigned(figures.unlabelled);
  json.Key("folded").Unsigned(figures.folded);
  json.Key("unlisted").Unsigned(figures.unlisted);
  for (const auto& [name, value] : figures.values) json.Key(name).Number(value);
  WriteLabels(json, figures.labels);
  WriteConfusion(json, figures);
}

void WriteMetric(JsonWriter& json, const MetricSummary& metric, const Summary& summary) {
  json.Key(metric.info.name).BeginObject();
  json.Key("type").String(metric.info.type);
  WriteMetricFigures(json, metric.all);
  json.Key("targets").BeginArray();
  for (size_t i = 0; i < metric.targets.size(); ++i) {
    json.BeginObject();
    json.Key("name").String(summary.targets[i].name);
    WriteMetricFigures(json, metric.targets[i]);
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
}

void WriteGates(JsonWriter& json, const std::vector<GateResult>& gates) {
  json.Key("gates").BeginArray();
  for (const GateResult& result : gates) {
    json.BeginObject();
    json.Key("expression").String(result.gate.warn ? "warn: " + result.gate.text : result.gate.text);
    json.Key("target").StringOrNull(result.target);
    json.Key("value").Number(result.value);
    json.Key("verdict").String(ToString(result.verdict));
    json.Key("reason").String(result.reason);
    json.EndObject();
  }
  json.EndArray();
}

// Everything of a run, without the braces around it.
void WriteSummary(JsonWriter& json, const Summary& summary) {
  WriteRun(json, summary.run);
  json.Key("summary").BeginObject();
  WriteFigures(json, summary.all);
  json.EndObject();
  WriteGroups(json, "targets", summary.targets);
  WriteGroups(json, "categories", summary.categories);
  WriteGroups(json, "tags", summary.tags);
  WriteScorers(json, summary.scorers);
  json.Key("metrics").BeginObject();
  for (const MetricSummary& metric : summary.metrics) WriteMetric(json, metric, summary);
  json.EndObject();
  WriteGates(json, summary.gates);
  json.Key("warnings").BeginArray();
  for (const std::string& warning : summary.warnings) json.String(warning);
  json.EndArray();
  json.Key("exit_code").Integer(summary.exit_code);
}

// One open level more for the list of several runs.
constexpr int kOpenLevels = 2;

}  // namespace

int WorstExitCode(std::span<const Summary> summaries) {
  for (const int code : {2, 130, 1, 3, 4})
    if (std::any_of(summaries.begin(), summaries.end(), [&](const Summary& s) { return s.exit_code == code; }))
      return code;
  return 0;
}

Result<> WriteJsonReport(std::span<const Summary> summaries, OutputFile& file) {
  BufferedFile buffer(file);
  const bool single = summaries.size() == 1;
  JsonWriter json(buffer.text(), single ? kOpenLevels : kOpenLevels + 2);
  json.BeginObject();
  json.Key("harness").BeginObject();
  json.Key("version").String(HARNESS_VERSION);
  json.EndObject();
  if (single) {
    WriteSummary(json, summaries[0]);
  } else {
    json.Key("runs").BeginArray();
    for (const Summary& summary : summaries) {
      json.BeginObject();
      WriteSummary(json, summary);
      json.EndObject();
    }
    json.EndArray();
    json.Key("exit_code").Integer(WorstExitCode(summaries));
  }
  json.EndObject();
  buffer.text() += '\n';
  return buffer.Flush();
}

}  // namespace harness
