#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <pugixml.hpp>

#include "reports/junit.h"
#include "reports/report.h"
#include "tests/fakes/memory_output.h"
#include "tests/fakes/sample_run.h"
#include "tests/fakes/temporary_folder.h"
#include "tests/golden.h"

namespace harness {
namespace {

std::string Junit(SampleStore& sample) {
  MemoryOutput file;
  const Result<std::string> warning = WriteJunit({&sample.summary, 1}, sample.store, file);
  return warning ? file.bytes : warning.error().Message();
}

// The first test case of the first suite.
pugi::xml_node FirstCase(SampleStore& sample, pugi::xml_document& document) {
  EXPECT_TRUE(document.load_string(Junit(sample).c_str()));
  return document.child("testsuites").child("testsuite").child("testcase");
}

AttemptRow Unanswered(uint32_t number, uint16_t target, Verdict verdict, std::string kind, std::string message) {
  AttemptRow attempt = SampleAttempt(number, target, verdict);
  attempt.failure_kind = std::move(kind);
  attempt.failure_message = std::move(message);
  attempt.scores = attempt.output_json = "";
  return attempt;
}

SampleStore EveryEnding() {
  SampleStore sample;
  sample.summary.run.git = "0123abc";
  sample.Add(SampleCase(0, "vpn-1"), SampleAttempt(0, 0));
  sample.Add(SampleCase(1, "vpn-2"), SampleAttempt(1, 0, Verdict::kFail));
  sample.Add(SampleCase(2, "mail.1", "E.Mail"), Unanswered(2, 0, Verdict::kFail, "timeout", "no answer within 10s"));
  sample.Add(SampleCase(3, "none", ""), Unanswered(3, 0, Verdict::kSkipped, "", ""));
  sample.Add(SampleCase(0, "vpn-1"), Unanswered(0, 1, Verdict::kError, "provider_error", "500 Internal Server Error"));
  AttemptRow abstained = SampleAttempt(1, 1, Verdict::kUnknown);
  abstained.scores = R"([[0,2,null,"the judge abstained"]])";
  sample.Add(SampleCase(1, "vpn-2"), abstained);
  return sample;
}

TEST(Junit, NamesCorrectedRatesAmongTheProperties) {
  SampleStore sample;
  sample.summary.scorers = CalibratedSummary(2).scorers;
  sample.Add(SampleCase(0, "vpn-1"), SampleAttempt(0, 0));
  sample.Add(SampleCase(0, "vpn-1"), SampleAttempt(0, 1));
  const std::string text = Junit(sample);
  EXPECT_NE(text.find(R"(<property name="corrected_pass_rate.group" value="0.6"/>)"), std::string::npos) << text;
  EXPECT_NE(text.find(R"(<property name="corrected_pass_rate.group" value="1"/>)"), std::string::npos) << text;
  EXPECT_NE(text.find(R"(<property name="corrected_pass_rate_se.group" value=")"), std::string::npos) << text;
}

// Bytes that XML can't hold, and those that end what they stand in.
std::string Nasty() {
  std::string text =
      "<b>&amp; ]]> \" ' -->\r\n\t\xFF\xC0\xAF \xED\xA0\x80 \xED\xB0\x80 \xEF\xBF\xBE\xEF\xBF\xBF \xF4\x90\x80\x80 "
      "\xE2\x82";
  for (char c = 0; c < 0x20; ++c) text += c;
  return text + "\x7F\xC2\x80\xC2\x9F 비밀번호 😀";
}

SampleStore NastyRun() {
  RunRecord run = SampleRecord();
  run.suite = "suite\x01<&\"" + Nasty();
  run.targets = {{Nasty(), "command"}};
  run.scorers[0].name = Nasty();
  run.id = Nasty();
  SampleStore sample(run);
  const std::string large(size_t{1} << 20, '&');
  for (uint32_t number = 0; number < 6; ++number) {
    CaseRow test = SampleCase(number, std::to_string(number) + Nasty(), Nasty());
    test.file = Nasty();
    test.input = number % 2 == 0 ? large : Nasty();
    AttemptRow attempt = SampleAttempt(number, 0, number % 3 == 0 ? Verdict::kError : Verdict::kFail);
    attempt.failure_kind = number < 3 ? Nasty() : "";
    attempt.failure_message = number == 1 ? large : Nasty();
    attempt.failure_category = Nasty();
    attempt.output_text = number % 2 == 0 ? Nasty() : large + Nasty();
    attempt.output_json = "";
    sample.Add(test, attempt);
  }
  return sample;
}

// What xmllint says of a document against the xUnit plug-in's schema; empty: valid.
std::string SchemaErrors(const std::string& document, const std::string& schema) {
  const TemporaryFolder folder;
  const std::string file = folder / "report.xml", log = folder / "log.txt";
  std::ofstream(file, std::ios::binary) << document;
  const std::string command = "xmllint --noout --schema '" + schema + "' '" + file + "' 2> '" + log + "'";
  if (std::system(command.c_str()) == 0) return "";
  std::ifstream in(log);
  return std::string{std::istreambuf_iterator<char>(in), {}} + "\n" + document.substr(0, 5000);
}

class JunitSchema : public testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("HARNESS_DATA");
    const std::filesystem::path folder =
        data != nullptr ? std::filesystem::path(data) : std::filesystem::path(HARNESS_SOURCE_DIR) / "../shared/data";
    schema_ = folder / "junit/junit-10.xsd";
    if (!std::filesystem::exists(schema_)) GTEST_SKIP() << "there is no " << schema_ << "; set HARNESS_DATA";
    if (std::system("xmllint --version > /dev/null 2>&1") != 0)
      GTEST_SKIP() << "xmllint is not installed (libxml2-utils)";
  }

  std::filesystem::path schema_;
};

TEST(Junit, HoldsASuiteForEachTargetAndACaseForEachCase) {
  SampleStore sample = EveryEnding();
  EXPECT_TRUE(MatchesGolden(Junit(sample), "reports/junit.xml"));
}

TEST(Junit, OfARunWithoutAttemptsHoldsEmptySuites) {
  SampleStore sample;
  pugi::xml_document document;
  EXPECT_FALSE(FirstCase(sample, document));
  EXPECT_STREQ(document.child("testsuites").child("testsuite").attribute("tests").value(), "0");
}

TEST(Junit, FoldsRepeats) {
  SampleStore sample;
  sample.summary.run.repeat = 3;
  sample.Add(SampleCase(0, "vpn-1"), SampleAttempt(0, 0, Verdict::kFail, 0));
  sample.Add(SampleCase(0, "vpn-1"), SampleAttempt(0, 0, Verdict::kPass, 1));
  sample.Add(SampleCase(0, "vpn-1"), SampleAttempt(0, 0, Verdict::kPass, 2));
  pugi::xml_document document;
  const pugi::xml_node test = FirstCase(sample, document);
  EXPECT_STREQ(test.attribute("time").value(), "0.037");
  EXPECT_STREQ(test.child("failure").attribute("message").value(),
               R"(2 of 3 passed; group: expected "Access", got "Network")");
  EXPECT_FALSE(test.next_sibling());
}

TEST(Junit, JudgesRepeatsByWhatTheRunRequires) {
  SampleStore sample;
  sample.summary.run.repeat = 2;
  sample.summary.run.require = {Require::Kind::kAny, 0};
  sample.Add(SampleCase(0, "vpn-1"), SampleAttempt(0, 0, Verdict::kFail, 0));
  sample.Add(SampleCase(0, "vpn-1"), SampleAttempt(0, 0, Verdict::kPass, 1));
  pugi::xml_document document;
  EXPECT_FALSE(FirstCase(sample, document).first_child());
}

TEST(Junit, TakesACaseWithMissingRepeatsForAnError) {
  SampleStore sample;
  sample.summary.run.repeat = 3;
  sample.Add(SampleCase(0, "vpn-1"), SampleAttempt(0, 0, Verdict::kPass, 0));
  pugi::xml_document document;
  const pugi::xml_node error = FirstCase(sample, document).child("error");
  EXPECT_STREQ(error.attribute("message").value(), "1 of 3 passed, 2 not run");
  EXPECT_STREQ(error.text().get(), "tickets.csv:2\n");
}

TEST(Junit, KeepsBodiesWithinFourKibibytesAndMarksTheCut) {
  SampleStore sample;
  AttemptRow attempt = SampleAttempt(0, 0, Verdict::kFail);
  std::vector<Score> scores(20, Score::Fail(std::string(5000, '<')));
  attempt.scores = SerialiseScores(scores);
  sample.Add(SampleCase(0, "vpn-1"), attempt);
  const std::string report = Junit(sample);
  const size_t begin = report.find("tickets.csv:2\n"), end = report.find("</failure>");
  EXPECT_LE(end - begin, 4096u);
  EXPECT_EQ(report.substr(end - 7, 7), "&lt;…");
}

TEST(Junit, CountsWhatFollows) {
  SampleStore sample = EveryEnding();
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(Junit(sample).c_str()));
  for (const pugi::xml_node suite : document.child("testsuites").children("testsuite")) {
    const auto tests = suite.children("testcase");
    const auto with = [&](const char* name) {
      return std::count_if(tests.begin(), tests.end(), [&](pugi::xml_node test) { return test.child(name); });
    };
    EXPECT_EQ(suite.attribute("tests").as_int(), std::distance(tests.begin(), tests.end()));
    EXPECT_EQ(suite.attribute("failures").as_int(), with("failure"));
    EXPECT_EQ(suite.attribute("errors").as_int(), with("error"));
    EXPECT_EQ(suite.attribute("skipped").as_int(), with("skipped"));
  }
}

TEST(Junit, ReadsTheAttemptsOnceForTheCountsAndOnceForEachTarget) {
  SampleStore sample = EveryEnding();
  (void)Junit(sample);
  EXPECT_EQ(sample.store.opened, 3);
}

TEST(Junit, StaysWellFormedWhateverTheTextsHold) {
  SampleStore sample = NastyRun();
  pugi::xml_document document;
  const pugi::xml_node first = FirstCase(sample, document);
  EXPECT_TRUE(first);
  EXPECT_EQ(document.child("testsuites").child("testsuite").attribute("tests").as_int(), 6);
}

TEST(Junit, WarnsOfNothingBelowTheLimitsOfGitLab) {
  SampleStore sample = EveryEnding();
  MemoryOutput file;
  EXPECT_EQ(WriteJunit({&sample.summary, 1}, sample.store, file).value(), "");
}

TEST(GitLabWarning, IsEmptyWithinTheLimits) {
  EXPECT_EQ(GitLabWarning(kGitLabBytes, kGitLabElements), "");
}

TEST(GitLabWarning, SaysWhatIsTooMuch) {
  EXPECT_EQ(
      GitLabWarning(1024 * 1024, 250'001),
      "the JUnit report has 1.0 MB and 250001 elements; GitLab refuses files of more than 30 MB or 250000 elements: "
      "shard the run, or filter it");
  EXPECT_EQ(GitLabWarning(kGitLabBytes + 1, 7),
            "the JUnit report has 30.0 MB and 7 elements; GitLab refuses files of more than 30 MB or 250000 elements: "
            "shard the run, or filter it");
}

TEST(Junit, SaysThatADiskIsFull) {
  SampleStore sample = EveryEnding();
  MemoryOutput file(10);
  const Result<std::string> written = WriteJunit({&sample.summary, 1}, sample.store, file);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().Message(), "out.tmp: No space left on device");
}

TEST_F(JunitSchema, HoldsForEveryEnding) {
  SampleStore sample = EveryEnding();
  EXPECT_EQ(SchemaErrors(Junit(sample), schema_), "");
}

TEST_F(JunitSchema, HoldsForAnEmptyRun) {
  SampleStore sample;
  EXPECT_EQ(SchemaErrors(Junit(sample), schema_), "");
}

TEST_F(JunitSchema, HoldsWhateverTheTextsHold) {
  SampleStore sample = NastyRun();
  EXPECT_EQ(SchemaErrors(Junit(sample), schema_), "");
}

TEST_F(JunitSchema, HoldsForTimesOfAnyLength) {
  SampleStore sample;
  AttemptRow attempt = SampleAttempt(0);
  attempt.latency_us = 123'456'789'012'345;
  sample.Add(SampleCase(0, "slow"), attempt);
  EXPECT_EQ(SchemaErrors(Junit(sample), schema_), "");
}

}  // namespace
}  // namespace harness
