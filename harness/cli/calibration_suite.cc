#include "harness/cli/calibration_suite.h"

#include <algorithm>

#include "harness/base/digest.h"
#include "harness/base/shape.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr const char* kTarget = "labels";

class LabelledCases final : public CaseSource {
 public:
  explicit LabelledCases(std::shared_ptr<const LabelledItems> items) : items_(std::move(items)) {}

  Result<std::unique_ptr<CaseReader>> Open() const override { return std::make_unique<Reader>(*items_); }

 private:
  class Reader final : public CaseReader {
   public:
    explicit Reader(const LabelledItems& items) : items_(items.items) {}
    Result<std::optional<Case>> Next() override {
      if (next_ == items_.size()) return std::nullopt;
      return items_[next_++].test;
    }

   private:
    const std::vector<LabelledItem>& items_;
    size_t next_ = 0;
  };

  const std::shared_ptr<const LabelledItems> items_;
};

// Answers with what people labelled. It is the only source's, so a case's number is its place in the file.
class LabelledOutputs final : public Target {
 public:
  explicit LabelledOutputs(std::shared_ptr<const LabelledItems> items) : items_(std::move(items)) {}

  Output Call(const Case& test, const CallContext&) override {
    Output output = items_->items[test.number].output;
    output.latency_recorded = true;
    return output;
  }
  bool Waits() const override { return false; }

 private:
  const std::shared_ptr<const LabelledItems> items_;
};

class ReversingScorer final : public Scorer {
 public:
  ReversingScorer(std::unique_ptr<Scorer> scorer, JudgeRepeats repeats)
      : scorer_(std::move(scorer)), repeats_(repeats) {}

  Score Judge(const Question& question, const CallContext& context) override {
    CallContext own = context;
    own.reversed_pieces = repeats_.IsReversed(context.key.repeat);
    return scorer_->Judge(question, own);
  }
  std::string Detail() const override { return scorer_->Detail(); }

 private:
  const std::unique_ptr<Scorer> scorer_;
  const JudgeRepeats repeats_;
};

// As deep as combinations stand in one another.
void Reverse(ScorerSpec& spec, JudgeRepeats repeats) {
  for (ScorerSpec& member : spec.members) Reverse(member, repeats);
  if (spec.scorer) spec.scorer = std::make_unique<ReversingScorer>(std::move(spec.scorer), repeats);
}

Result<size_t> FindScorer(const std::string& name, const Suite& suite) {
  std::vector<std::string> names, judges;
  for (const ScorerSpec& spec : suite.scorers) {
    names.push_back(spec.info.name);
    if (spec.asks_model && !spec.comparer) judges.push_back(spec.info.name);
  }
  if (name.empty() && judges.size() != 1)
    return Fail("{}: {}", suite.path,
                judges.empty() ? "no scorer asks a model; --scorer NAME says which is to be calibrated"
                               : fmt::format("which judge? --scorer NAME, one of {}",
                                             JoinQuoted(std::span<const std::string>(judges))));
  const std::string& wanted = name.empty() ? judges.front() : name;
  const auto found = std::find(names.begin(), names.end(), wanted);
  if (found == names.end()) return Fail("{}: {}", suite.path, UnknownName("scorer", wanted, names));
  const auto index = static_cast<size_t>(found - names.begin());
  if (!suite.scorers[index].comparer) return index;
  return Fail(
      "{}: the scorer '{}' compares targets, and labels are of single outputs: its consistency is in the report of a "
      "run",
      suite.path, wanted);
}

// Why it can't be asked; as deep as combinations stand in one another.
std::string AbsenceIn(const ScorerSpec& spec) {
  for (const ScorerSpec& member : spec.members)
    if (std::string absent = AbsenceIn(member); !absent.empty()) return absent;
  return spec.absent;
}

}  // namespace

Result<> MakeCalibrationSuite(const std::string& scorer, std::shared_ptr<const LabelledItems> items,
                              JudgeRepeats repeats, Suite& suite) {
  const auto found = FindScorer(scorer, suite);
  if (!found) return Unexpected(found.error());
  ScorerSpec judge = std::move(suite.scorers[*found]);
  if (const std::string absent = AbsenceIn(judge); !absent.empty())
    return Fail("{}: the scorer '{}' can't be asked: {}", suite.path, judge.info.name, absent);
  Reverse(judge, repeats);
  judge.info.weight = 1;  // an attempt's verdict is the judge's
  judge.turn = 0;         // a labelled output is one answer
  suite.scorer_infos = {judge.info};
  suite.scorers.clear();
  suite.scorers.push_back(std::move(judge));
  suite.common_scorers = 1;
  suite.compares = false;
  suite.sha256 =
      Hex(Sha256Of(fmt::format("{} {} {} {}", suite.sha256, items->sha256, repeats.as_they_are, repeats.reversed)));
  suite.targets.clear();
  TargetSpec& target = suite.targets.emplace_back();
  target.info = {kTarget, kTarget};
  target.target = std::make_unique<LabelledOutputs>(items);
  suite.sources.clear();
  suite.sources.push_back(std::make_unique<LabelledCases>(std::move(items)));
  suite.metrics.clear();
  suite.gates.clear();
  suite.run.repeat = repeats.all();
  suite.run.require = {};
  suite.run.stop_on_error = false;
  suite.run.min_coverage = 0;
  suite.run.threshold.reset();
  return {};
}

}  // namespace harness
