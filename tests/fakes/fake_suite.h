// A suite made by hand: cases in memory, a target and a scorer that do what a test says.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/suite/suite.h"

namespace harness {

// Cases in memory, which a test may change between two readings.
class FakeSource final : public CaseSource {
 public:
  explicit FakeSource(std::vector<Case> those) : cases(std::move(those)) {}

  Result<std::unique_ptr<CaseReader>> Open() const override { return std::make_unique<Reader>(*this); }

  std::vector<Case> cases;

 private:
  class Reader final : public CaseReader {
   public:
    explicit Reader(const FakeSource& source) : source_(source) {}
    Result<std::optional<Case>> Next() override {
      if (next_ == source_.cases.size()) return std::nullopt;
      Case test = source_.cases[next_++];
      test.place = {"cases.csv", static_cast<int>(next_ + 1), 0};
      return test;
    }

   private:
    const FakeSource& source_;
    size_t next_ = 0;
  };
};

class FakeTarget final : public Target {
 public:
  using Answer = std::function<Output(const Case&, const CallContext&)>;
  explicit FakeTarget(Answer answer) : answer_(std::move(answer)) {}
  Output Call(const Case& test, const CallContext& context) override { return answer_(test, context); }

 private:
  Answer answer_;
};

class FakeScorer final : public Scorer {
 public:
  using Opinion = std::function<Score(const Question&)>;
  explicit FakeScorer(Opinion opinion) : opinion_(std::move(opinion)) {}
  Score Judge(const Question& question, const CallContext&) override { return opinion_(question); }

 private:
  Opinion opinion_;
};

inline Case FakeCase(std::string id, Json input, std::optional<Json> expected = std::nullopt) {
  Case test;
  test.id = std::move(id);
  test.input = std::move(input);
  test.expected = std::move(expected);
  return test;
}

inline void AddTarget(Suite& suite, std::string name, FakeTarget::Answer answer) {
  TargetSpec spec;
  spec.info = {std::move(name), "fake"};
  spec.target = std::make_unique<FakeTarget>(std::move(answer));
  suite.targets.push_back(std::move(spec));
}

// Judges every case. The caller may change what is returned before the suite runs.
inline ScorerSpec& AddScorer(Suite& suite, std::string name, FakeScorer::Opinion opinion) {
  ScorerSpec spec;
  spec.info = {std::move(name), "fake", 1};
  spec.scorer = std::make_unique<FakeScorer>(std::move(opinion));
  suite.scorer_infos.push_back(spec.info);
  suite.scorers.push_back(std::move(spec));
  suite.common_scorers = static_cast<int>(suite.scorers.size());
  return suite.scorers.back();
}

class FakeComparer final : public Comparer {
 public:
  using Opinion = std::function<std::vector<Score>(std::span<const Contender>)>;
  explicit FakeComparer(Opinion opinion) : opinion_(std::move(opinion)) {}
  std::vector<Score> Compare(const Case&, const Json*, std::span<const Contender> contenders) override {
    return opinion_(contenders);
  }

 private:
  Opinion opinion_;
};

// Compares the targets of every case.
inline ScorerSpec& AddComparer(Suite& suite, std::string name, FakeComparer::Opinion opinion) {
  ScorerSpec& spec = AddScorer(suite, std::move(name), nullptr);
  spec.scorer = nullptr;
  spec.comparer = std::make_unique<FakeComparer>(std::move(opinion));
  spec.needs = Needs::kNothing;
  suite.compares = true;
  return spec;
}

// Passes the longest answer and fails the others; a tie for the longest.
inline std::vector<Score> LongestIsBest(std::span<const Contender> contenders) {
  size_t longest = 0, count = 0;
  for (const Contender& one : contenders) {
    const size_t size = one.actual ? JsonText(*one.actual).size() : 0;
    count = size > longest ? 1 : size == longest ? count + 1 : count;
    longest = std::max(longest, size);
  }
  std::vector<Score> scores;
  for (const Contender& one : contenders) {
    const bool best = one.actual && JsonText(*one.actual).size() == longest;
    scores.push_back(best && count == 1 ? Score::Pass() : best ? Score::Unknown("a tie") : Score::Fail("shorter"));
    if (best && count > 1) scores.back().value = 0.5;
  }
  return scores;
}

// Echoes the input and passes where that is what is expected.
inline Suite EchoingSuite(std::vector<Case> cases) {
  Suite suite;
  suite.name = "fake";
  suite.path = "suite.yaml";
  suite.sha256 = "abc";
  suite.sources.push_back(std::make_unique<FakeSource>(std::move(cases)));
  AddTarget(suite, "echo", [](const Case& test, const CallContext&) { return Output::Text(JsonText(test.input)); });
  AddScorer(suite, "same", [](const Question& question) {
    return question.actual == *question.expected ? Score::Pass() : Score::Fail("not the same");
  });
  Gate gate;
  gate.bound = 1;
  gate.text = "pass_rate >= 1";
  suite.gates.push_back(gate);
  return suite;
}

inline FakeSource& SourceOf(Suite& suite) {
  return static_cast<FakeSource&>(*suite.sources[0]);
}

}  // namespace harness
