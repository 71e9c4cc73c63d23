#include "reports/console.h"

#include <gtest/gtest.h>

#include "reports/display.h"
#include "tests/fakes/sample_run.h"
#include "tests/golden.h"

namespace harness {
namespace {

std::string Rendered(const std::vector<Summary>& summaries, ConsoleOptions options = {}) {
  return RenderSummary(summaries, options);
}

// The longest line, in columns.
size_t Widest(const std::string& text) {
  size_t widest = 0, begin = 0;
  for (size_t end = text.find('\n'); end != std::string::npos; begin = end + 1, end = text.find('\n', begin))
    widest = std::max(widest, DisplayWidth(text.substr(begin, end - begin)));
  return widest;
}

bool Has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

Summary Green() {
  Summary summary = SampleSummary();
  summary.exit_code = 0;
  summary.run.targets.pop_back();
  summary.targets.pop_back();
  summary.all = summary.targets[0].figures = SampleFigures(150, 150, 150, 0);
  summary.categories = {{"", summary.all}};
  summary.scorers = {{{"equals", "equals", 1}, 150, 150, 0, 0, 0, 0, 1.0}};
  summary.gates = {SampleGate("pass_rate >= 1", GateVerdict::kHolds, 1.0, "triage-v2")};
  summary.gates[0].gate.bound = 1;
  summary.failures.clear();
  summary.not_passed = 0;
  return summary;
}

TEST(Console, ShowsARunThatFailed) {
  EXPECT_TRUE(MatchesGolden(Rendered({SampleSummary()}, {.width = 110, .reports = {"out/junit.xml", "out/run.json"}}),
                            "reports/console_failed.txt"));
}

TEST(Console, ShowsARunThatPassed) {
  EXPECT_TRUE(MatchesGolden(Rendered({Green()}), "reports/console_passed.txt"));
}

TEST(Console, ColoursWhatAPersonLooksFor) {
  EXPECT_TRUE(MatchesGolden(Rendered({SampleSummary()}, {.colour = true}), "reports/console_colour.txt"));
}

TEST(Console, FitsIntoNarrowTerminals) {
  Summary summary = SampleSummary();
  summary.failures[0].reason = std::string(500, 'x');
  summary.failures[0].case_id = std::string(500, 'y');
  summary.categories[1].name = std::string(300, 'z');
  for (const size_t width : {60, 80, 120}) EXPECT_LE(Widest(Rendered({summary}, {.width = width})), width);
}

TEST(Console, LinesUpWideCharacters) {
  Summary summary = Green();
  summary.categories = {{"비밀번호 재설정", SampleFigures(5, 5, 4, 1)}, {"VPN", SampleFigures(145, 145, 145, 0)}};
  EXPECT_TRUE(MatchesGolden(Rendered({summary}), "reports/console_wide.txt"));
}

TEST(Console, DisarmsWhatTargetsPutOut) {
  Summary summary = SampleSummary();
  summary.run.suite = summary.failures[0].case_id = summary.failures[0].reason = summary.categories[1].name =
      summary.scorers[0].info.name = summary.gates[0].reason = "\x1b]0;owned\a\x1b[2J\xC2\x9B";
  for (const char c : Rendered({summary})) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
}

TEST(Console, CutsLongReasonsToThreeLines) {
  Summary summary = SampleSummary();
  summary.failures.resize(1);
  summary.failures[0].reason = "json-equals: 4 differences\n\n/a: 1\n/b: 2\n/c: 3";
  EXPECT_TRUE(Has(Rendered({summary}), "    json-equals: 4 differences\n    /a: 1\n    /b: 2\n    …\n"));
}

TEST(Console, NumbersRepeatsFromOne) {
  Summary summary = SampleSummary();
  summary.run.repeat = 3;
  summary.failures[0].repeat = 1;
  EXPECT_TRUE(Has(Rendered({summary}), "✗ vpn-1 · triage-v2 · repeat 2 · Access · tickets.csv:3\n"));
}

TEST(Console, ShowsTheWorstOfManyCategories) {
  Summary summary = SampleSummary();
  summary.categories.clear();
  for (uint64_t i = 1; i <= 30; ++i)
    summary.categories.push_back({fmt::format("category-{}", i), SampleFigures(100, 100, 100 - i, i)});
  const std::string text = Rendered({summary});
  EXPECT_TRUE(Has(text, "\ncategory-30 "));
  EXPECT_TRUE(Has(text, "\ncategory-11 "));
  EXPECT_FALSE(Has(text, "\ncategory-10 "));
  EXPECT_TRUE(Has(text, "… and 10 more with higher pass rates\n"));
}

TEST(Console, NamesTheCommandThatResumes) {
  Summary summary = SampleSummary();
  summary.exit_code = 130;
  summary.all.planned = 150;
  summary.run.suite_path = "my suites/it's.yaml";
  const std::string text = Rendered({summary}, {.resume_flags = "--store other.db"});
  EXPECT_EQ(text.substr(text.rfind('\n', text.size() - 2) + 1),
            "INTERRUPTED: 6 of 150 attempts done; resume with: harness run 'my suites/it'\\''s.yaml' --resume "
            "20260131-225959-1a2b3c --store other.db\n");
}

TEST(Console, EndsSeveralSuitesInALineOnAll) {
  const std::string text = Rendered({Green(), SampleSummary()}, {.reports = {"run.json"}});
  EXPECT_EQ(text.substr(text.find("reports: ")),
            "reports: run.json\n"
            "FAIL: 1 of 3 gates failed · run 20260131-225959-1a2b3c\n\n"
            "1 of 2 suites pass, exit code 1\n");
}

}  // namespace
}  // namespace harness
