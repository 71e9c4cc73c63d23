// A folder in which a test writes a suite and loads it, with a catalogue of the test's choice and a world that stands
// still.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "harness/core/catalogue.h"
#include "harness/suite/suite.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {

class SuiteRig {
 public:
  explicit SuiteRig(Catalogue types) : catalogue(std::move(types)) {}

  // `name` is a file of the folder.
  Result<Suite> LoadFile(const std::string& name) { return LoadSuite(folder / name, options, catalogue, services()); }

  Result<Suite> Load(const std::string& text) {
    folder.Put("suite.yaml", text);
    return LoadFile("suite.yaml");
  }

  // All mistakes, with paths relative to the folder; "" if there is none.
  std::string Mistakes(const std::string& text) {
    const auto suite = Load(text);
    return suite ? "" : Relative(suite.error().Render());
  }

  std::string Relative(std::string text) const {
    const std::string prefix = folder.path() + "/";
    for (size_t at = 0; (at = text.find(prefix, at)) != std::string::npos;) text.erase(at, prefix.size());
    return text;
  }

  Services services() { return {clock, *files, *processes, http, log, environment, 0}; }

  TemporaryFolder folder;
  Catalogue catalogue;
  LoadOptions options;
  std::map<std::string, std::string> environment;
  FakeClock clock;
  MemoryLog log;
  std::unique_ptr<Files> files = MakeFiles();
  std::unique_ptr<Processes> processes = MakeProcesses("");
  FakeHttp http;
};

// A target that gives the case's id back, made by `echo: TEXT`; `echo: bad` is refused.
inline TargetType EchoTargetType() {
  class Echo final : public Target {
   public:
    Output Call(const Case& test, const CallContext&) override { return Output::Text(test.id); }
  };
  TargetType type;
  type.name = "echo";
  type.doc = "Gives the id back.";
  type.shape.fields = {{"echo", kText, "Anything.", true}, {"lines", kBool, "Nothing."}};
  type.make = [](const Node& config, const Services&) -> Result<std::unique_ptr<Target>> {
    const Node& text = *config.Find("echo");
    if (text.AsString() == "bad") return text.Fail("no program 'bad'");
    return std::make_unique<Echo>();
  };
  return type;
}

inline TargetType OtherTargetType() {
  TargetType type = EchoTargetType();
  type.name = "other";
  type.shape.fields = {{"other", kMap, "Anything.", true}};
  type.make = [](const Node&, const Services&) -> Result<std::unique_ptr<Target>> { return nullptr; };
  return type;
}

// A scorer that passes all that it is asked.
inline ScorerType YesScorerType(std::string name, Needs needs, unsigned value, std::vector<Field> fields = {}) {
  class Yes final : public Scorer {
   public:
    Score Judge(const Question&, const CallContext&) override { return Score::Pass(); }
  };
  ScorerType type;
  type.name = std::move(name);
  type.doc = "Passes.";
  type.needs = needs;
  type.value = value;
  type.shape.fields = std::move(fields);
  type.make = [](const Node&, const Services&) -> Result<std::unique_ptr<Scorer>> { return std::make_unique<Yes>(); };
  return type;
}

// Its members judge in its place.
inline ScorerType GroupScorerType(std::string name, Combination combination, std::vector<Field> fields = {}) {
  ScorerType type = YesScorerType(std::move(name), Needs::kNothing, kList, std::move(fields));
  type.shape.fields.push_back({"score", kList, "The members."});
  type.make = nullptr;
  type.combination = combination;
  return type;
}

// A comparer that passes all, with the criterion as its value.
inline ScorerType BetterScorerType(std::string name, std::vector<Field> fields = {}) {
  class Better final : public Comparer {
   public:
    std::vector<Score> Compare(const Case&, const Json*, std::span<const Contender> contenders) override {
      return std::vector<Score>(contenders.size(), Score::Pass());
    }
  };
  ScorerType type = YesScorerType(std::move(name), Needs::kNothing, kText, std::move(fields));
  type.make = nullptr;
  type.make_comparer = [](const Node&, const Services&) -> Result<std::unique_ptr<Comparer>> {
    return std::make_unique<Better>();
  };
  return type;
}

// equals (anything), contains (a text; option `case`), is-json (no value), latency (a duration), schema (option
// `file`), all-of, at-least (option `count`), judge (option `rubric`; absent without a key in the environment).
inline Catalogue FakeCatalogue() {
  Catalogue catalogue;
  catalogue.metrics = {{"classification", "Labels.", nullptr}};
  catalogue.targets = {EchoTargetType(), OtherTargetType()};
  catalogue.scorers = {
      YesScorerType("equals", Needs::kExpected, kAnything),
      YesScorerType("contains", Needs::kExpected, kText,
                    {{"case", kText, "Whether case counts.", false, {"same", "any"}}}),
      YesScorerType("is-json", Needs::kNothing, 0),
      YesScorerType("latency", Needs::kNothing, kDuration),
      YesScorerType("schema", Needs::kNothing, kMap, {{"file", kText, "The file."}}),
      GroupScorerType("all-of", Combination::kAllOf),
      GroupScorerType("at-least", Combination::kAtLeast, {{"count", kInteger, "How many.", true}}),
      YesScorerType("judge", Needs::kNothing, 0, {{"rubric", kText, "What to look for.", true}}),
  };
  catalogue.scorers.back().absent = [](const Node&, const Services& services) -> std::string {
    return services.environment.contains("JUDGE_KEY") ? "" : "JUDGE_KEY is not set";
  };
  return catalogue;
}

}  // namespace harness
