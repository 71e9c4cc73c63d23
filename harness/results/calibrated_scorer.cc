#include "harness/results/calibrated_scorer.h"

#include <algorithm>

namespace harness {
namespace {

bool SameModel(const JudgePin& a, const JudgePin& b) {
  return a.answered.empty() || b.answered.empty() || a.answered == b.answered;
}

bool Same(const JudgePin& a, const JudgePin& b) {
  return a.model == b.model && a.prompt == b.prompt && a.schema == b.schema && SameModel(a, b);
}

// What of the calibration the counted rate contradicts, whatever the rate of good outputs is; empty: nothing.
std::string BeyondReach(const CorrectedFigures& figures) {
  if (!figures.all || !figures.judge.recall || !figures.judge.specificity) return "";
  const auto& [low, high] = figures.all->naive_interval;
  const EstimatedShare &recall = *figures.judge.recall, &specificity = *figures.judge.specificity;
  if (low > recall.interval[1]) return fmt::format("{:.1f}% of those that people pass", recall.share * 100);
  if (high < 1 - specificity.interval[1])
    return fmt::format("{:.1f}% of those that people fail", (1 - specificity.share) * 100);
  return "";
}

// "the prompt (a1b2 instead of c3d4)".
std::string Difference(const JudgePin& now, const JudgePin& then) {
  std::vector<std::string> parts;
  const auto compare = [&](const char* what, const std::string& a, const std::string& b) {
    if (a != b) parts.push_back(fmt::format("the {} ({} instead of {})", what, a, b));
  };
  compare("model", now.model, then.model);
  if (now.model == then.model && !SameModel(now, then)) compare("model that answered", now.answered, then.answered);
  compare("prompt", now.prompt, then.prompt);
  compare("schema", now.schema, then.schema);
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

const CorrectedShare* CorrectedFigures::Of(const std::string& target) const {
  for (const CorrectedShare& share : targets)
    if (share.target == target) return &share;
  return targets.empty() && all ? &*all : nullptr;
}

CalibratedScorer::CalibratedScorer(const RunRecord& run, size_t scorer)
    : run_(run), scorer_(scorer), targets_(run.targets.size()) {}

void CalibratedScorer::Add(const CaseRow& test, const AttemptRow& attempt, const Score& score) {
  AddPins(score.evidence, pins_);
  if (!Decided(score.verdict)) return;
  const bool passed = score.verdict == Verdict::kPass;
  all_.Add(attempt.key.case_number, test.cluster, passed);
  targets_[attempt.key.target].Add(attempt.key.case_number, test.cluster, passed);
}

std::optional<CorrectedShare> CalibratedScorer::Correct(CaseClusters& verdicts, std::string target) const {
  const ClusteredRate& rate = verdicts.Finish();
  if (rate.count() == 0) return std::nullopt;
  const double trials = rate.EffectiveTrials();
  CorrectedShare share{std::move(target), rate.rate(), WilsonInterval(rate.rate() * trials, trials), {}};
  if (const auto corrected = CorrectBy(calibration(), {rate.rate(), trials})) share.rate = *corrected;
  return share;
}

CorrectedFigures CalibratedScorer::Finish(std::vector<std::string>& warnings) {
  CorrectedFigures figures;
  figures.judge = FiguresOf(calibration());
  figures.all = Correct(all_, "");
  for (size_t i = 0; targets_.size() > 1 && i < targets_.size(); ++i)
    if (auto share = Correct(targets_[i], run_.targets[i].name)) figures.targets.push_back(std::move(*share));
  Warn(figures, warnings);
  return figures;
}

// What of the judge is another than when it was calibrated; empty: nothing that is known.
std::string CalibratedScorer::WhatChanged() const {
  const std::vector<JudgePin>& then = calibration().pins;
  for (const JudgePin& now : pins_) {
    if (std::any_of(then.begin(), then.end(), [&](const JudgePin& pin) { return Same(now, pin); })) continue;
    if (then.empty()) return fmt::format("the model ({} instead of none)", now.model);
    const auto near =
        std::find_if(then.begin(), then.end(), [&](const JudgePin& pin) { return pin.model == now.model; });
    return Difference(now, near == then.end() ? then.front() : *near);
  }
  const bool both_known = !info().config.empty() && !calibration().config.empty();
  if (both_known && info().config != calibration().config) return "an option, or a parameter of the model";
  return "";
}

void CalibratedScorer::Warn(const CorrectedFigures& figures, std::vector<std::string>& warnings) const {
  const auto warn = [&](const std::string& what) {
    warnings.push_back(fmt::format("the scorer '{}': {}", info().name, what));
  };
  if (const std::string changed = WhatChanged(); !changed.empty())
    warn(fmt::format("it is not as it was calibrated: {}; calibrate it anew", changed));
  if (const auto& kappa = figures.judge.kappa; kappa && kappa->zero.SignificantlyBelow())
    warn(
        fmt::format("by its calibration, kappa is significantly below 0 ({:.4f}, p = {:.2g}): it contradicts people "
                    "more than by chance",
                    kappa->kappa, kappa->zero.p));
  else if (!kappa || kappa->zero.p >= 0.05)
    warn(fmt::format("by its calibration on {} outputs, it does not agree with people more than by chance",
                     figures.judge.decided));
  // Of a judge that tells nothing no more is to be said.
  if (const auto corrected = CorrectBy(calibration(), {0.5, 1}); !corrected) return warn(corrected.error().Message());
  if (const std::string reach = BeyondReach(figures); !reach.empty())
    warn(
        fmt::format("it passes {:.1f}% of these outputs, and passed {} when it was calibrated: it does not judge them "
                    "as it judged those",
                    figures.all->naive * 100, reach));
}

}  // namespace harness
