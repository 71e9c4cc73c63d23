// harness judge calibrate, and what reports make of its record, end to end with a judge of known errors.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "harness/base/csv.h"
#include "harness/base/files.h"
#include "harness/base/http.h"
#include "tests/fakes/model_server_process.h"
#include "tests/program/program.h"

namespace harness {
namespace {

using testing::HasSubstr;

// A reply of closed-qa's judge as the model server's script has it.
std::string Reply(const std::string& match, const std::string& verdict, const std::string& more = "") {
  return fmt::format(R"({{"match": "{}", {} "reply": "{{\"reason\": \"so it is\", \"verdict\": \"{}\"}}"}})", match,
                     more, verdict);
}

class Calibrate : public testing::Test {
 protected:
  // The judge says what the output asks for: "says yes", "says no", "says unknown", "says rubbish".
  void Start(const std::string& rules = "", int latency_ms = 0) {
    program_.folder().Put("script.json", fmt::format(R"({{"latency_ms": {}, "rules": [{}{},{},{},{}]}})", latency_ms,
                                                     rules.empty() ? "" : rules + ",", Reply("says yes", "yes"),
                                                     Reply("says no\\\\b", "no"), Reply("says unknown", "unknown"),
                                                     R"({"match": "says rubbish", "reply": "well, well"})"));
    server_ = std::make_unique<ModelServerProcess>(*processes_, HARNESS_BINARY_DIR "/bin/harness-model-server",
                                                   program_.folder() / "script.json");
    ASSERT_NE(server_->url(), "");
    program_.SetEnvironment("MODEL_KEY", "sk-0123456789abcdef");
    program_.SetEnvironment("MODEL_URL", server_->url());
    PutSuite("The reply is polite.");
  }

  void PutSuite(const std::string& criterion, const std::string& options = "", const std::string& name = "suite") {
    program_.folder().Put(name + ".yaml", R"(suite: polite
models:
  judge: { provider: openai, base_url: "${MODEL_URL}/v1", model: judge-1, api_key_env: MODEL_KEY }
cases: [ { file: cases.csv } ]
targets: [ { replay: outputs.jsonl, name: old } ]
score:
  - closed-qa: { criterion: ")" + criterion + R"(" }
    name: polite
)" + options + "gates: [ warn: pass_rate >= 1% ]\n");
    PutCases({8, 2});
  }

  // What a run judges: so many outputs that the judge passes and fails.
  void PutCases(std::pair<int, int> counts) {
    std::string cases = "id,input\n", outputs;
    for (int i = 0; i < counts.first + counts.second; ++i) {
      cases += fmt::format("r{0},request {0}\n", i);
      outputs +=
          fmt::format("{{\"id\": \"r{}\", \"output\": \"r{} says {}\"}}\n", i, i, i < counts.first ? "yes" : "no");
    }
    program_.folder().Put("cases.csv", cases);
    program_.folder().Put("outputs.jsonl", outputs);
  }

  // Rows of a label file: what the judge says, what people say, how often.
  struct Rows {
    std::string judge, human;
    int times;
  };
  void PutLabels(const std::vector<Rows>& rows) {
    std::string csv = "id,input,output,label\n";
    int number = 0;
    for (const Rows& row : rows)
      for (int i = 0; i < row.times; ++i, ++number)
        csv += fmt::format("l{0},question {0},answer {0} says {1},{2}\n", number, row.judge, row.human);
    program_.folder().Put("labels.csv", csv);
  }
  // 9 of 10 good ones pass, 8 of 10 bad ones fail.
  void PutGoodLabels() { PutLabels({{"yes", "pass", 9}, {"no", "pass", 1}, {"yes", "fail", 2}, {"no", "fail", 8}}); }

  ProgramResult Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"judge", "calibrate"});
    return program_.Run(std::move(arguments));
  }
  Json RunJson(std::vector<std::string> arguments) {
    arguments.push_back("--json");
    const ProgramResult result = Run(std::move(arguments));
    EXPECT_EQ(result.code, 0) << result.err;
    return ParseJson(result.out).value_or(Json());
  }
  std::string Mistake(std::vector<std::string> arguments) {
    const ProgramResult result = Run(std::move(arguments));
    EXPECT_EQ(result.code, 2) << result.out;
    return result.err;
  }
  bool Exists(const std::string& name) { return std::filesystem::exists(program_.folder() / name); }
  int Billed() {
    const auto answer =
        http_->Send({.url = server_->url() + "/stats"}, {std::chrono::steady_clock::now() + std::chrono::seconds(30)});
    return answer ? (*ParseJson(answer->body))["billed"].get<int>() : -1;
  }

  Program program_;
  const std::unique_ptr<Processes> processes_ = MakeProcesses(DefaultSupervisorPath());
  const std::unique_ptr<Http> http_ = MakeHttp();
  std::unique_ptr<ModelServerProcess> server_;
  const std::string record_ = "suite.polite.calibration.json";
};

TEST_F(Calibrate, ComparesAJudgeWithPeopleAndWritesTheRecord) {
  Start();
  PutGoodLabels();
  const ProgramResult result = Run({"suite.yaml", "--labels", "labels.csv"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("scorer  polite (closed-qa), asked openai/judge-1 (judge-1 answered)\n"
                                    "labels  labels.csv: 20 outputs, 10 pass, 10 fail\n"));
  EXPECT_THAT(result.out, testing::ContainsRegex("pass +9 +1\nfail +2 +8\n"));
  EXPECT_THAT(result.out, testing::ContainsRegex("raw agreement +0.8500 +0.6396 to 0.9476 +20\n"));
  EXPECT_THAT(result.out, testing::ContainsRegex("Cohen's kappa +0.7000 "));
  EXPECT_THAT(result.out, testing::ContainsRegex("order consistency +1.0000 +0.8389 to 1.0000 +20\n"));
  EXPECT_EQ(Billed(), 40) << "each is asked in both orders";
  const Json record = program_.ReadJson(record_);
  EXPECT_EQ(record["calibration"], 1);
  EXPECT_EQ(record["scorer"]["type"], "closed-qa");
  EXPECT_EQ(record["pins"].size(), 1u);
  EXPECT_EQ(record["pins"][0]["model"], "openai/judge-1");
  EXPECT_EQ(record["good"]["passed"], 9);
  EXPECT_EQ(record["bad"]["failed"], 8);
  EXPECT_EQ(record["labels"]["file"], "labels.csv");
  EXPECT_DOUBLE_EQ(record["figures"]["precision"]["value"].get<double>(), 9.0 / 11);
}

TEST_F(Calibrate, LetsReportsCorrectThePassRate) {
  Start();
  PutGoodLabels();
  ASSERT_EQ(Run({"suite.yaml", "--labels", "labels.csv", "--one-order"}).code, 0);
  PutSuite("The reply is polite.", "    calibration: " + record_ + "\n");
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--json", "run.json"});
  EXPECT_EQ(result.code, 0) << result.err;
  // p = .8, q1 = .9, q0 = .8, n = 10, m = 10 + 10.
  const double theta = .6 / .7;
  const double error =
      std::sqrt(.8 * .2 / 10 + (1 - theta) * (1 - theta) * .8 * .2 / 10 + theta * theta * .9 * .1 / 10) / .7;
  const Json report = program_.ReadJson("run.json");
  const Json corrected = report["scorers"][0]["corrected"];
  EXPECT_DOUBLE_EQ(corrected["naive"].get<double>(), .8);
  EXPECT_NEAR(corrected["rate"].get<double>(), theta, 1e-12);
  EXPECT_NEAR(corrected["standard_error"].get<double>(), error, 1e-12);
  EXPECT_EQ(corrected["calibration"]["positives"], 10);
  EXPECT_EQ(report["warnings"], Json::array());
  EXPECT_THAT(result.out, testing::ContainsRegex("polite +80.0% .* +85.7% "));
  // The same later, from the store, although the record is gone.
  std::filesystem::remove(program_.folder() / record_);
  EXPECT_EQ(program_.Run({"report", "last", "--json", "later.json"}).code, 0);
  EXPECT_EQ(program_.ReadJson("later.json")["scorers"], report["scorers"]);
}

TEST_F(Calibrate, PrintsWhatItsPageShows) {
  const std::string page = TemporaryFolder::Contents(std::string(HARNESS_SOURCE_DIR) + "/docs/judging.md");
  Start();
  PutGoodLabels();
  const std::string out = Run({"suite.yaml", "--labels", "labels.csv"}).out;
  EXPECT_THAT(page, HasSubstr(out.substr(0, out.find("\nrecord: "))));
  PutSuite("The reply is polite.", "    calibration: " + record_ + "\n");
  const std::string run = program_.Run({"run", "suite.yaml"}).out;
  const size_t begin = run.find("calibrated  naive");
  ASSERT_NE(begin, std::string::npos) << run;
  EXPECT_THAT(page, HasSubstr(run.substr(begin, run.find("\n\n", begin) - begin)));
}

TEST_F(Calibrate, IsKeptByScoringAnewAndChangesNoScore) {
  Start();
  PutGoodLabels();
  ASSERT_EQ(program_.Run({"run", "suite.yaml"}).code, 0);
  ASSERT_EQ(Run({"suite.yaml", "--labels", "labels.csv", "--one-order"}).code, 0);
  const int billed = Billed();
  PutSuite("The reply is polite.", "    calibration: " + record_ + "\n");
  const auto runs = program_.Run({"runs", "list", "--json"});
  const std::string first = ParseJson(runs.out).value_or(Json()).back()["id"];
  const ProgramResult scored = program_.Run({"score", first, "suite.yaml", "--json", "scored.json"});
  EXPECT_EQ(scored.code, 0) << scored.err;
  EXPECT_THAT(scored.err, HasSubstr("10 scores kept, 0 judged"));
  EXPECT_EQ(Billed(), billed);
  EXPECT_NEAR(program_.ReadJson("scored.json")["scorers"][0]["corrected"]["rate"].get<double>(), .6 / .7, 1e-12);
}

TEST_F(Calibrate, SurvivesTheMergeOfShards) {
  Start();
  PutGoodLabels();
  ASSERT_EQ(Run({"suite.yaml", "--labels", "labels.csv", "--one-order"}).code, 0);
  PutSuite("The reply is polite.", "    calibration: " + record_ + "\n");
  for (const char* part : {"1", "2"})
    ASSERT_EQ(
        program_.Run({"run", "suite.yaml", "--shard", std::string(part) + "/2", "--store", std::string(part) + ".db"})
            .code,
        0);
  ASSERT_EQ(program_.Run({"merge", "1.db", "2.db", "--json", "merged.json"}).code, 0);
  EXPECT_NEAR(program_.ReadJson("merged.json")["scorers"][0]["corrected"]["rate"].get<double>(), .6 / .7, 1e-12);
}

TEST_F(Calibrate, IsDoubtedWhenTheJudgeIsAnother) {
  Start();
  PutGoodLabels();
  ASSERT_EQ(Run({"suite.yaml", "--labels", "labels.csv", "--one-order"}).code, 0);
  PutSuite("The reply is very polite.", "    calibration: " + record_ + "\n");
  const ProgramResult prompt = program_.Run({"run", "suite.yaml", "--json", "run.json"});
  EXPECT_THAT(prompt.out, HasSubstr("warning: the scorer 'polite': it is not as it was calibrated: the prompt ("));
  EXPECT_THAT(program_.ReadJson("run.json")["warnings"][0], HasSubstr("calibrate it anew"));
  PutSuite("The reply is polite.", "    calibration: " + record_ + "\n");
  EXPECT_THAT(program_.Run({"run", "suite.yaml", "--set", "models.judge.model=judge-2"}).out,
              HasSubstr("the model (openai/judge-2 instead of openai/judge-1)"));
  EXPECT_THAT(program_.Run({"run", "suite.yaml", "--set", "models.judge.temperature=1"}).out,
              HasSubstr("it is not as it was calibrated: an option, or a parameter of the model"));
}

TEST_F(Calibrate, WarnsOfAJudgeThatContradictsPeople) {
  Start();
  PutLabels({{"no", "pass", 20}, {"yes", "fail", 20}});
  const ProgramResult result = Run({"suite.yaml", "--labels", "labels.csv", "--one-order"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.err, HasSubstr("warning: kappa is significantly below 0 (-1.0000"));
  PutSuite("The reply is polite.", "    calibration: " + record_ + "\n");
  const ProgramResult run = program_.Run({"run", "suite.yaml", "--json", "run.json"});
  EXPECT_THAT(run.out, HasSubstr("by its calibration, kappa is significantly below 0"));
  EXPECT_THAT(run.out, HasSubstr("so no rate can be corrected by them"));
  EXPECT_TRUE(program_.ReadJson("run.json")["scorers"][0]["corrected"]["rate"].is_null());
}

TEST_F(Calibrate, SeesThatAVerdictDependsOnTheOrderOfTheMaterial) {
  Start(Reply("(?s)ANSWER.*says maybe.*QUESTION", "no") + "," + Reply("says maybe", "yes"));
  PutLabels({{"yes", "pass", 6}, {"maybe", "pass", 2}, {"no", "fail", 8}});
  const Json json = RunJson({"suite.yaml", "--labels", "labels.csv"});
  EXPECT_EQ(json["figures"]["order_consistency"]["value"], 14.0 / 16);
  EXPECT_EQ(json["figures"]["order_consistency"]["of"], 16);
  EXPECT_EQ(json["good"]["passed"], 8) << "the figures are those of the order as it is";
  EXPECT_TRUE(json["figures"]["self_consistency"].is_null());
}

TEST_F(Calibrate, SeesHowOftenAJudgeAgreesWithItself) {
  // Each of two bodies gets one answer the first time, and another afterwards.
  Start(Reply("says maybe", "yes", R"("each": 1,)") + "," + Reply("says maybe", "no"));
  PutLabels({{"yes", "pass", 6}, {"maybe", "pass", 2}, {"no", "fail", 8}});
  const Json json = RunJson({"suite.yaml", "--labels", "labels.csv", "--repeats", "3", "--one-order"});
  EXPECT_EQ(json["figures"]["self_consistency"]["value"], 14.0 / 16);
  EXPECT_TRUE(json["figures"]["order_consistency"].is_null());
  EXPECT_EQ(Billed(), 48);
}

TEST_F(Calibrate, KeepsWhatIsUndecidedApart) {
  Start();
  PutLabels({{"yes", "pass", 6}, {"unknown", "pass", 2}, {"no", "fail", 7}, {"unknown", "fail", 1}});
  const Json json = RunJson({"suite.yaml", "--labels", "labels.csv", "--one-order"});
  EXPECT_EQ(json["good"]["unknown"], 2);
  EXPECT_EQ(json["figures"]["agreement"]["value"], 1.0);
  EXPECT_EQ(json["figures"]["agreement_bounds"], Json({13.0 / 16, 1.0}));
  EXPECT_EQ(json["figures"]["recall"]["of"], 6);
}

TEST_F(Calibrate, WritesNoRecordWhenOutputsCouldNotBeJudged) {
  Start();
  PutLabels({{"yes", "pass", 6}, {"rubbish", "pass", 1}, {"no", "fail", 8}});
  const ProgramResult result = Run({"suite.yaml", "--labels", "labels.csv", "--one-order"});
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.err,
              HasSubstr("no record was written: 1 output could not be judged, the first: the judge's second "
                        "reply can't be used either"));
  EXPECT_THAT(result.err, HasSubstr("go on with: harness judge calibrate --resume 2"));
  EXPECT_FALSE(Exists(record_));
  const int billed = Billed();
  EXPECT_EQ(Run({"--resume", "last", "--partial"}).code, 0) << "and the record goes where it was to go";
  EXPECT_EQ(Billed(), billed + 2) << "what was judged is not asked again";
  EXPECT_EQ(program_.ReadJson(record_)["good"]["errored"], 1);
}

TEST_F(Calibrate, IsPaidOnceHoweverOftenItIsKilled) {
  Start("", 100);
  PutLabels({{"yes", "pass", 30}, {"no", "fail", 30}});
  for (int i = 0; i < 3; ++i)
    program_.RunAndKill(i == 0 ? std::vector<std::string>{"judge", "calibrate", "suite.yaml", "--labels", "labels.csv"}
                               : std::vector<std::string>{"judge", "calibrate", "--resume", "last"},
                        std::chrono::milliseconds(700));
  const ProgramResult result = Run({"--resume", "last"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(program_.ReadJson(record_)["good"]["passed"], 30);
  // What was on its way when it was killed is asked again, at most eight calls a time.
  EXPECT_LE(Billed(), 120 + 3 * 8);
  program_.folder().Put("labels.csv",
                        TemporaryFolder::Contents(program_.folder() / "labels.csv") + "z,q,says no,fail\n");
  EXPECT_THAT(Mistake({"--resume", "last"}), HasSubstr("it had 60 cases, now there are 61"));
  EXPECT_THAT(program_.Run({"run", "--resume", "last"}).err, HasSubstr("harness judge calibrate --resume"));
}

TEST_F(Calibrate, IsReplayedFromACassette) {
  Start();
  PutGoodLabels();
  Json first = RunJson({"suite.yaml", "--labels", "labels.csv", "--record", "tape"});
  const int billed = Billed();
  const Json second = RunJson({"suite.yaml", "--labels", "labels.csv", "--replay", "tape"});
  EXPECT_EQ(first["figures"], second["figures"]);
  EXPECT_EQ(Billed(), billed);
}

TEST_F(Calibrate, TakesTheStoredVerdictsOfARunWithoutAsking) {
  Start();
  PutCases({8, 8});
  ASSERT_EQ(program_.Run({"run", "suite.yaml"}).code, 0);
  std::string labels = "id,label\n";
  for (int i = 0; i < 16; ++i) labels += fmt::format("r{},{}\n", i, i < 7 || i == 15 ? "good" : "bad");
  program_.folder().Put("labels.csv", labels);
  const int billed = Billed();
  const Json json = RunJson({"--run", "last", "--labels", "labels.csv"});
  EXPECT_EQ(Billed(), billed);
  EXPECT_EQ(json["good"]["passed"], 7);
  EXPECT_EQ(json["good"]["failed"], 1);
  EXPECT_EQ(json["bad"]["passed"], 1);
  EXPECT_EQ(json["pins"][0]["model"], "openai/judge-1");
  PutSuite("The reply is polite.", "    calibration: " + record_ + "\n");
  const ProgramResult run = program_.Run({"run", "suite.yaml", "--json", "run.json"});
  EXPECT_EQ(program_.ReadJson("run.json")["warnings"], Json::array()) << run.out;
}

TEST_F(Calibrate, RefusesLabelsThatDoNotFitTheRun) {
  Start();
  ASSERT_EQ(program_.Run({"run", "suite.yaml"}).code, 0);
  program_.folder().Put("labels.csv", "id,label\nr1,good\nr1,bad\n");
  EXPECT_EQ(Mistake({"--run", "last", "--labels", "labels.csv"}),
            "labels.csv:3: this attempt was labelled before, at labels.csv:2\n");
  program_.folder().Put("labels.csv", "id,target,label\nr1,old,good\nx9,old,bad\n");
  EXPECT_THAT(Mistake({"--run", "last", "--labels", "labels.csv"}), HasSubstr("has no attempt of the case 'x9'\n"));
  program_.folder().Put("labels.csv", "id,target,label\nr1,odl,good\nr2,old,bad\n");
  EXPECT_THAT(Mistake({"--run", "last", "--labels", "labels.csv"}), HasSubstr("did you mean 'old'?"));
  EXPECT_THAT(Mistake({"suite.yaml", "--run", "last", "--labels", "labels.csv"}),
              HasSubstr("there is no suite to ask by"));
}

TEST_F(Calibrate, TakesTheMajorityOfSeveralPeople) {
  Start();
  program_.folder().Put("labels.jsonl", R"({"q": "a", "a": "1 says yes", "anna": true, "bert": true, "carl": 0}
{"q": "b", "a": "2 says no", "anna": "No", "bert": "FAIL", "carl": null}
{"q": "c", "a": "3 says no", "anna": "good", "bert": "bad"}
{"q": "d", "a": "4 says no", "anna": "unsure", "bert": "n"}
{"q": "e", "a": "5 says no"}
)");
  const Json json = RunJson({"suite.yaml", "--labels", "labels.jsonl", "--label", "anna,bert,carl", "--input", "q",
                             "--output", "a", "--drop", "unsure", "--one-order"});
  EXPECT_EQ(json["counts"], (Json{{"records", 5}, {"ties", 1}, {"unlabelled", 1}, {"missing", 0}}));
  EXPECT_EQ(json["good"]["passed"], 1);
  EXPECT_EQ(json["bad"]["failed"], 2);
}

TEST_F(Calibrate, ReadsLabelsInOtherWordsAndInNumbers) {
  Start();
  program_.folder().Put("labels.csv", "input,output,label,stars\na,says yes,Prima,4\nb,says no,Mist,1.5\n");
  EXPECT_EQ(RunJson({"suite.yaml", "--labels", "labels.csv", "--positive", "prima", "--negative", "mist,schlecht",
                     "--one-order"})["good"]["passed"],
            1);
  EXPECT_EQ(RunJson({"suite.yaml", "--labels", "labels.csv", "--label", "stars", "--label-threshold", "3",
                     "--one-order"})["bad"]["failed"],
            1);
}

TEST_F(Calibrate, RefusesLabelsThatAreNone) {
  Start();
  const std::vector<std::string> call = {"suite.yaml", "--labels", "labels.csv"};
  program_.folder().Put("labels.csv", "id,input,output,label\na,q,o,perhaps\nb,q,o,pass\n");
  EXPECT_THAT(Mistake(call),
              testing::StartsWith("labels.csv:2: column 'label': the label 'perhaps' is neither one that "
                                  "passes (pass, "));
  program_.folder().Put("labels.csv", "id,input,output,label\na,q,o,pass\nb,q,o,yes\n");
  EXPECT_THAT(Mistake(call), testing::StartsWith("labels.csv: all 2 labels are 'pass'; a judge can only be compared"));
  program_.folder().Put("labels.csv", "id,input,output,label\na,q,o,\n");
  EXPECT_EQ(Mistake(call), "labels.csv: no record has a label\n");
  program_.folder().Put("labels.csv", "id,input,output,label\n");
  EXPECT_EQ(Mistake(call), "labels.csv: no record is in there\n");
  program_.folder().Put("labels.csv", "");
  EXPECT_THAT(Mistake(call), HasSubstr("labels.csv"));
  program_.folder().Put("labels.csv", "id,input,output,lable\na,q,o,pass\nb,q,o,fail\n");
  EXPECT_THAT(Mistake(call), HasSubstr("unknown column 'label'; did you mean 'lable'?; --label names another"));
  program_.folder().Put("labels.csv", "id,input,answer,label\na,q,o,pass\nb,q,o,fail\n");
  EXPECT_THAT(Mistake(call),
              HasSubstr("unknown column 'output'; known here: 'answer', 'id', 'input', 'label'; --output names"));
  program_.folder().Put("labels.csv", "id,question,output,label\na,q,o,pass\nb,q,o,fail\n");
  EXPECT_THAT(Mistake(call), HasSubstr("unknown column 'input'"));
  program_.folder().Put("labels.jsonl",
                        "{\"input\":1,\"output\":2,\"label\":1}\n{\"output\":1,\"label\":0}\n"
                        "{\"input\":1,\"label\":0}\n{\"input\":1,\"output\":1,\"label\":{}}\n");
  EXPECT_EQ(Mistake({"suite.yaml", "--labels", "labels.jsonl"}),
            "labels.jsonl:2: the record has no 'input', which the output answers; --input names another\n"
            "labels.jsonl:3: the record has no 'output', which is to be judged; --output names another\n"
            "labels.jsonl:4: column 'label': a label can't be '{}'\n");
  program_.folder().Put("labels.csv", "id,input,output,label\na,q,o,pass\nb,q,p,fail\na,r,o,pass\n");
  EXPECT_EQ(Mistake(call), "labels.csv:4: the id 'a' is taken by the case at labels.csv:2\n");
  EXPECT_EQ(Billed(), 0);
}

TEST_F(Calibrate, RefusesWhatItCannotAsk) {
  Start();
  PutGoodLabels();
  EXPECT_THAT(Mistake({"suite.yaml"}), HasSubstr("which labels? --labels FILE"));
  EXPECT_THAT(Mistake({"suite.yaml", "--labels", "nothere.csv"}), HasSubstr("nothere.csv"));
  EXPECT_THAT(Mistake({"suite.yaml", "--labels", "labels.csv", "--scorer", "polit"}),
              HasSubstr("unknown scorer 'polit'; did you mean 'polite'?"));
  EXPECT_THAT(Mistake({"suite.yaml", "--labels", "labels.csv", "--positive", "good"}),
              HasSubstr("--positive and --negative go together"));
  program_.SetEnvironment("MODEL_KEY", "");
  EXPECT_THAT(Mistake({"suite.yaml", "--labels", "labels.csv"}), HasSubstr("MODEL_KEY"));
  PutSuite("The reply is polite.", "    optional: true\n");
  EXPECT_THAT(Mistake({"suite.yaml", "--labels", "labels.csv"}),
              HasSubstr("the scorer 'polite' can't be asked: MODEL_KEY"));
}

// 350 dialogues, labelled by an expert; the judge is made to say what the majority of the crowd says. The published
// table is 67/108/13/162 with Cohen's kappa 0.308571.
TEST_F(Calibrate, GivesThePublishedFiguresOfExpertsAndCrowd) {
  const char* given = std::getenv("HARNESS_DATA");
  const std::string data = given ? given : std::string(HARNESS_SOURCE_DIR) + "/../shared/data";
  const std::string path = data + "/judge-labels/dices350_labels.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "there is no " << path << "; set HARNESS_DATA";
  const auto files = MakeFiles();
  auto file = files->OpenRead(path);
  ASSERT_TRUE(file);
  auto reader = CsvReader::Open(std::move(*file));
  ASSERT_TRUE(reader);
  std::string labels = "input,output,label\n";
  while (true) {
    const auto row = (*reader)->Next();
    ASSERT_TRUE(row);
    if (!*row) break;
    const auto& fields = (*row)->fields;
    labels += fmt::format("dialogue {},says {},{}\n", fields[0], fields[2] == "Yes" ? "yes" : "no", fields[1]);
  }
  Start();
  program_.folder().Put("dices.csv", labels);
  const Json json = RunJson({"suite.yaml", "--labels", "dices.csv", "--one-order"});
  EXPECT_EQ(json["good"]["passed"], 67);
  EXPECT_EQ(json["good"]["failed"], 108);
  EXPECT_EQ(json["bad"]["passed"], 13);
  EXPECT_EQ(json["bad"]["failed"], 162);
  EXPECT_NEAR(json["figures"]["kappa"]["value"].get<double>(), 0.308571, 5e-7);
  EXPECT_NEAR(json["figures"]["agreement"]["value"].get<double>(), 229.0 / 350, 1e-12);
}

}  // namespace
}  // namespace harness
