#include "scorers/sql_judge.h"

#include <algorithm>
#include <utility>

#include "harness/base/text.h"
#include "harness/sql/databases.h"
#include "scorers/judge.h"
#include "scorers/judge_options.h"
#include "scorers/judged.h"
#include "scorers/sql_result.h"

namespace harness {
namespace {

constexpr std::string_view kTask =
    R"(You say whether the SQL query of an answer asks for what the question asks for. The reference is a query that is known to be right, but not the only right one: another query is right too if it returns what the question asks for, whatever its columns are called, however they are ordered and whatever it shows beside. It is wrong if a row or a figure that was asked for is missing, is different, or can't be told from others. {}

The verdict is one of:
- "right": the query of the answer answers the question.
- "wrong": it does not.
- "unknown": it can't be told from the material.

The reason says in at most three sentences what decided, naming the part of the query.)";

constexpr std::string_view kWithResults =
    "Both queries were run on the same database: RESULT holds at most 20 rows of what each returned, or why it failed.";
constexpr std::string_view kTextOnly =
    "The queries were not run: judge by their texts, and say \"unknown\" where the data would decide.";

Json Properties() {
  return {{"reason", {{"type", "string"}}}, {"verdict", {{"type", "string"}, {"enum", {"right", "wrong", "unknown"}}}}};
}

class SqlJudgeScorer final : public Scorer {
 public:
  // `by_result` is null where there is no engine.
  SqlJudgeScorer(ModelJudge judge, std::unique_ptr<Scorer> by_result)
      : judge_(std::move(judge)), by_result_(std::move(by_result)) {}

  Score Judge(const Question& question, const CallContext& context) override {
    const TextView sql(question.actual);
    std::optional<Score> ran;
    if (by_result_) {
      ran = by_result_->Judge(question, context);
      if (ran->verdict == Verdict::kPass) return *ran;
    }
    if (Trim(sql.text()).empty()) return ran ? *ran : Score::Fail("the answer holds no SQL");
    std::vector<JudgePiece> pieces = {
        AskedPiece(question), {"REFERENCE", JsonText(*question.expected)}, {"ANSWER", std::string(sql.text())}};
    if (ran) pieces.emplace_back("RESULT", CanonicalJson(ResultOf(*ran)));
    const Judgement judgement = judge_.Ask(pieces, context);
    Score score = judgement.answer ? Decide(*judgement.answer, ran) : ScoreWithoutAnswer(judgement);
    if (ran) AddEvidence(*ran, score);
    AddCosts(judgement, judge_, score);
    return score;
  }

 private:
  // What the model is shown of it.
  static Json ResultOf(const Score& ran) {
    Json result = {{"comparison", ran.reason}};
    for (const char* side : {"answer", "gold"})
      if (ran.evidence.contains(side)) result[side] = ran.evidence[side];
    return result;
  }

  static void AddEvidence(const Score& ran, Score& score) {
    Json evidence = ran.evidence.is_object() ? ran.evidence : Json::object();
    if (score.verdict == Verdict::kPass) evidence.erase("category");
    if (score.evidence.is_object()) evidence.update(score.evidence);
    evidence["by_result"] = {{"verdict", std::string(ToString(ran.verdict))}, {"reason", ran.reason}};
    score.evidence = std::move(evidence);
  }

  static Score Decide(const Json& answer, const std::optional<Score>& ran) {
    const std::string verdict = answer["verdict"].get<std::string>();
    const std::string reason = std::string(Trim(answer["reason"].get_ref<const std::string&>())) +
                               (ran ? "" : " (judged by the text of the queries alone)");
    if (verdict == "unknown") return Score::Unknown(reason);
    Score score = verdict == "right" ? Score::Pass(reason) : Score::Fail(reason);
    score.evidence = {{"verdict", verdict}};
    if (!ran && verdict == "wrong") score.evidence["category"] = "semantic_difference";
    return score;
  }

  const ModelJudge judge_;
  const std::unique_ptr<Scorer> by_result_;
};

// The options of sql-result among those of the judge.
Node WithoutJudgeFields(const Node& config) {
  std::vector<Node::Entry> entries;
  for (const Node::Entry& entry : config.entries()) {
    const std::string& name = entry.key.AsString();
    if (name != "model" && name != "repeats") entries.push_back(entry);
  }
  const Place place = config.place();
  return Node::Map(std::move(entries), config.source(), place.line, place.column);
}

Result<std::unique_ptr<Scorer>> MakeSqlJudge(const Node& config, const Services& services) {
  const bool engine = config.Find("database") || !services.databases->Names().empty();
  std::unique_ptr<Scorer> by_result;
  if (engine) {
    auto made = SqlResultScorerType().make(WithoutJudgeFields(config), services);
    if (!made) return Unexpected(made.error());
    by_result = *std::move(made);
  }
  auto model = FindJudgeModel(config, services);
  if (!model) return Unexpected(model.error());
  ModelJudge judge(std::move(model->chat), std::move(model->info),
                   fmt::format(fmt::runtime(kTask), engine ? kWithResults : kTextOnly), Properties());
  return std::make_unique<SqlJudgeScorer>(std::move(judge), std::move(by_result));
}

}  // namespace

ScorerType SqlJudgeScorerType() {
  ScorerType type = JudgeType("sql-judge", "A model judges an answer's SQL where its result does not settle it.");
  const ScorerType by_result = SqlResultScorerType();
  type.needs = by_result.needs;
  type.value = by_result.value;
  type.extract = by_result.extract;
  type.external = by_result.external;
  for (const Field& field : by_result.shape.fields) type.shape.fields.push_back(field);
  type.make = MakeSqlJudge;
  return type;
}

}  // namespace harness
