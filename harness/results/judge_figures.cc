#include "harness/results/judge_figures.h"

#include "harness/stats/interval.h"

namespace harness {
namespace {

std::optional<EstimatedShare> ShareOf(int64_t part, int64_t whole) {
  if (whole == 0) return std::nullopt;
  const auto of = static_cast<double>(part), all = static_cast<double>(whole);
  return EstimatedShare{of / all, whole, WilsonInterval(of, all)};
}

// 2t / (2t + f) is 2j / (1 + j) for j = t / (t + f), and rises with it.
std::optional<EstimatedShare> F1Of(int64_t true_passes, int64_t false_ones) {
  auto share = ShareOf(true_passes, true_passes + false_ones);
  if (!share) return std::nullopt;
  const auto f1 = [](double jaccard) { return 2 * jaccard / (1 + jaccard); };
  share->share = f1(share->share);
  for (double& end : share->interval) end = f1(end);
  return share;
}

}  // namespace

JudgeFigures FiguresOf(const Calibration& calibration) {
  const JudgedOutputs &good = calibration.good, &bad = calibration.bad;
  JudgeFigures figures;
  figures.decided = good.decided() + bad.decided();
  figures.undecided = good.undecided() + bad.undecided();
  const int64_t agreed = good.passed + bad.failed;
  figures.agreement = ShareOf(agreed, figures.decided);
  const auto all = static_cast<double>(figures.decided + figures.undecided);
  if (all > 0)
    figures.agreement_bounds = {static_cast<double>(agreed) / all,
                                static_cast<double>(agreed + figures.undecided) / all};
  figures.human_passes = ShareOf(good.decided(), figures.decided);
  figures.judge_passes = ShareOf(good.passed + bad.passed, figures.decided);
  figures.precision = ShareOf(good.passed, good.passed + bad.passed);
  figures.recall = ShareOf(good.passed, good.decided());
  figures.specificity = ShareOf(bad.failed, bad.decided());
  figures.f1 = F1Of(good.passed, good.failed + bad.passed);
  const auto table = SquareTable::Of({{good.passed, good.failed}, {bad.passed, bad.failed}});
  const auto raters = table ? CompareTwoRaters(*table) : Unexpected(table.error());
  if (!raters) return figures;
  figures.chance_agreement = raters->chance_agreement;
  figures.kappa = raters->kappa;
  return figures;
}

Result<CorrectedRate> CorrectBy(const Calibration& calibration, SampledShare counted) {
  const JudgedOutputs &good = calibration.good, &bad = calibration.bad;
  const auto share = [](int64_t part, int64_t whole) {
    return SampledShare{static_cast<double>(part) / static_cast<double>(whole), static_cast<double>(whole)};
  };
  return CorrectRate(counted, share(good.passed, good.decided()), share(bad.failed, bad.decided()));
}

}  // namespace harness
