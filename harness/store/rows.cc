#include "harness/store/rows.h"

namespace harness {
namespace {

Json TargetsToJson(const RunRecord& run) {
  Json list = Json::array();
  for (const TargetInfo& target : run.targets)
    list.push_back({{"name", target.name}, {"type", target.type}, {"planned", target.planned}});
  return list;
}

Json ScorersToJson(const RunRecord& run) {
  Json list = Json::array();
  for (const ScorerInfo& scorer : run.scorers) {
    list.push_back({{"name", scorer.name},
                    {"type", scorer.type},
                    {"weight", scorer.weight},
                    {"config", scorer.config},
                    {"detail", scorer.detail}});
    if (scorer.compares) list.back()["compares"] = true;
    if (scorer.calibration) list.back()["calibration"] = ToJson(*scorer.calibration);
  }
  return list;
}

Json GatesToJson(const RunRecord& run) {
  Json list = Json::array();
  for (const GateText& gate : run.gates) list.push_back({{"expression", gate.expression}, {"warn", gate.warn}});
  return list;
}

Json MetricsToJson(const RunRecord& run) {
  Json list = Json::array();
  for (const MetricInfo& metric : run.metrics)
    list.push_back({{"name", metric.name},
                    {"type", metric.type},
                    {"at", metric.at},
                    {"expected", metric.expected},
                    {"extract", metric.extract}});
  return list;
}

// nlohmann throws where a key or a type is not as written above: the row was changed by another hand.
bool ReadLists(const Json& targets, const Json& scorers, const Json& gates, const Json& metrics, RunRecord& run) {
  try {
    for (const Json& target : targets)
      run.targets.push_back({target.at("name").get<std::string>(), target.at("type").get<std::string>(),
                             target.at("planned").get<uint64_t>()});
    for (const Json& scorer : scorers) {  // what stands behind `weight` is not in older stores
      run.scorers.push_back({scorer.at("name").get<std::string>(), scorer.at("type").get<std::string>(),
                             scorer.at("weight").get<double>(), scorer.value("config", ""), scorer.value("detail", ""),
                             scorer.value("compares", false)});
      if (!scorer.contains("calibration")) continue;
      auto calibration = CalibrationFromJson(scorer["calibration"]);
      if (!calibration) return false;
      run.scorers.back().calibration = std::move(*calibration);
    }
    for (const Json& gate : gates)
      run.gates.push_back({gate.at("expression").get<std::string>(), gate.at("warn").get<bool>()});
    for (const Json& metric : metrics)
      run.metrics.push_back({metric.at("name").get<std::string>(), metric.at("type").get<std::string>(),
                             metric.at("at").get<std::string>(), metric.at("expected").get<std::string>(),
                             metric.at("extract").get<std::string>()});
  } catch (const Json::exception&) {
    return false;
  }
  return true;
}

// Walks over the columns of a row from left to right.
class Columns {
 public:
  explicit Columns(const Statement& row, int first = 0) : row_(row), next_(first) {}

  void Read(std::string& to) { to.assign(row_.Text(next_++)); }
  void Read(int& to) { to = static_cast<int>(row_.Integer(next_++)); }
  void Read(int64_t& to) { to = row_.Integer(next_++); }
  void Read(uint64_t& to) { to = static_cast<uint64_t>(row_.Integer(next_++)); }
  void Read(double& to) { to = row_.Number(next_++); }
  template <typename T>
  void Read(std::optional<T>& to) {
    if (row_.IsNull(next_)) {
      to.reset();
      ++next_;
    } else {
      Read(to.emplace());
    }
  }
  std::string Text() {
    std::string text;
    Read(text);
    return text;
  }
  int64_t Integer() { return row_.Integer(next_++); }

 private:
  const Statement& row_;
  int next_;
};

Result<Json> ReadJson(Columns& columns) {
  return ParseJson(columns.Text());
}

}  // namespace

void BindRun(Statement& statement, const RunRecord& run) {
  int next = 1;
  const auto text = [&](std::string_view value) { statement.BindCopy(next++, value); };
  const auto number = [&](auto value) { statement.Bind(next++, value); };
  for (const std::string* value : {&run.id, &run.parent, &run.suite, &run.suite_path, &run.kind}) text(*value);
  text(ToString(run.state));
  number(run.started_at);
  number(run.finished_at);
  number(run.seed);
  text(run.suite_sha256);
  text(run.git);
  number(run.shard ? std::optional(run.shard->index) : std::nullopt);
  number(run.shard ? std::optional(run.shard->count) : std::nullopt);
  text(run.owner);
  text(run.label);
  number(run.repeat);
  text(ToString(run.require));
  number(run.min_coverage);
  number(run.planned_cases);
  number(run.planned_attempts);
  number(run.plan_cases);
  text(run.plan_sha256);
  number(run.exit_code);
  text(CanonicalJson(TargetsToJson(run)));
  text(CanonicalJson(ScorersToJson(run)));
  text(CanonicalJson(GatesToJson(run)));
  text(CanonicalJson(run.options));
  text(CanonicalJson(MetricsToJson(run)));
}

Result<RunRecord> ReadRun(const Statement& row) {
  RunRecord run;
  Columns columns(row);
  columns.Read(run.number);
  for (std::string* value : {&run.id, &run.parent, &run.suite, &run.suite_path, &run.kind}) columns.Read(*value);
  const std::optional<RunState> state = ParseRunState(columns.Text());
  columns.Read(run.started_at);
  columns.Read(run.finished_at);
  columns.Read(run.seed);
  columns.Read(run.suite_sha256);
  columns.Read(run.git);
  std::optional<int> shard_index, shard_count;
  columns.Read(shard_index);
  columns.Read(shard_count);
  if (shard_index && shard_count) run.shard = Shard{*shard_index, *shard_count};
  columns.Read(run.owner);
  columns.Read(run.label);
  columns.Read(run.repeat);
  const std::optional<Require> require = ParseRequire(columns.Text());
  columns.Read(run.min_coverage);
  columns.Read(run.planned_cases);
  columns.Read(run.planned_attempts);
  columns.Read(run.plan_cases);
  columns.Read(run.plan_sha256);
  columns.Read(run.exit_code);
  const auto targets = ReadJson(columns), scorers = ReadJson(columns), gates = ReadJson(columns);
  auto options = ReadJson(columns);
  const auto metrics = ReadJson(columns);
  const bool readable = state && require && targets && scorers && gates && options && metrics;
  if (!readable || !ReadLists(*targets, *scorers, *gates, *metrics, run))
    return Fail("the record of run {} can't be read", run.id);
  run.state = *state;
  run.require = *require;
  run.options = std::move(*options);
  return run;
}

SqliteValue CaseColumn(int64_t key, const CaseRow& test, int column) {
  switch (column) {
    case 0:
      return key;
    case 1:
      return test.id;
    case 2:
      return test.category;
    case 3:
      return test.tags;
    case 4:
      return test.cluster;
    case 5:
      return test.file;
    case 6:
      return int64_t{test.line};
    case 7:
      return static_cast<int64_t>(test.digest);
    case 8:
      return test.expected;
    case 9:
      return test.vars;
    default:
      return test.input;
  }
}

SqliteValue AttemptColumn(int64_t key, const AttemptRow& attempt, int column) {
  switch (column) {
    case 0:
      return key;
    case 1:
      return static_cast<int64_t>(attempt.verdict);
    case 2:
      return attempt.failure_kind;
    case 3:
      return attempt.failure_category;
    case 4:
      return attempt.latency_us;
    case 5:
      return attempt.started_at;
    case 6:
      return int64_t{attempt.tries};
    case 7:
      return attempt.usage ? SqliteValue(attempt.usage->input_tokens) : SqliteValue();
    case 8:
      return attempt.usage ? SqliteValue(attempt.usage->output_tokens) : SqliteValue();
    case 9:
      return attempt.usage ? SqliteValue(attempt.usage->cached_tokens) : SqliteValue();
    case 10:
      return ToSqliteValue(attempt.cost_usd);
    case 11:
      return attempt.finish_reason;
    case 12:
      return attempt.failure_message;
    case 13:
      return attempt.scores;
    case 14:
      return attempt.output_json;
    case 15:
      return attempt.output_text;
    default:
      return attempt.output_turns;
  }
}

std::string CaseColumns(AttemptParts parts) {
  std::string columns = "key, id, category, tags, cluster, file, line, digest";
  if (parts.input) columns += ", expected, vars, input";
  return columns;
}

std::string AttemptColumns(AttemptParts parts) {
  std::string columns =
      "key, verdict, failure_kind, failure_category, latency_us, started_at, tries, input_tokens, output_tokens, "
      "cached_tokens, cost_usd, finish_reason, failure_message";
  if (parts.scores) columns += ", scores";
  if (parts.output) columns += ", output_json, output_text, output_turns";
  return columns;
}

void ReadCase(const Statement& row, AttemptParts parts, CaseRow& test) {
  Columns columns(row, 1);
  columns.Read(test.id);
  columns.Read(test.category);
  columns.Read(test.tags);
  columns.Read(test.cluster);
  columns.Read(test.file);
  columns.Read(test.line);
  columns.Read(test.digest);
  if (!parts.input) return;
  columns.Read(test.expected);
  columns.Read(test.vars);
  columns.Read(test.input);
}

bool ReadAttempt(const Statement& row, AttemptParts parts, AttemptRow& attempt) {
  Columns columns(row, 1);
  const int64_t verdict = columns.Integer();
  if (verdict < 0 || verdict > static_cast<int>(Verdict::kSkipped)) return false;
  attempt.verdict = static_cast<Verdict>(verdict);
  columns.Read(attempt.failure_kind);
  columns.Read(attempt.failure_category);
  columns.Read(attempt.latency_us);
  columns.Read(attempt.started_at);
  columns.Read(attempt.tries);
  std::optional<int64_t> input_tokens, output_tokens, cached_tokens;
  columns.Read(input_tokens);
  columns.Read(output_tokens);
  columns.Read(cached_tokens);
  attempt.usage.reset();
  if (input_tokens) attempt.usage = Usage{*input_tokens, output_tokens.value_or(0), cached_tokens.value_or(0)};
  columns.Read(attempt.cost_usd);
  columns.Read(attempt.finish_reason);
  columns.Read(attempt.failure_message);
  if (parts.scores) columns.Read(attempt.scores);
  if (!parts.output) return true;
  columns.Read(attempt.output_json);
  columns.Read(attempt.output_text);
  columns.Read(attempt.output_turns);
  return true;
}

}  // namespace harness
