#include "harness/runner/plan.h"

#include <gtest/gtest.h>

#include "harness/runner/identity.h"
#include "tests/fakes/fake_suite.h"

namespace harness {
namespace {

bool SawIt(const Plan& plan, const Case& test) {
  return plan.Saw(test, MakeCaseRow(test).digest);
}

std::vector<Case> Numbered(int count) {
  std::vector<Case> cases;
  for (int i = 0; i < count; ++i) cases.push_back(FakeCase("c" + std::to_string(i), i));
  return cases;
}

std::vector<std::string> Ids(const Plan& plan) {
  std::vector<std::string> ids;
  auto reader = *plan.Open();
  while (true) {
    const auto next = reader->Next();
    if (!next) {
      ids.push_back(next.error().Message());
      return ids;
    }
    if (!*next) return ids;
    ids.push_back((*next)->test->id);
  }
}

TEST(Plan, KeepsTheAuthorsIdsAndTheirOrder) {
  const Suite suite = EchoingSuite(Numbered(3));
  const Result<Plan> plan = Plan::Make(suite, {});
  EXPECT_EQ(Ids(*plan), (std::vector<std::string>{"c0", "c1", "c2"}));
  EXPECT_EQ(plan->selected_attempts(), 3u);
}

TEST(Plan, DerivesIdsFromInputAndVarsAlone) {
  Case changed = FakeCase("", "VPN drops", "Network");
  const Suite first = EchoingSuite({changed});
  changed.expected = "Access";
  changed.category = "other";
  const Suite corrected = EchoingSuite({FakeCase("x", 1), changed});
  changed.vars["year"] = 2025;
  const Suite other = EchoingSuite({changed});
  const std::string id = Ids(*Plan::Make(first, {}))[0];
  EXPECT_EQ(id, "f36c8f6f0367");
  EXPECT_EQ(Ids(*Plan::Make(corrected, {}))[1], id);
  EXPECT_NE(Ids(*Plan::Make(other, {}))[0], id);
}

TEST(Plan, TellsIdenticalCasesApart) {
  const Suite suite =
      EchoingSuite({FakeCase("", "same"), FakeCase("", "other"), FakeCase("", "same"), FakeCase("", "same")});
  const std::vector<std::string> ids = Ids(*Plan::Make(suite, {}));
  EXPECT_EQ(ids[2], ids[0] + "~2");
  EXPECT_EQ(ids[3], ids[0] + "~3");
  const Result<Plan> plan = Plan::Make(suite, {});
  EXPECT_TRUE(SawIt(*plan, *plan->Find(3)));
}

TEST(Plan, NamesBothPlacesOfADuplicateId) {
  const Suite suite = EchoingSuite({FakeCase("a", 1), FakeCase("b", 2), FakeCase("a", 3), FakeCase("b", 4)});
  EXPECT_EQ(Plan::Make(suite, {}).error().Render(),
            "cases.csv:4: the id 'a' is taken by the case at cases.csv:2\n"
            "cases.csv:5: the id 'b' is taken by the case at cases.csv:3\n");
}

TEST(Plan, SelectsByAFilter) {
  const Suite suite = EchoingSuite(Numbered(10));
  PlanOptions options;
  options.filter = *Expression::Parse("input >= 7");
  const Result<Plan> plan = Plan::Make(suite, std::move(options));
  EXPECT_EQ(Ids(*plan), (std::vector<std::string>{"c7", "c8", "c9"}));
  EXPECT_EQ(plan->cases(), 10u);
  EXPECT_EQ(plan->selected_cases(), 3u);
}

TEST(Plan, FilterErrorsNameTheCase) {
  const Suite suite = EchoingSuite({FakeCase("a", "text")});
  PlanOptions options;
  options.filter = *Expression::Parse("input < 7");
  EXPECT_EQ(Plan::Make(suite, std::move(options)).error().Message().substr(0, 22), "--filter: cases.csv:2:");
}

TEST(Plan, ShardsAreDisjointAndComplete) {
  const Suite suite = EchoingSuite(Numbered(23));
  for (int count = 1; count <= 7; ++count) {
    std::vector<std::string> all;
    for (int index = 1; index <= count; ++index) {
      PlanOptions options;
      options.shard = Shard{index, count};
      for (std::string& id : Ids(*Plan::Make(suite, std::move(options)))) all.push_back(std::move(id));
    }
    std::sort(all.begin(), all.end());
    EXPECT_EQ(all.size(), 23u);
    EXPECT_EQ(std::unique(all.begin(), all.end()), all.end()) << count;
  }
}

TEST(Plan, NoticesWhatChanged) {
  Suite suite = EchoingSuite(Numbered(3));
  const Result<Plan> plan = Plan::Make(suite, {});
  const Case same = *plan->Find(1);
  EXPECT_TRUE(SawIt(*plan, same));
  SourceOf(suite).cases[1].input = "changed";
  EXPECT_FALSE(SawIt(*plan, *plan->Find(1)));
  SourceOf(suite).cases.resize(1);
  EXPECT_EQ(Ids(*plan).back(), "the case files shrank while the run read them: 1 cases of 3");
}

TEST(Plan, CountsOnlyTheTargetsThatACaseAsksFor) {
  Suite suite = EchoingSuite(Numbered(2));
  AddTarget(suite, "second", [](const Case&, const CallContext&) { return Output::Text(""); });
  suite.run.repeat = 3;
  SourceOf(suite).cases[0].extras = std::make_shared<const CaseExtras>(CaseExtras{{}, {1}});
  EXPECT_EQ(Plan::Make(suite, {})->target_attempts(), (std::vector<uint64_t>{3, 6}));
}

TEST(Plan, SendsACaseThatIsComparedToAllOfItsTargetsOrNone) {
  Suite suite = EchoingSuite(Numbered(3));
  AddTarget(suite, "other", nullptr);
  const auto only = [](const std::string& id, const std::string& target) { return id == "c1" && target == "other"; };
  EXPECT_EQ(Plan::Make(suite, {std::nullopt, std::nullopt, only})->target_attempts(), (std::vector<uint64_t>{0, 1}));
  AddComparer(suite, "longest", LongestIsBest);
  const Result<Plan> plan = Plan::Make(suite, {std::nullopt, std::nullopt, only});
  EXPECT_EQ(plan->target_attempts(), (std::vector<uint64_t>{1, 1}));
  EXPECT_EQ(Ids(*plan), std::vector<std::string>{"c1"});
}

TEST(DigestOf, ChangesWithEverythingThatDecidesAVerdict) {
  const Case plain = FakeCase("a", "1", "2");
  const auto differs = [&](const std::function<void(Case&)>& change) {
    Case other = plain;
    change(other);
    return DigestOf(other, other.id) != DigestOf(plain, plain.id);
  };
  EXPECT_FALSE(differs([](Case& c) { c.place.line = 9; }));
  EXPECT_TRUE(differs([](Case& c) { c.id = "b"; }));
  EXPECT_TRUE(differs([](Case& c) { c.input = 1; }));
  EXPECT_TRUE(differs([](Case& c) { c.input = {{"q", "1"}}; }));
  EXPECT_TRUE(differs([](Case& c) { c.expected.reset(); }));
  EXPECT_TRUE(differs([](Case& c) { c.expected = nullptr; }));
  EXPECT_TRUE(differs([](Case& c) { c.expected = 2; }));
  EXPECT_TRUE(differs([](Case& c) { c.vars["x"] = 1; }));
  EXPECT_TRUE(differs([](Case& c) { c.category = "c"; }));
  EXPECT_TRUE(differs([](Case& c) { c.cluster = "c"; }));
  EXPECT_TRUE(differs([](Case& c) { c.tags = {""}; }));
  EXPECT_TRUE(differs([](Case& c) { c.tags = {"a", "b"}; }));
}

}  // namespace
}  // namespace harness
