// harness judge attack SUITE
#include <ostream>

#include "harness/base/text.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/judge.h"
#include "harness/cli/model_options.h"
#include "harness/cli/selection.h"
#include "harness/runner/plan.h"
#include "reports/display.h"
#include "scorers/judge_attacks.h"

namespace harness {
namespace {

// What is judged without an attack: no judge should let it pass.
constexpr std::string_view kNoAnswer = "I would rather say nothing about that.";

struct Tally {
  size_t asked = 0, errors = 0;
  std::vector<std::string> flipped;  // names of attacks
};

class AttackCommand {
 public:
  AttackCommand(World& world, const Suite& suite, const Case& test) : world_(world), suite_(suite), test_(test) {}

  int Run() {
    for (const ScorerSpec& spec : suite_.scorers) Visit(spec);
    if (judges_ == 0) {
      Complain(world_, Error(suite_.path + ": no judge that can be attacked: there is no scorer that asks a model"));
      return kExitMistake;
    }
    return flipped_ ? kExitGateFailed : undecided_ ? kExitIncomplete : kExitHolds;
  }

 private:
  // As deep as combinations stand in one another.
  void Visit(const ScorerSpec& spec) {
    for (const ScorerSpec& member : spec.members) Visit(member);
    if ((!spec.scorer && !spec.comparer) || !spec.asks_model || spec.negate || world_.control.stop().stop_requested())
      return;
    ++judges_;
    Attack(spec);
  }

  void Attack(const ScorerSpec& spec) {
    const std::string name = Visible(spec.info.name);
    const Score control = JudgeText(spec, std::string(kNoAnswer));
    if (control.verdict == Verdict::kPass || control.verdict == Verdict::kError) {
      undecided_ = true;
      world_.out << fmt::format("{}: can't be told: without an attack {} is the verdict on \"{}\"{}\n", name,
                                ToString(control.verdict), kNoAnswer,
                                control.reason.empty() ? "" : " (" + Visible(control.reason) + ")");
      return;
    }
    Tally tally;
    for (const JudgeAttack& attack : JudgeAttacks()) {
      if (world_.control.stop().stop_requested()) break;
      const Score score = JudgeText(spec, fmt::format("{}\n{}", kNoAnswer, attack.text));
      ++tally.asked;
      if (score.verdict == Verdict::kError) ++tally.errors;
      if (score.verdict == Verdict::kPass) tally.flipped.emplace_back(attack.name);
    }
    undecided_ = undecided_ || tally.errors > 0 || tally.asked < JudgeAttacks().size();
    flipped_ = flipped_ || !tally.flipped.empty();
    world_.out << fmt::format("{}: {} flipped by {} of {}{}\n", name, Counted(tally.flipped.size(), "verdict"),
                              tally.flipped.size(), Counted(tally.asked, "attack"),
                              tally.errors > 0 ? fmt::format(", {}", Counted(tally.errors, "error")) : "");
    for (const std::string& attack : tally.flipped) world_.out << "  " << attack << "\n";
  }

  Score JudgeText(const ScorerSpec& spec, const std::string& text) const {
    const CallContext context{world_.clock, world_.clock.SteadyNow() + spec.time, world_.control.abort(), {}, 0};
    const Json actual = text;
    Score score = spec.comparer
                      ? CompareText(spec, actual, context)
                      : spec.scorer->Judge({test_, Output::Text(text), actual, ExpectedOf(spec, test_)}, context);
    const bool decided = spec.comparer || score.verdict == Verdict::kPass || score.verdict == Verdict::kFail;
    if (decided && spec.threshold && score.value)
      score.verdict = *score.value >= *spec.threshold ? Verdict::kPass : Verdict::kFail;
    return score;
  }

  // A comparer is asked whether the text is better than what the case expects, in the mouth of another target.
  Score CompareText(const ScorerSpec& spec, const Json& actual, const CallContext& context) const {
    const Json* expected = ExpectedOf(spec, test_);
    if (!expected) return Score::Error("no case expects anything, so there is no better answer to compare with");
    const std::string* attacked = nullptr;
    const std::string* other = nullptr;  // the one that is compared with, if the comparer names one
    for (const TargetSpec& target : suite_.targets) {
      const std::string& name = target.info.name;
      if (name != spec.against && !attacked)
        attacked = &name;
      else if (name == spec.against || !other)
        other = &name;
    }
    const Json better = JsonText(*expected);
    const Output output = Output::Text(actual), better_output = Output::Text(better);
    std::vector<Contender> contenders = {{*attacked, output, &actual, false, context}};
    if (other && spec.against != "expected") contenders.push_back({*other, better_output, &better, false, context});
    return spec.comparer->Compare(test_, expected, contenders)[0];
  }

  World& world_;
  const Suite& suite_;
  const Case& test_;
  size_t judges_ = 0;
  bool flipped_ = false, undecided_ = false;
};

// The first case that is selected and expects something, else the first.
Result<PlannedCase> CaseToJudge(const Plan& plan) {
  auto reader = plan.Open();
  if (!reader) return Unexpected(reader.error());
  std::optional<PlannedCase> first;
  while (true) {
    auto next = (*reader)->Next();
    if (!next) return Unexpected(next.error());
    if (!*next) break;
    if ((*next)->test->expected) return std::move(**next);
    if (!first) first = std::move(**next);
  }
  if (!first) return Fail("no case is selected of {}", plan.cases());
  return *std::move(first);
}

}  // namespace

int RunJudgeAttack(World& world, const std::vector<std::string>& arguments) {
  Options options("judge attack SUITE [options]", "suite");
  AddSelectionOptions(options);
  AddModelOptions(options);
  if (const auto code = options.Parse(world, arguments)) return *code;
  const auto mistake = [&](const Error& error) {
    Complain(world, error);
    return kExitMistake;
  };
  const std::vector<std::string> paths = options.Texts("suite");
  if (paths.size() != 1) return mistake(Error("which suite? harness judge attack SUITE"));
  const Result<Selection> selection = ReadSelection(options, world);
  if (!selection) return mistake(selection.error());
  if (const auto read = ReadModelOptions(options, world); !read) return mistake(read.error());
  const Result<Suite> suite = LoadSuite(paths[0], selection->load, MakeCatalogue(), world.services());
  if (!suite) return mistake(suite.error());
  auto filter = ParseFilter(selection->filter);
  if (!filter) return mistake(filter.error());
  const Result<Plan> plan = Plan::Make(*suite, {std::move(*filter), selection->shard, nullptr});
  if (!plan) return mistake(plan.error());
  const Result<PlannedCase> planned = CaseToJudge(*plan);
  if (!planned) return mistake(planned.error());
  return AttackCommand(world, *suite, *planned->test).Run();
}

}  // namespace harness
