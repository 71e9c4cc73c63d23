// harness try SUITE|SPEC [CASE]
#include <algorithm>
#include <ostream>

#include "harness/base/rng.h"
#include "harness/base/text.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/field_lines.h"
#include "harness/cli/model_options.h"
#include "harness/cli/selection.h"
#include "harness/cli/traced_suite.h"
#include "harness/runner/attempt.h"
#include "harness/runner/comparison.h"
#include "harness/runner/plan.h"
#include "harness/runner/rollup.h"
#include "harness/runner/servers.h"
#include "reports/display.h"

namespace harness {
namespace {

constexpr size_t kShown = 2000;  // code points of any text

Result<PlannedCase> FindCase(const Plan& plan, const std::string& id) {
  auto reader = plan.Open();
  if (!reader) return Unexpected(reader.error());
  while (true) {
    auto next = (*reader)->Next();
    if (!next) return Unexpected(next.error());
    if (!*next) break;
    if (id.empty() || (*next)->test->id == id) return std::move(**next);
  }
  if (id.empty()) return Fail("no case is selected of {}", plan.cases());
  return Fail("there is no case '{}' among the {} that are selected", id, plan.selected_cases());
}

class TryCommand {
 public:
  TryCommand(World& world, TracedSuite& traced)
      : world_(world), traced_(traced), suite_(traced.suite()), lines_(world) {}

  int Run(const PlannedCase& planned) {
    const Case& test = *planned.test;
    Servers servers(suite_, world_.control, world_.log);
    const auto begun = servers.Start([&](size_t target) {
      return std::find(planned.targets.begin(), planned.targets.end(), target) != planned.targets.end();
    });
    if (!begun) return Unusable(begun.error());
    world_.out << "case      " << Visible(test.id) << "  (" << ToString(test.place) << ")\n";
    if (!test.category.empty()) world_.out << "category  " << Visible(test.category) << "\n";
    if (test.expected) world_.out << "expected  " << Shown(JsonText(*test.expected)) << "\n";
    if (!test.conversation) world_.out << "sent      " << Shown(CaseForProgram(test, 0)) << "\n";
    std::vector<Made> made;
    for (const uint16_t target : planned.targets) made.push_back(TryTarget(test, target));
    if (IsCompared(suite_, test)) CompareTargets(test, made);
    const auto passed = [&](const Made& one) { return VerdictOf(one) == Verdict::kPass; };
    return std::all_of(made.begin(), made.end(), passed) ? kExitHolds : kExitGateFailed;
  }

 private:
  int Unusable(const Error& error) {
    Complain(world_, error);
    return world_.control.stop().stop_requested() ? kExitInterrupted : kExitIncomplete;
  }

  std::string Shown(std::string text) const {
    world_.secrets.Mask(text);
    return Visible(Abbreviate(text, kShown));
  }

  Verdict VerdictOf(const Made& made) const {
    return made.output.failure ? Verdict::kFail : RollUp(made.scores, suite_.scorer_infos, suite_.run.threshold);
  }

  // What is said of the targets beside one another, once all have answered.
  void CompareTargets(const Case& test, std::vector<Made>& made) {
    CompareScores(suite_, test, made, {world_.clock, world_.control.abort()});
    PrintCalls();
    for (const Made& one : made) {
      if (one.output.failure) continue;
      world_.out << "\ncompared  " << Visible(suite_.targets[one.row->key.target].info.name) << "\n";
      for (const Score& score : one.scores)
        if (suite_.scorers[static_cast<size_t>(score.scorer)].comparer)
          PrintScore(suite_.scorer_infos[static_cast<size_t>(score.scorer)], score, "");
      world_.out << "verdict   " << ToString(VerdictOf(one)) << "\n";
    }
  }

  Made TryTarget(const Case& test, uint16_t index) {
    const TargetSpec& target = suite_.targets[index];
    const AttemptKey key{test.number, index, 0};
    const auto deadline = world_.clock.SteadyNow() + target.timeout;
    const CallContext context{world_.clock, deadline, world_.control.abort(), key,
                              Rng(suite_.run.seed, test.id, 0).Next64()};
    Made made;
    made.row = std::make_shared<AttemptRow>();
    made.row->key = key;
    made.seed = context.seed;
    made.output = traced_.Call(target, test, context);
    const Output& output = made.output;
    world_.out << "\ntarget    " << Visible(target.info.name) << " (" << target.info.type << "), "
               << FormatDuration(output.latency) << "\n";
    PrintCalls();
    for (size_t i = 0; i < output.turns.size(); ++i) PrintTurn(i + 1, output.turns[i]);
    if (output.failure) {
      world_.out << "failed    " << ToString(output.failure->kind) << ": " << Shown(output.failure->message) << "\n";
      return made;
    }
    world_.out << "answer    " << Shown(output.json ? CanonicalJson(*output.json) : output.text) << "\n";
    std::vector<Exhibited> exhibits;
    made.scores = Judge(suite_, target, test, output, context, &exhibits);
    PrintCalls();
    for (size_t i = 0; i < made.scores.size(); ++i) {
      const Score& score = made.scores[i];
      if (!suite_.scorers[score.scorer].comparer) Print(suite_.scorer_infos[score.scorer], score, exhibits[i], "");
    }
    if (!IsCompared(suite_, test)) world_.out << "verdict   " << ToString(VerdictOf(made)) << "\n";
    return made;
  }

  // Those of models since the last time.
  void PrintCalls() {
    for (const TracedCall& call : traced_.trace().Take()) lines_.Put(call);
  }

  void PrintTurn(size_t number, const Exchange& turn) {
    const Output& answer = turn.answer;
    world_.out << fmt::format("turn {:<4} ", number) << Shown(JsonText(turn.user)) << "\n          "
               << Shown(answer.json ? CanonicalJson(*answer.json) : answer.text) << "\n";
  }

  void PrintScore(const ScorerInfo& scorer, const Score& score, const std::string& indent) {
    world_.out << (indent.empty() ? "score     " : "          ") << indent << ToString(score.verdict) << "  "
               << Visible(scorer.name);
    if (score.value) world_.out << fmt::format("  {:.3g}", *score.value);
    if (scorer.weight == 0) world_.out << "  (not decisive)";
    if (!score.reason.empty()) world_.out << "  " << Shown(score.reason);
    world_.out << "\n";
  }

  // Members of a combination below it; as deep as combinations stand in one another.
  void Print(const ScorerInfo& scorer, const Score& score, const Exhibited& shown, const std::string& indent) {
    PrintScore(scorer, score, indent);
    for (const ExhibitedMember& member : shown.members)
      Print(member.spec->info, member.score, member.shown, indent + "  ");
    if (score.verdict == Verdict::kSkipped || !shown.members.empty()) return;
    world_.out << indent << "            judged    " << Shown(CanonicalJson(shown.actual)) << "\n";
    if (shown.expected)
      world_.out << indent << "            expected  " << Shown(CanonicalJson(*shown.expected)) << "\n";
  }

  World& world_;
  TracedSuite& traced_;
  const Suite& suite_;
  FieldLines lines_;
};

}  // namespace

int RunTry(World& world, const std::vector<std::string>& arguments) {
  Options options("try SUITE|SPEC [CASE|RECORD] [options]", "what");
  AddSelectionOptions(options);
  AddModelOptions(options);
  if (const auto code = options.Parse(world, arguments)) return *code;
  const std::vector<std::string> what = options.Texts("what");
  const auto mistake = [&](const Error& error) {
    Complain(world, error);
    return ExitCodeOf(error);
  };
  if (what.empty() || what.size() > 2) return mistake(Error("which case? harness try SUITE [CASE]"));
  const Result<Selection> selection = ReadSelection(options, world);
  if (!selection) return mistake(selection.error());
  if (const auto read = ReadModelOptions(options, world); !read) return mistake(read.error());
  const auto traced = TracedSuite::Load(what[0], *selection, nullptr, world);
  if (!traced) return mistake(traced.error());
  auto filter = ParseFilter(selection->filter);
  if (!filter) return mistake(filter.error());
  const Result<Plan> plan = Plan::Make((*traced)->suite(), {std::move(*filter), selection->shard, nullptr});
  if (!plan) return mistake(plan.error());
  const Result<PlannedCase> planned = FindCase(*plan, what.size() == 2 ? what[1] : "");
  if (!planned) return mistake(planned.error());
  return TryCommand(world, **traced).Run(*planned);
}

}  // namespace harness
