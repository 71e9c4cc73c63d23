#include "harness/runner/attempt.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>

#include "harness/base/rng.h"
#include "harness/base/text.h"
#include "harness/results/extract_part.h"
#include "harness/runner/call.h"
#include "harness/runner/combination.h"
#include "harness/runner/conversation.h"
#include "harness/runner/rollup.h"
#include "harness/runner/vote.h"

namespace harness {
namespace {

constexpr std::string_view kNot = "not-";
// Each scorer has a deadline of its own.
constexpr auto kNoDeadline = std::chrono::steady_clock::time_point::max();
constexpr size_t kQuoted = 80;  // code points of a text in a reason

// The parts of one attempt that several scorers share, made when the first of them asks.
class Exhibit {
 public:
  Exhibit(const Case& test, const std::string& target, const Output& output)
      : test_(test), target_(target), output_(output) {}

  // The output with `extract` applied.
  const Result<Json>& Part(Extract extract) {
    std::optional<Result<Json>>& part = parts_[static_cast<size_t>(extract)];
    if (!part) part = ExtractPart(output_, extract);
    return *part;
  }

  // The output as the document that `at` points into.
  const Result<Json>& Document(Extract extract) {
    const Result<Json>& part = Part(extract);
    if (!part || !part->is_string() || (extract == Extract::kNone && output_.json)) return part;
    std::optional<Result<Json>>& parsed = parsed_[static_cast<size_t>(extract)];
    if (!parsed) {
      parsed = ParseJson(part->get_ref<const std::string&>());
      if (!*parsed) parsed = Unexpected(Error(fmt::format("the output is no JSON: {}", parsed->error().Message())));
    }
    return *parsed;
  }

  const Json& Names() {
    if (names_.is_null()) {
      names_ = CaseNames(test_);
      names_["target"] = target_;
    }
    return names_;
  }

 private:
  const Case& test_;
  const std::string& target_;
  const Output& output_;
  std::array<std::optional<Result<Json>>, 5> parts_;   // by Extract
  std::array<std::optional<Result<Json>>, 5> parsed_;  // of the parts that are texts
  Json names_;
};

std::string MissingExpected(const ScorerSpec& spec, const Case& test) {
  if (test.expected && !spec.expected.whole())
    return fmt::format("the case expects nothing at {}", spec.expected.text());
  return "the case has no expected value";
}

// `threshold` and `not-` around the scorer's own word.
void ApplyOptions(const ScorerSpec& spec, const Json& actual, const Json* expected, Score& score) {
  if (!Decided(score.verdict)) return;
  if (spec.threshold && score.value) score.verdict = *score.value >= *spec.threshold ? Verdict::kPass : Verdict::kFail;
  if (!spec.negate) return;
  if (score.value) score.value = 1 - *score.value;
  if (score.verdict == Verdict::kFail) {
    score.verdict = Verdict::kPass;
    score.reason.clear();
    return;
  }
  score.verdict = Verdict::kFail;
  const std::string_view type = std::string_view(spec.info.type).substr(kNot.size());
  const std::string what = expected && spec.needs == Needs::kExpected
                               ? fmt::format("{} '{}'", type, Abbreviate(JsonText(*expected), kQuoted))
                               : std::string(type);
  score.reason =
      fmt::format("got '{}', for which {} holds and should not", Abbreviate(JsonText(actual), kQuoted), what);
}

// An answer without the part to judge.
Score Unextracted(Extract extract, const Error& error) {
  Score score = Score::Fail(error.Message());
  if (extract == Extract::kSql) score.evidence = {{"category", "no_sql_generated"}};
  return score;
}

// The judged part, or how the case ends without one.
tl::expected<const Json*, Score> ActualOf(const ScorerSpec& spec, Exhibit& exhibit) {
  const Result<Json>& part = spec.at ? exhibit.Document(spec.extract) : exhibit.Part(spec.extract);
  if (!part) return tl::unexpected(Unextracted(spec.extract, part.error()));
  if (!spec.at) return &*part;
  const Json* found = spec.at->Find(*part);
  if (!found) return tl::unexpected(Score::Fail(fmt::format("the output has nothing at {}", spec.at->text())));
  return found;
}

// `not-` around a combination, whose reason says of its members what a person needs.
void NegateGroup(const ScorerSpec& spec, Score& score) {
  if (!spec.negate || !Decided(score.verdict)) return;
  if (score.value) score.value = 1 - *score.value;
  score.verdict = score.verdict == Verdict::kPass ? Verdict::kFail : Verdict::kPass;
  if (score.verdict == Verdict::kPass) return;
  const std::string_view type = std::string_view(spec.info.type).substr(kNot.size());
  score.reason = fmt::format("{} holds and should not: {}", type, score.reason);
}

Score JudgeOne(const ScorerSpec& spec, const Case& test, const Output& output, Exhibit& exhibit,
               const CallContext& context, Exhibited* shown);

// As deep as combinations stand in one another, which is less than kMaxYamlDepth.
Score JudgeGroup(const ScorerSpec& group, const Case& test, const Output& output, Exhibit& exhibit,
                 const CallContext& context, Exhibited* shown) {
  std::vector<Score> scores;
  const bool cascade = group.combination == Combination::kCascade;
  const bool audited = group.audit > 0 && Rng(context.seed, "audit", group.info.name).Unit() < group.audit;
  for (const ScorerSpec& member : group.members) {
    Exhibited one;
    scores.push_back(cascade && !CascadeGoesOn(group, scores, audited)
                         ? Score::Skipped("it was decided before")
                         : JudgeOne(member, test, output, exhibit, context, shown ? &one : nullptr));
    if (shown) shown->members.push_back({&member, scores.back(), std::move(one)});
  }
  Score score = Combine(group, scores);
  NegateGroup(group, score);
  return score;
}

// The score where a scorer is not asked at all.
std::optional<Score> NotAsked(const ScorerSpec& spec, Exhibit& exhibit) {
  if (!spec.absent.empty()) return Score::Skipped(spec.absent);
  if (!spec.when) return std::nullopt;
  const Result<bool> holds = spec.when->Test(JsonScope(exhibit.Names()));
  if (!holds) return Score::Error(fmt::format("when: {}", holds.error().Message()));
  if (!*holds) return Score::Skipped("its `when` does not hold");
  return std::nullopt;
}

Score JudgeOne(const ScorerSpec& spec, const Case& test, const Output& output, Exhibit& exhibit,
               const CallContext& context, Exhibited* shown) {
  if (std::optional<Score> score = NotAsked(spec, exhibit)) return *std::move(score);
  if (spec.comparer) return Score::Skipped("targets are compared when all have answered");
  if (spec.combination != Combination::kNone) return JudgeGroup(spec, test, output, exhibit, context, shown);
  const Json* expected = ExpectedOf(spec, test);
  if (shown && expected) shown->expected = *expected;
  if (!expected && spec.needs == Needs::kExpected) return Score::Error(MissingExpected(spec, test));
  const auto actual = ActualOf(spec, exhibit);
  if (!actual) return actual.error();  // no `not-` turns an unusable output into a pass
  if (shown) shown->actual = **actual;
  CallContext own = context;
  own.deadline = context.clock.SteadyNow() + spec.time;
  Score score = spec.scorer->Judge({test, output, **actual, expected, !spec.negate}, own);
  ApplyOptions(spec, **actual, expected, score);
  return score;
}

// An output as it was after so many of its turns, whose answer is judged.
Output UpTo(const Output& output, int turn) {
  const auto end = output.turns.begin() + turn;
  Output part = std::prev(end)->answer;
  part.turns.assign(output.turns.begin(), end);
  return part;
}

// What scorers of one turn judge, made when the first of them asks.
class TurnExhibits {
 public:
  TurnExhibits(const Case& test, const std::string& target, const Output& output)
      : test_(test), target_(target), output_(output) {}

  Score Judge(const ScorerSpec& spec, const CallContext& context, Exhibited* shown) {
    const size_t turns = output_.turns.size();
    if (static_cast<size_t>(spec.turn) > turns)
      return Score::Error(fmt::format("the output has no turn {}, it has {}", spec.turn, Counted(turns, "turn")));
    std::unique_ptr<Turn>& turn = turns_[spec.turn];
    if (!turn) turn = std::make_unique<Turn>(test_, target_, UpTo(output_, spec.turn));
    return JudgeOne(spec, test_, turn->output, turn->exhibit, context, shown);
  }

 private:
  struct Turn {
    Turn(const Case& test, const std::string& target, Output those)
        : output(std::move(those)), exhibit(test, target, output) {}
    const Output output;
    Exhibit exhibit;
  };

  const Case& test_;
  const std::string& target_;
  const Output& output_;
  std::map<int, std::unique_ptr<Turn>> turns_;
};

// Why the attempt failed: what the first decisive scorer that failed says.
std::string FailureCategory(const std::vector<Score>& scores, const std::vector<ScorerInfo>& scorers) {
  for (const Score& score : scores)
    if (score.verdict == Verdict::kFail && scorers[score.scorer].weight > 0 && !score.Category().empty())
      return std::string(score.Category());
  return "";
}

// The same of a target that did not answer.
std::string_view FailureCategory(const Failure& failure) {
  if (!failure.category.empty()) return failure.category;
  if (failure.kind == FailureKind::kTimeout) return "timeout";
  return IsPlumbing(failure.kind) ? "api_error" : "";
}

void AddCosts(AttemptRow& row, const Output& output, const std::vector<Score>& scores) {
  row.usage = output.usage;
  row.cost_usd = output.cost_usd;
  for (const Score& score : scores)
    if (score.cost_usd) row.cost_usd = row.cost_usd.value_or(0) + *score.cost_usd;
  // A part that is not known is not nothing.
  const auto unknown = [](const Score& score) { return score.usage && !score.cost_usd; };
  if ((output.usage && !output.cost_usd) || std::any_of(scores.begin(), scores.end(), unknown)) row.cost_usd.reset();
}

Tried Stopped() {
  Tried tried;
  tried.stopped = true;
  return tried;
}

// Whoever echoes a key: it is not stored.
void MaskSecrets(const Secrets& secrets, Output& output, std::vector<Score>& scores) {
  secrets.Mask(output.text);
  secrets.Mask(output.finish_reason);
  if (output.json) MaskStrings(secrets, *output.json);
  for (Exchange& turn : output.turns) {
    std::vector<Score> none;
    MaskStrings(secrets, turn.user);
    MaskSecrets(secrets, turn.answer, none);
  }
  if (output.failure) secrets.Mask(output.failure->message);
  for (Score& score : scores) {
    secrets.Mask(score.reason);
    if (score.evidence.is_object())
      for (Json& part : score.evidence) MaskStrings(secrets, part);  // its keys are the scorer's own
  }
}

// Judges what the target gave and, if nothing is to be compared, fills in the rest of the row.
Tried JudgeMade(const Suite& suite, const Case& test, Made made, const CallContext& context,
                std::span<const Score> kept, const Secrets* secrets) {
  const TargetSpec& target = suite.targets[made.row->key.target];
  made.scores = Judge(suite, target, test, made.output, context, nullptr, kept);
  const bool errors = std::any_of(made.scores.begin(), made.scores.end(),
                                  [](const Score& score) { return score.verdict == Verdict::kError; });
  if (errors && context.stop.stop_requested()) return Stopped();  // what was cut short says nothing of the case
  for (const Score& score : kept) made.kept.push_back(score.scorer);
  made.seed = context.seed;
  Tried tried;
  if (const auto& failure = made.output.failure) {
    tried.retryable = failure->retryable;
    tried.retry_after = failure->retry_after;
  }
  if (IsCompared(suite, test))
    tried.made = std::make_unique<Made>(std::move(made));
  else
    tried.row = Conclude(suite, std::move(made), secrets);
  return tried;
}

}  // namespace

std::shared_ptr<const AttemptRow> Conclude(const Suite& suite, Made made, const Secrets* secrets) {
  AttemptRow& row = *made.row;
  Output& output = made.output;
  std::vector<Score>& scores = made.scores;
  if (secrets) MaskSecrets(*secrets, output, scores);
  if (output.failure) {
    row.verdict = IsPlumbing(output.failure->kind) ? Verdict::kError : Verdict::kFail;
    row.failure_kind = ToString(output.failure->kind);
    row.failure_message = output.failure->message;
    row.failure_category = FailureCategory(*output.failure);
  } else {
    row.verdict = RollUp(scores, suite.scorer_infos, suite.run.threshold);
    if (row.verdict == Verdict::kFail) row.failure_category = FailureCategory(scores, suite.scorer_infos);
  }
  row.latency_us = output.latency.count();
  row.scores = SerialiseScores(scores);
  AddCosts(row, output, scores);
  row.output_text = std::move(output.text);
  if (output.json) row.output_json = CanonicalJson(*output.json);
  if (!output.turns.empty()) row.output_turns = CanonicalJson(ToJson(output.turns));
  row.finish_reason = std::move(output.finish_reason);
  return std::move(made.row);
}

tl::expected<Json, Score> PartOf(const ScorerSpec& spec, const TargetSpec& target, const Case& test,
                                 const Output& output) {
  Exhibit exhibit(test, target.info.name, output);
  if (std::optional<Score> score = NotAsked(spec, exhibit)) return tl::unexpected(*std::move(score));
  const auto actual = ActualOf(spec, exhibit);
  if (!actual) return tl::unexpected(actual.error());
  return **actual;
}

Output CallTarget(const Suite& suite, const TargetSpec& target, const Case& test, const CallContext& context) {
  if (test.conversation && target.target->Converses()) return Converse(suite, target, test, context);
  return CallOnce(target, test, context);
}

std::vector<Score> Judge(const Suite& suite, const TargetSpec& target, const Case& test, const Output& output,
                         const CallContext& context, std::vector<Exhibited>* exhibits, std::span<const Score> kept) {
  const std::span<const int> own = test.extras ? std::span(test.extras->scorers) : std::span<const int>();
  std::vector<Score> scores;
  scores.reserve(static_cast<size_t>(suite.common_scorers) + own.size());
  Exhibit exhibit(test, target.info.name, output);
  TurnExhibits turns(test, target.info.name, output);
  const auto ask = [&](const ScorerSpec& spec, Exhibited* shown) {
    if (output.failure) return Score::Skipped("the target failed");
    if (spec.turn > 0) return turns.Judge(spec, context, shown);
    return JudgeOne(spec, test, output, exhibit, context, shown);
  };
  const auto judge = [&](int scorer) {
    Exhibited* shown = exhibits ? &exhibits->emplace_back() : nullptr;
    const auto same = std::find_if(kept.begin(), kept.end(), [&](const Score& s) { return s.scorer == scorer; });
    if (same != kept.end()) return scores.push_back(*same);
    scores.push_back(ask(suite.scorers[scorer], shown));
    scores.back().scorer = scorer;
  };
  for (int i = 0; i < suite.common_scorers; ++i) judge(i);
  for (const int scorer : own) judge(scorer);
  return scores;
}

Tried MakeAttempt(const Suite& suite, const Case& test, AttemptKey key, int tries, const RunContext& run) {
  const TargetSpec& target = suite.targets[key.target];
  auto row = std::make_shared<AttemptRow>();
  row->key = key;
  row->tries = tries;
  row->started_at = run.clock.WallMicros();
  std::optional<AttemptCalls> calls;
  if (run.replies) calls.emplace(*run.replies, key);
  const uint64_t seed = Rng(suite.run.seed, test.id, key.repeat).Next64();
  CallContext context{
      run.clock, run.clock.SteadyNow() + target.timeout, run.stop, key, seed, calls ? &*calls : nullptr};
  Output output = CallTarget(suite, target, test, context);
  if (output.failure && output.failure->kind == FailureKind::kStopped) return Stopped();
  context.deadline = kNoDeadline;
  return JudgeMade(suite, test, {std::move(row), std::move(output)}, context, {}, run.secrets);
}

Tried JudgeAgain(const Suite& suite, const Case& test, AttemptKey key, Earlier earlier, const RunContext& run) {
  auto row = std::make_shared<AttemptRow>();
  row->key = key;
  row->tries = earlier.tries;
  row->started_at = earlier.started_at;
  std::optional<AttemptCalls> calls;
  if (run.replies) calls.emplace(*run.replies, key);
  const uint64_t seed = Rng(suite.run.seed, test.id, key.repeat).Next64();
  const CallContext context{run.clock, kNoDeadline, run.stop, key, seed, calls ? &*calls : nullptr};
  return JudgeMade(suite, test, {std::move(row), std::move(earlier.output)}, context, earlier.scores, run.secrets);
}

}  // namespace harness
