// harness try SUITE [CASE]
#include <ostream>

#include "harness/base/rng.h"
#include "harness/base/text.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/model_options.h"
#include "harness/cli/selection.h"
#include "harness/runner/attempt.h"
#include "harness/runner/plan.h"
#include "harness/runner/rollup.h"
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
  TryCommand(World& world, const Suite& suite) : world_(world), suite_(suite) {}

  int Run(const PlannedCase& planned) {
    const Case& test = *planned.test;
    world_.out << "case      " << Visible(test.id) << "  (" << ToString(test.place) << ")\n";
    if (!test.category.empty()) world_.out << "category  " << Visible(test.category) << "\n";
    if (test.expected) world_.out << "expected  " << Shown(JsonText(*test.expected)) << "\n";
    world_.out << "sent      " << Shown(CaseForProgram(test, 0)) << "\n";
    bool passed = true;
    for (const uint16_t target : planned.targets) passed &= TryTarget(test, target);
    return passed ? kExitHolds : kExitGateFailed;
  }

 private:
  std::string Shown(std::string text) const {
    world_.secrets.Mask(text);
    return Visible(Abbreviate(text, kShown));
  }

  bool TryTarget(const Case& test, uint16_t index) {
    const TargetSpec& target = suite_.targets[index];
    const AttemptKey key{test.number, index, 0};
    const auto deadline = world_.clock.SteadyNow() + target.timeout;
    const CallContext context{world_.clock, deadline, world_.control.abort(), key,
                              Rng(suite_.run.seed, test.id, 0).Next64()};
    const Output output = CallTarget(target, test, context);
    world_.out << "\ntarget    " << Visible(target.info.name) << " (" << target.info.type << "), "
               << FormatDuration(output.latency) << "\n";
    if (output.failure) {
      world_.out << "failed    " << ToString(output.failure->kind) << ": " << Shown(output.failure->message) << "\n";
      return false;
    }
    world_.out << "answer    " << Shown(output.json ? CanonicalJson(*output.json) : output.text) << "\n";
    std::vector<Exhibited> exhibits;
    const std::vector<Score> scores = Judge(suite_, target, test, output, context, &exhibits);
    for (size_t i = 0; i < scores.size(); ++i) Print(suite_.scorer_infos[scores[i].scorer], scores[i], exhibits[i], "");
    const Verdict verdict = RollUp(scores, suite_.scorer_infos, suite_.run.threshold);
    world_.out << "verdict   " << ToString(verdict) << "\n";
    return verdict == Verdict::kPass;
  }

  // Members of a combination below it; as deep as combinations stand in one another.
  void Print(const ScorerInfo& scorer, const Score& score, const Exhibited& shown, const std::string& indent) {
    world_.out << (indent.empty() ? "score     " : "          ") << indent << ToString(score.verdict) << "  "
               << Visible(scorer.name);
    if (score.value) world_.out << fmt::format("  {:.3g}", *score.value);
    if (scorer.weight == 0) world_.out << "  (not decisive)";
    if (!score.reason.empty()) world_.out << "  " << Shown(score.reason);
    world_.out << "\n";
    for (const ExhibitedMember& member : shown.members)
      Print(member.spec->info, member.score, member.shown, indent + "  ");
    if (score.verdict == Verdict::kSkipped || !shown.members.empty()) return;
    world_.out << indent << "            judged    " << Shown(CanonicalJson(shown.actual)) << "\n";
    if (shown.expected)
      world_.out << indent << "            expected  " << Shown(CanonicalJson(*shown.expected)) << "\n";
  }

  World& world_;
  const Suite& suite_;
};

}  // namespace

int RunTry(World& world, const std::vector<std::string>& arguments) {
  Options options("try SUITE [CASE] [options]", "what");
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
  const Result<Suite> suite = LoadSuite(what[0], selection->load, MakeCatalogue(), world.services());
  if (!suite) return mistake(suite.error());
  auto filter = ParseFilter(selection->filter);
  if (!filter) return mistake(filter.error());
  const Result<Plan> plan = Plan::Make(*suite, {std::move(*filter), selection->shard, nullptr});
  if (!plan) return mistake(plan.error());
  const Result<PlannedCase> planned = FindCase(*plan, what.size() == 2 ? what[1] : "");
  if (!planned) return mistake(planned.error());
  return TryCommand(world, *suite).Run(*planned);
}

}  // namespace harness
