#include "scorers/sql_result.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <optional>
#include <tuple>

#include "harness/base/text.h"
#include "harness/sql/compare.h"
#include "harness/sql/databases.h"
#include "harness/sql/diagnose.h"
#include "harness/sql/rules.h"
#include "scorers/judged.h"
#include "scorers/sql_evidence.h"

namespace harness {
namespace {

using std::chrono::microseconds;

using Engines = std::vector<std::shared_ptr<SqlEngine>>;

enum class Rule : uint8_t { kLattice, kBirdEx, kTestSuite, kSoftF1, kRVes };

constexpr std::array<std::string_view, 5> kRules = {"lattice", "bird-ex", "test-suite", "soft-f1", "r-ves"};
constexpr int kVesRepeats = 100;
constexpr double kMostReward = 1.25;
constexpr microseconds kDefaultTimeout = std::chrono::seconds(30);

struct Settings {
  std::string database;      // a name or a path; empty: the var says it
  std::string database_var;  // of the case
  std::string folder;        // of the suite's file: what paths are relative to
  std::optional<Likeness> accept;
  Rule rule = Rule::kLattice;
  microseconds timeout = kDefaultTimeout;
  bool accept_empty = false;
  Tolerance tolerance;
};

// What one gold query makes of the answer.
struct Ruling {
  Score score;
  std::string likeness;                       // of the ladder
  std::optional<TableDifference> difference;  // where it says something
  int rank = 0;                               // the smaller, the nearer to gold
};

class SqlResultScorer final : public Scorer {
 public:
  SqlResultScorer(Settings settings, Databases& databases) : settings_(std::move(settings)), databases_(databases) {}

  Score Judge(const Question& question, const CallContext& context) override {
    const std::vector<std::string> golds = GoldsOf(*question.expected);
    if (golds.empty())
      return Score::Error(fmt::format("what is expected holds no SQL: {}", QuoteJson(*question.expected)));
    const Result<Engines> engines = EnginesFor(question.test);
    if (!engines) return Score::Error(engines.error().Message());
    const TextView answer(question.actual);
    if (Trim(answer.text()).empty()) return Failed("no_sql_generated", "the answer holds no SQL");
    // Several databases only for the rule test-suite: the answer must be right on each.
    Score score;
    for (const auto& engine : *engines) {
      score = JudgeOn(*engine, golds, std::string(answer.text()), context);
      if (score.verdict != Verdict::kPass) break;
    }
    return score;
  }

  std::string Detail() const override {
    if (settings_.rule != Rule::kLattice) return fmt::format("rule {}", kRules[static_cast<size_t>(settings_.rule)]);
    if (settings_.accept) return fmt::format("rule lattice, accepts {}", ToString(*settings_.accept));
    return "rule lattice";
  }

  std::vector<std::string> CheckGold(const Case& test, const Json& expected, const CallContext& context) override {
    const std::vector<std::string> golds = GoldsOf(expected);
    if (golds.empty()) return {fmt::format("what is expected holds no SQL: {}", QuoteJson(expected))};
    const Result<Engines> engines = EnginesFor(test);
    if (!engines) return {engines.error().Message()};
    std::vector<std::string> problems;
    for (const auto& engine : *engines)
      for (const std::string& gold : golds)
        if (std::string problem = GoldProblem(*engine, TextFor(gold), context); !problem.empty())
          problems.push_back(std::move(problem));
    return problems;
  }

 private:
  // Runs a gold query twice; empty if there is nothing to say.
  std::string GoldProblem(SqlEngine& engine, const std::string& sql, const CallContext& context) {
    const auto first = GoldOf(engine, sql, context);
    if (context.stop.stop_requested()) return "";
    if (!first->answer) return fmt::format("the gold query fails: {}", first->answer.error().message);
    const SqlTable& table = first->answer->table;
    if (table.truncated) return fmt::format("the gold query's result is cut after {}", Counted(table.rows(), "row"));
    const auto second = engine.Query(sql, Limits(context));
    if (context.stop.stop_requested()) return "";
    if (!second) return fmt::format("the gold query fails the second time: {}", second.error().message);
    CompareOptions options;
    options.groups = first->groups ? &*first->groups : nullptr;
    const std::optional<TableComparison> compared = Compare(table, second->table, options);
    const Likeness wanted = first->ordered ? Likeness::kOrderedWithTies : Likeness::kMultiset;
    if (second->table.truncated || !compared || compared->likeness > wanted)
      return "the gold query returns something else each time";
    if (table.rows() == 0 && !settings_.accept_empty) return "the gold query returns nothing";
    return "";
  }

  // A pass before what can't be decided, that before a fail; then by value, then by likeness.
  static bool IsBetter(const Ruling& one, const Ruling& other) {
    const auto order = [](const Ruling& ruling) {
      const Verdict verdict = ruling.score.verdict;
      const int decided = verdict == Verdict::kPass ? 0 : verdict == Verdict::kFail ? 2 : 1;
      return std::tuple(decided, -ruling.score.value.value_or(0), ruling.rank);
    };
    return order(one) < order(other);
  }

  static Score Failed(std::string_view category, std::string reason) {
    Score score = Score::Fail(std::move(reason));
    score.evidence = {{"category", std::string(category)}};
    return score;
  }

  // A text, a list of texts, or the `sql` of a map.
  static std::vector<std::string> GoldsOf(const Json& expected) {
    if (expected.is_object()) return expected.contains("sql") ? GoldsOf(expected["sql"]) : std::vector<std::string>{};
    const Json list = expected.is_array() ? expected : Json::array({expected});
    std::vector<std::string> golds;
    for (const Json& gold : list) {
      if (!gold.is_string() || Trim(gold.get_ref<const std::string&>()).empty()) return {};
      golds.push_back(gold.get<std::string>());
    }
    return golds;
  }

  Result<Engines> EnginesFor(const Case& test) const {
    if (settings_.database_var.empty()) return databases_.Find(settings_.database, settings_.folder);
    const auto var = test.vars.find(settings_.database_var);
    if (var == test.vars.end() || !var->is_string())
      return Fail("the case has no text vars.{} that names its database", settings_.database_var);
    Result<Engines> found = databases_.Find(var->get_ref<const std::string&>(), settings_.folder);
    if (found && found->size() > 1 && settings_.rule != Rule::kTestSuite)
      return Fail("vars.{} names a folder of databases, which is for rule: test-suite", settings_.database_var);
    return found;
  }

  std::shared_ptr<const Gold> GoldOf(SqlEngine& engine, const std::string& sql, const CallContext& context) const {
    GoldTerms terms{settings_.rule == Rule::kLattice, settings_.timeout, Limits(context)};
    terms.limits.deadline = context.deadline;
    return databases_.gold().Get(engine, sql, terms, context.clock);
  }

  SqlLimits Limits(const CallContext& context) const {
    SqlLimits limits;
    limits.deadline = std::min(context.deadline, context.clock.SteadyNow() + settings_.timeout);
    limits.stop = context.stop;
    if (settings_.rule != Rule::kLattice) {  // the originals know no limits; what a process can hold is one
      limits.double_quoted_strings = true;
      limits.max_rows = 5'000'000;
      limits.max_bytes = 128 << 20;
    }
    return limits;
  }

  std::string TextFor(const std::string& sql) const {
    return settings_.rule == Rule::kTestSuite ? TestSuiteText(sql) : sql;
  }

  Score JudgeOn(SqlEngine& engine, const std::vector<std::string>& golds, const std::string& sql,
                const CallContext& context) {
    std::vector<std::shared_ptr<const Gold>> runs;
    for (const std::string& gold : golds) runs.push_back(GoldOf(engine, TextFor(gold), context));
    const auto works = [](const auto& gold) { return gold->answer.has_value(); };
    if (std::none_of(runs.begin(), runs.end(), works)) return GoldFailed(*runs.front());
    const auto answer = engine.Query(TextFor(sql), Limits(context));
    if (!answer) return QueryFailed(sql, *runs.front(), answer.error());
    std::optional<std::pair<Ruling, const Gold*>> best;
    for (const auto& gold : runs) {
      if (!gold->answer) continue;
      Ruling ruling = RuleOn(engine, *gold, sql, *answer, context);
      if (!best || IsBetter(ruling, best->first)) best.emplace(std::move(ruling), gold.get());
    }
    const bool broken = !std::all_of(runs.begin(), runs.end(), works);
    if (broken && best->first.score.verdict == Verdict::kFail)
      best->first.score = Score::Error("one of the gold queries fails, and no other accepts the answer");
    return WithEvidence(std::move(best->first), sql, *best->second, *answer);
  }

  static Score GoldFailed(const Gold& gold) {
    const SqlError& error = gold.answer.error();
    const bool plumbing = error.problem == SqlProblem::kUnavailable || error.problem == SqlProblem::kStopped;
    Score score =
        Score::Error(plumbing ? error.message : fmt::format("the benchmark's gold query fails: {}", error.message));
    score.evidence = {{"gold_sql", Abbreviate(gold.sql, kEvidenceSql)}, {"gold", EvidenceOf(error)}};
    return score;
  }

  Score QueryFailed(const std::string& sql, const Gold& gold, const SqlError& error) const {
    Score score;
    if (error.problem == SqlProblem::kUnavailable || error.problem == SqlProblem::kStopped) {
      score = Score::Error(error.message);
    } else {
      const Diagnosis diagnosis = DiagnoseError(error);
      score = Score::Fail(diagnosis.reason);
      score.evidence["category"] = diagnosis.category;
    }
    score.evidence["sql"] = Abbreviate(sql, kEvidenceSql);
    score.evidence["gold_sql"] = Abbreviate(gold.sql, kEvidenceSql);
    score.evidence["rule"] = std::string(kRules[static_cast<size_t>(settings_.rule)]);
    score.evidence["answer"] = EvidenceOf(error);
    if (gold.answer) score.evidence["gold"] = EvidenceOf(*gold.answer);
    return score;
  }

  Ruling RuleOn(SqlEngine& engine, const Gold& gold, const std::string& sql, const SqlAnswer& answer,
                const CallContext& context) {
    if (gold.answer->table.truncated || answer.table.truncated) return Undecidable(gold, answer);
    switch (settings_.rule) {
      case Rule::kLattice:
        return OnTheLadder(engine, gold, sql, answer, context);
      case Rule::kBirdEx:
        return ByRule(engine, gold, sql, answer, context, BirdEx(gold.answer->table, answer.table) ? 1 : 0, "");
      case Rule::kTestSuite: {
        const std::optional<bool> same =
            TestSuite(gold.answer->table, answer.table, MentionsOrderBy(gold.sql), [&] { return context.Expired(); });
        if (!same) return {Score::Unknown("undecidable: too many orders of columns to compare"), "", {}, 3};
        return ByRule(engine, gold, sql, answer, context, *same ? 1 : 0, "");
      }
      case Rule::kSoftF1: {
        const double f1 = SoftF1(gold.answer->table, answer.table);
        return ByRule(engine, gold, sql, answer, context, f1, fmt::format("F1 {:.4g}", f1));
      }
      case Rule::kRVes:
        break;
    }
    return BySpeed(engine, gold, sql, answer, context);
  }

  static Ruling Undecidable(const Gold& gold, const SqlAnswer& answer) {
    const bool gold_cut = gold.answer->table.truncated;
    const size_t rows = gold_cut ? gold.answer->table.rows() : answer.table.rows();
    return {Score::Unknown(fmt::format("undecidable: the {} result was cut after {}", gold_cut ? "gold" : "answer's",
                                       Counted(rows, "row"))),
            "undecidable",
            {},
            20};
  }

  Ruling OnTheLadder(SqlEngine& engine, const Gold& gold, const std::string& sql, const SqlAnswer& answer,
                     const CallContext& context) const {
    const SqlTable& wanted = gold.answer->table;
    if (wanted.rows() == 0 && answer.table.rows() == 0) {
      if (settings_.accept_empty) return {Score::Pass("vacuous: both results are empty"), "vacuous", {}, 0};
      return {Score::Unknown("vacuous: both results are empty, which shows nothing"), "vacuous", {}, 10};
    }
    const CompareOptions options{gold.groups ? &*gold.groups : nullptr, settings_.tolerance,
                                 settings_.accept == Likeness::kApproximate, [&] { return context.Expired(); }};
    const std::optional<TableComparison> compared = Compare(wanted, answer.table, options);
    if (!compared)
      return {Score::Unknown("undecidable: the results are too much alike to compare in time"), "undecidable", {}, 20};
    const Likeness accept = settings_.accept.value_or(gold.ordered ? Likeness::kOrderedWithTies : Likeness::kMultiset);
    const std::string likeness(ToString(compared->likeness));
    Ruling ruling{Score::Pass(likeness), likeness, {}, static_cast<int>(compared->likeness)};
    if (compared->likeness <= accept) return ruling;
    ruling.difference = compared->difference;
    if (compared->likeness == Likeness::kMultiset) {
      const bool known = gold.groups.has_value();
      ruling.score = Failed("semantic_difference", known ? "the same rows in another order than gold's ORDER BY"
                                                         : "the same rows in another order than gold's; which rows "
                                                           "tie can't be told");
      return ruling;
    }
    if (compared->likeness == Likeness::kColumnPermuted) {
      ruling.score =
          Failed("wrong_column", fmt::format("{}: the same rows with the columns in another order", likeness));
      return ruling;
    }
    const Diagnosis diagnosis = Diagnose(gold.sql, sql, engine.dialect(), compared->difference);
    ruling.score = Failed(diagnosis.category, fmt::format("{}: {}", likeness, diagnosis.reason));
    return ruling;
  }

  // The verdict of an official rule, with our diagnosis of what it rejects.
  Ruling ByRule(SqlEngine& engine, const Gold& gold, const std::string& sql, const SqlAnswer& answer,
                const CallContext& context, double value, const std::string& figure) const {
    Ruling ruling{Score::Graded(value, value == 1, figure), "", {}, value == 1 ? 0 : 2};
    if (value == 1) return ruling;
    const CompareOptions options{nullptr, settings_.tolerance, false, [&] { return context.Expired(); }};
    const std::optional<TableComparison> compared = Compare(gold.answer->table, answer.table, options);
    if (!compared) {
      ruling.score.reason = "the results differ; there was no time to say how";
      ruling.score.evidence = {{"category", "semantic_difference"}};
      return ruling;
    }
    ruling.likeness = ToString(compared->likeness);
    ruling.difference = compared->difference;
    const Diagnosis diagnosis = Diagnose(gold.sql, sql, engine.dialect(), compared->difference);
    ruling.score.reason = figure.empty() ? diagnosis.reason : figure + ": " + diagnosis.reason;
    ruling.score.evidence = {{"category", diagnosis.category}};
    return ruling;
  }

  // Both queries again and again, by turns: how their times compare.
  Ruling BySpeed(SqlEngine& engine, const Gold& gold, const std::string& sql, const SqlAnswer& answer,
                 const CallContext& context) {
    if (!BirdEx(gold.answer->table, answer.table)) return ByRule(engine, gold, sql, answer, context, 0, "reward 0");
    std::vector<double> ratios;
    for (int i = 0; i < kVesRepeats; ++i) {
      const auto again = engine.Query(sql, Limits(context));
      const auto gold_again = engine.Query(gold.sql, Limits(context));
      if (!again || !gold_again || context.Expired())
        return {Score::Error(fmt::format("only {} of {} repetitions could be timed", i, kVesRepeats)), "", {}, 3};
      ratios.push_back(Nanos(*gold_again) / Nanos(*again));
    }
    const double reward = VesReward(ratios);
    Ruling ruling{Score::Graded(std::sqrt(reward / kMostReward), true, fmt::format("reward {:g}", reward)), "", {}, 0};
    ruling.score.evidence = {{"reward", reward}, {"points", 100 * std::sqrt(reward)}};
    return ruling;
  }

  static double Nanos(const SqlAnswer& answer) { return std::max<double>(1, static_cast<double>(answer.time.count())); }

  Score WithEvidence(Ruling ruling, const std::string& sql, const Gold& gold, const SqlAnswer& answer) const {
    Json& evidence = ruling.score.evidence;
    evidence["sql"] = Abbreviate(sql, kEvidenceSql);
    evidence["gold_sql"] = Abbreviate(gold.sql, kEvidenceSql);
    evidence["rule"] = std::string(kRules[static_cast<size_t>(settings_.rule)]);
    if (!ruling.likeness.empty()) evidence["likeness"] = ruling.likeness;
    evidence["answer"] = EvidenceOf(answer);
    evidence["gold"] = EvidenceOf(*gold.answer);
    if (ruling.difference) evidence["difference"] = EvidenceOf(*ruling.difference);
    return std::move(ruling.score);
  }

  const Settings settings_;
  Databases& databases_;
};

void ReadDatabase(const Node& config, Databases& databases, Settings& settings, Diagnostics& diagnostics) {
  const Node* node = config.Find("database");
  if (!node) {
    const std::vector<std::string> names = databases.Names();
    if (names.size() == 1) {
      settings.database = names[0];
      return;
    }
    diagnostics.Add(config.MakeDiagnostic(
        names.empty() ? "'database' is missing: a name of the suite's 'databases', or the path of a SQLite file"
                      : "'database' is missing: which of the suite's 'databases' is meant?"));
    return;
  }
  if (node->IsMap()) {
    if (CheckShape(*node, Shape{{{"var", kText, "", true}}}, diagnostics))
      settings.database_var = node->Find("var")->AsString();
    return;
  }
  settings.database = node->AsString();
  const auto found = databases.Find(settings.database, settings.folder);
  if (!found) return diagnostics.Add(node->MakeDiagnostic(found.error().Message()));
  if (found->size() > 1 && settings.rule != Rule::kTestSuite)
    diagnostics.Add(node->MakeDiagnostic("a folder of databases is for rule: test-suite"));
}

Result<std::unique_ptr<Scorer>> MakeSqlResultScorer(const Node& config, const Services& services) {
  assert(services.databases);
  Diagnostics diagnostics;
  Settings settings;
  settings.folder = config.folder();
  if (const Node* database = config.Find("database")) settings.folder = database->folder();
  if (const Node* accept = config.Find("accept")) settings.accept = ParseLikeness(accept->AsString());
  if (const Node* rule = config.Find("rule")) {
    const auto found = std::find(kRules.begin(), kRules.end(), rule->AsString());
    settings.rule = static_cast<Rule>(found - kRules.begin());
    if (settings.rule != Rule::kLattice && settings.accept)
      diagnostics.Add(rule->MakeDiagnostic("'rule' and 'accept' can't stand together: a rule has its own verdict"));
  }
  ReadDatabase(config, *services.databases, settings, diagnostics);
  if (const Node* timeout = config.Find("timeout")) {
    diagnostics.Take(ReadDuration(*timeout), settings.timeout);
    if (settings.timeout <= microseconds(0)) diagnostics.Add(timeout->MakeDiagnostic("'timeout' must be more than 0s"));
  }
  if (const Node* tolerance = config.Find("tolerance")) {
    settings.tolerance = {tolerance->AsNumber(), tolerance->AsNumber()};
    if (tolerance->AsNumber() < 0) diagnostics.Add(tolerance->MakeDiagnostic("'tolerance' must not be negative"));
  }
  if (const Node* empty = config.Find("accept_empty")) settings.accept_empty = empty->AsBool();
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  return std::make_unique<SqlResultScorer>(std::move(settings), *services.databases);
}

std::vector<std::string> Names(const auto& names) {
  return {names.begin(), names.end()};
}

}  // namespace

ScorerType SqlResultScorerType() {
  std::vector<std::string> rungs;
  for (int i = 0; i < static_cast<int>(Likeness::kDifferent); ++i)
    rungs.emplace_back(ToString(static_cast<Likeness>(i)));
  ScorerType type;
  type.name = "sql-result";
  type.doc = "The answer's SQL returns what the expected SQL returns.";
  type.value = kText | kTextList;
  type.extract = Extract::kSql;
  type.external = true;
  type.shape.fields = {
      {.name = "database",
       .types = kText | kMap,
       .doc = "A name of the suite's `databases`, the path of a SQLite file, or { var: NAME } for each case's own."},
      {.name = "accept", .types = kText, .doc = "The weakest likeness of results that passes.", .choices = rungs},
      {.name = "rule", .types = kText, .doc = "Whose verdict counts; by default lattice.", .choices = Names(kRules)},
      {.name = "timeout", .types = kDuration, .doc = "How long one query may run; by default 30s."},
      {.name = "tolerance",
       .types = kNumber,
       .doc = "How far numbers may be off, absolutely or relatively, for `approximate`; by default 1e-6."},
      {.name = "version",
       .types = kText,
       .doc = "Names the state of the database: while it stays the same, `harness score` keeps the scores."},
      {.name = "accept_empty", .types = kBool, .doc = "Whether two empty results are a pass; else they are unknown."}};
  type.make = MakeSqlResultScorer;
  return type;
}

}  // namespace harness
