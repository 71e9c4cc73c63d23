#include <gtest/gtest.h>

#include "reports/json_lines.h"
#include "tests/fakes/memory_output.h"
#include "tests/fakes/sample_run.h"

namespace harness {
namespace {

std::string Lines(SampleStore& sample) {
  MemoryOutput file;
  const Result<> written = WriteJsonLines({&sample.summary, 1}, sample.store, file);
  return written ? file.bytes : written.error().Message();
}

Json LineOf(CaseRow test, AttemptRow attempt) {
  SampleStore sample;
  sample.Add(std::move(test), std::move(attempt));
  return Json::parse(Lines(sample));
}

TEST(JsonLines, HoldEverythingOfAnAttempt) {
  SampleStore sample;
  AttemptRow attempt = SampleAttempt(0, 1, Verdict::kFail);
  attempt.scores = R"([[0,1,0.5,"expected \"Access\"",{"at":"/group"}],[1,4,null,"no key"]])";
  attempt.failure_category = "wrong_group";
  attempt.usage = Usage{12, 34, 5};
  attempt.cost_usd = 0.00125;
  sample.Add(SampleCase(0, "vpn-1"), attempt);
  EXPECT_EQ(
      Lines(sample),
      R"({"case":"vpn-1","target":"gpt-4.1","repeat":0,"verdict":"fail","category":"Access","tags":["real"],)"
      R"("source":{"file":"tickets.csv","line":2},"input":"VPN drops","expected":{"group":"Access"},)"
      R"("output":{"text":"","json":{"group":"Network"}},"failure":null,"failure_category":"wrong_group",)"
      R"("scores":[{"name":"group","type":"equals","verdict":"fail","value":0.5,"weight":1,)"
      R"("reason":"expected \"Access\"","evidence":{"at":"/group"}},)"
      R"({"name":"short","type":"latency","verdict":"skipped","value":null,"weight":0,"reason":"no key","evidence":null}],)"
      R"("latency_ms":12.345,"usage":{"input_tokens":12,"output_tokens":34,"cached":5},"cost_usd":0.00125,)"
      R"("started_at":"2026-01-31T22:59:59.123Z"})"
      "\n");
}

TEST(JsonLines, HoldTheFinishReasonWhereThereIsOne) {
  AttemptRow attempt = SampleAttempt(0, 0, Verdict::kPass);
  EXPECT_FALSE(LineOf(SampleCase(0, "vpn-1"), attempt).contains("finish_reason"));
  attempt.finish_reason = "end_turn";
  EXPECT_EQ(LineOf(SampleCase(0, "vpn-1"), attempt)["finish_reason"], "end_turn");
}

TEST(JsonLines, SayNullForWhatIsAbsent) {
  SampleStore sample;
  CaseRow test = SampleCase(0, "vpn-1", "");
  test.tags = test.expected = test.file = "";
  test.line = 0;
  AttemptRow attempt = SampleAttempt(0, 0, Verdict::kError);
  attempt.failure_kind = "unavailable";
  attempt.failure_message = "no such file: ./triage";
  attempt.scores = attempt.output_json = "";
  attempt.latency_us = 2000;
  sample.Add(test, attempt);
  EXPECT_EQ(
      Lines(sample),
      R"({"case":"vpn-1","target":"triage-v2","repeat":0,"verdict":"error","category":"","tags":[],)"
      R"("source":{"file":null,"line":null},"input":"VPN drops","expected":null,"output":{"text":"","json":null},)"
      R"("failure":{"kind":"unavailable","message":"no such file: ./triage"},"failure_category":null,"scores":[],)"
      R"("latency_ms":2,"usage":null,"cost_usd":null,"started_at":"2026-01-31T22:59:59.123Z"})"
      "\n");
}

TEST(JsonLines, ComeInTheOrderOfTheCases) {
  SampleStore sample;
  for (const uint32_t number : {2, 0, 1})
    for (const uint16_t target : {1, 0})
      sample.Add(SampleCase(number, "c" + std::to_string(number)), SampleAttempt(number, target));
  const std::string text = Lines(sample);
  std::string order;
  for (size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    const Json line = Json::parse(text.substr(at, text.find('\n', at) - at));
    order += line["case"].get<std::string>() + "/" + line["target"].get<std::string>() + " ";
  }
  EXPECT_EQ(order, "c0/triage-v2 c0/gpt-4.1 c1/triage-v2 c1/gpt-4.1 c2/triage-v2 c2/gpt-4.1 ");
}

TEST(JsonLines, StayOneLineEachAndReadableWhateverTheTexts) {
  AttemptRow attempt = SampleAttempt(0);
  attempt.output_text = "a\nb\r\x1b[31m\"\\ \xFF\xED\xA0\x80 \xEF\xBF\xBF" + std::string(1, '\0');
  attempt.output_json = "{\"a\":\n1}";
  SampleStore sample;
  sample.Add(SampleCase(0, "c\n\xFF"), attempt);
  const std::string text = Lines(sample);
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  const Json line = Json::parse(text);
  EXPECT_EQ(line["case"], "c\n\xEF\xBF\xBD");
  EXPECT_EQ(line["output"]["text"],
            "a\nb\r\x1b[31m\"\\ \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD \xEF\xBF\xBF" + std::string(1, '\0'));
  EXPECT_EQ(line["output"]["json"]["a"], 1);
}

TEST(JsonLines, LeaveOutTheScoresOwnUsageAndCost) {
  AttemptRow attempt = SampleAttempt(0);
  attempt.scores = R"([[0,0,1,"",null,[1,2,3],0.5]])";
  const Json line = LineOf(SampleCase(0, "c"), attempt);
  EXPECT_EQ(line["scores"][0].dump(),
            R"({"evidence":null,"name":"group","reason":"","type":"equals","value":1,"verdict":"pass","weight":1})");
}

TEST(JsonLines, OfSeveralSuitesNameTheirs) {
  SampleStore sample;
  sample.Add(SampleCase(0, "c"), SampleAttempt(0));
  const std::vector<Summary> summaries = {sample.summary, sample.summary};
  MemoryOutput file;
  ASSERT_TRUE(WriteJsonLines(summaries, sample.store, file));
  EXPECT_EQ(file.bytes.substr(0, 30), R"({"suite":"helpdesk","case":"c")");
}

TEST(JsonLines, RefuseScoresThatCantBeRead) {
  for (const char* scores : {"{}", "[[0,0]]", "[[9,0,1]]", "[[0,9,1]]", "[[-1,0,1]]", "[0]", "[[0,0,1]"}) {
    SampleStore sample;
    AttemptRow attempt = SampleAttempt(0);
    attempt.scores = scores;
    sample.Add(SampleCase(0, "c"), attempt);
    EXPECT_EQ(Lines(sample), "run 20260131-225959-1a2b3c: the stored scores of case 'c' can't be read") << scores;
  }
}

TEST(JsonLines, RefuseATargetThatTheRunLacks) {
  SampleStore sample;
  sample.Add(SampleCase(0, "c"), SampleAttempt(0, 2));
  EXPECT_EQ(Lines(sample), "run 20260131-225959-1a2b3c: an attempt of case 'c' is of target 3, but the run has 2");
}

TEST(JsonLines, SayThatADiskIsFull) {
  SampleStore sample;
  sample.Add(SampleCase(0, "c"), SampleAttempt(0));
  MemoryOutput file(10);
  const Result<> written = WriteJsonLines({&sample.summary, 1}, sample.store, file);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().Message(), "out.tmp: No space left on device");
}

}  // namespace
}  // namespace harness
