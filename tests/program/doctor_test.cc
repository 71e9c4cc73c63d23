// harness doctor, as its users see it: what is there, what is missing, what to do.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/program/model_suite.h"

namespace harness {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kList =
    R"({"path": "/models", "body": "{\"data\": [{\"id\": \"echo-1\"}, {\"id\": \"judge-1\"}]}"})";

class Doctor : public ModelSuite {
 protected:
  Doctor() {
    for (const char* name : {"OPENAI_API_KEY", "ANTHROPIC_API_KEY", "DATABRICKS_TOKEN", "DATABRICKS_CLIENT_SECRET"})
      program_.SetEnvironment(name, "");
  }
  // What stands behind the empty line: of the suite.
  static std::string OfSuite(const ProgramResult& result) {
    const size_t at = result.out.find("\n\n");
    return at == std::string::npos ? "" : result.out.substr(at + 2);
  }
  // The state and the words about `about` in a report of --json: "ok: …".
  static std::string In(const Json& report, const std::string& about) {
    for (const Json& check : report["checks"])
      if (check["about"] == about) return check["state"].get<std::string>() + ": " + check["found"].get<std::string>();
    return "";
  }
};

TEST_F(Doctor, FindsTheInstallationInOrder) {
  program_.SetEnvironment("ANTHROPIC_API_KEY", "sk-ant-0123456789");
  const ProgramResult result = program_.Run({"doctor"});
  EXPECT_EQ(result.code, 0) << result.out;
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(result.out,
              ContainsRegex("ok       harness +0\\.[0-9.]+\n"
                            "ok       harness-supervisor +0\\.[0-9.]+\n"
                            "ok       harness-sqlite +0\\.[0-9.]+\n"
                            "ok       sqlite +3\\.[0-9.]+\n"
                            "ok       libcurl +libcurl/7\\..*\n"
                            "ok       libpq +1[0-9]\\.[0-9]+\n"
                            "ok       store +\\.harness/harness.db: none yet: the first run makes it, .* free\n"
                            "note     OPENAI_API_KEY +set, but empty\n"
                            "ok       ANTHROPIC_API_KEY +set\n"
                            "note     DATABRICKS_TOKEN +set, but empty\n"));
  EXPECT_THAT(result.out, Not(HasSubstr("sk-ant"))) << "keys are shown nowhere";
  EXPECT_FALSE(std::filesystem::exists(program_.folder() / ".harness")) << "nothing was made";
}

TEST_F(Doctor, LooksAtTheStoreAndLeavesItAsItIs) {
  program_.folder().Put("s.yaml", "cases: [ { inline: [ { id: a, input: b } ] } ]\ntargets: [ { command: [cat] } ]\n");
  ASSERT_EQ(program_.Run({"run", "s.yaml"}).code, 0);
  EXPECT_THAT(program_.Run({"doctor"}).out,
              ContainsRegex("ok       store +\\.harness/harness.db: schema [0-9]+, .* free"));
  program_.folder().Put("other.db", "no store at all");
  const ProgramResult foreign = program_.Run({"doctor", "--store", "other.db"});
  EXPECT_EQ(foreign.code, 3);
  EXPECT_THAT(foreign.out, ContainsRegex("failed   store +other.db is not a store of harness: name another"));
  EXPECT_EQ(TemporaryFolder::Contents(program_.folder() / "other.db"), "no store at all");
  const ProgramResult nowhere = program_.Run({"doctor", "--store", "/proc/nowhere/s.db"});
  EXPECT_EQ(nowhere.code, 3);
  EXPECT_THAT(nowhere.out, ContainsRegex("failed   store +/proc"));
}

TEST_F(Doctor, MissesTheProgramsThatBelongToHarness) {
  const ProgramResult result = program_.Shell("cp \"$HARNESS\" . && ./harness doctor");
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.out,
              ContainsRegex("missing  harness-supervisor +cannot start .*; put it into the folder of harness"));
}

TEST_F(Doctor, ShowsProxiesWithoutTheirPasswords) {
  program_.SetEnvironment("https_proxy", "http://user:s3cr3t-pass@proxy.example:3128/x");
  program_.SetEnvironment("no_proxy", "localhost,.example");
  program_.SetEnvironment("SSL_CERT_FILE", "nowhere.pem");
  const ProgramResult result = program_.Run({"doctor"});
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.out, ContainsRegex("note     https_proxy +http://proxy.example:3128\n"));
  EXPECT_THAT(result.out, ContainsRegex("note     no_proxy +localhost,.example\n"));
  EXPECT_THAT(result.out, ContainsRegex("failed   SSL_CERT_FILE +nowhere.pem: No such file"));
  EXPECT_THAT(result.out, Not(HasSubstr("s3cr3t")));
}

TEST_F(Doctor, AsksTheServersOfASuiteNothingThatCosts) {
  Start(3, kList);
  program_.folder().Put("prices.json",
                        R"({"prices": [{"provider": "openai", "model": "echo-1", "input": 1, "output": 2}]})");
  const ProgramResult result = program_.Run({"doctor", "suite.yaml", "--prices", "prices.json"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  const std::string url = server_->url();
  EXPECT_EQ(OfSuite(result),
            "suite.yaml\n"
            "ok       model writer: key       from MODEL_KEY, and accepted\n"
            "ok       model writer: endpoint  " +
                url +
                " answers, and has echo-1\n"
                "ok       model writer: price     1 USD in, 2 USD out for a million tokens\n"
                "ok       model writer: limits    as many at once as it bears\n"
                "ok       model judge: key        from MODEL_KEY, and accepted\n"
                "ok       model judge: endpoint   " +
                url +
                " answers, and has judge-1\n"
                "note     model judge: price      not known, so its costs are not either, and --max-cost refuses it; "
                "give it in "
                "a file for --prices\n"
                "ok       model judge: limits     as many at once as it bears\n"
                "ok       target model: model     writer\n");
  EXPECT_EQ(Stats()["billed"], 0);
  EXPECT_EQ(Stats()["requests"], 2);
}

TEST_F(Doctor, SaysWhichKeysOfASuiteAreMissing) {
  Start(3, kList);
  program_.SetEnvironment("MODEL_KEY", "");
  program_.folder().Put("judged.yaml", R"(extends: suite.yaml
score:
  - llm-rubric: { rubric: Be good., model: judge }
    name: good
    optional: true
)");
  const ProgramResult result = program_.Run({"doctor", "judged.yaml", "--json"});
  EXPECT_EQ(result.code, 3) << result.err;
  const Json report = *ParseJson(result.out);
  EXPECT_EQ(report["exit_code"], 3);
  EXPECT_EQ(In(report, "model writer: key"), "missing: MODEL_KEY is not set");
  EXPECT_EQ(In(report, "model writer: endpoint"), "ok: " + server_->url() + " answers, and has echo-1");
  EXPECT_EQ(In(report, "target model: model"), "missing: writer: MODEL_KEY is not set");
  EXPECT_EQ(In(report, "scorer llm-rubric"), "missing: MODEL_KEY is not set");
  EXPECT_EQ(In(report, "scorer good"), "skipped: MODEL_KEY is not set");
}

TEST_F(Doctor, TellsARefusedKeyFromAServerThatIsNotThere) {
  Start(1, R"({"path": "/v1/models", "status": 401, "message": "bad key )" + std::string(kModelKey) + "\"}");
  const ProgramResult refused = program_.Run({"doctor", "suite.yaml", "--json"});
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.out, Not(HasSubstr(kModelKey)));
  EXPECT_EQ(In(*ParseJson(refused.out), "model writer: key"),
            "failed: from MODEL_KEY, and refused: " + server_->url() + " answered with status 401: bad key ***");
  program_.SetEnvironment("MODEL_URL", "http://127.0.0.1:9");
  const Json gone = *ParseJson(program_.Run({"doctor", "suite.yaml", "--json"}).out);
  EXPECT_EQ(In(gone, "model judge: endpoint"), "failed: can't connect to http://127.0.0.1:9");
  const ProgramResult offline = program_.Run({"doctor", "suite.yaml", "--offline", "--json"});
  EXPECT_EQ(offline.code, 0) << offline.out;
  EXPECT_EQ(In(*ParseJson(offline.out), "model judge: endpoint"),
            "skipped: http://127.0.0.1:9 was not asked, with --offline");
}

TEST_F(Doctor, AsksDatabasesAndFindsPrograms) {
  program_.folder().Put("kpi.sql", "create table t (a int);");
  program_.folder().Put("s.yaml", R"(cases: [ { inline: [ { id: a, input: b } ] } ]
databases:
  kpi: { sqlite: kpi.sql }
  gone: { postgresql: "postgresql://u:s3cr3t-pass@127.0.0.1:9/x" }
targets: [ { name: cat, command: [cat] }, { name: lines, command: [cat], lines: true } ]
)");
  const ProgramResult result = program_.Run({"doctor", "s.yaml", "--json"});
  EXPECT_EQ(result.code, 3) << result.err;
  const Json report = *ParseJson(result.out);
  EXPECT_EQ(In(report, "database kpi"), "ok: sqlite answers");
  EXPECT_THAT(In(report, "database gone"), testing::StartsWith("failed: postgresql: "));
  EXPECT_THAT(In(report, "target cat: program"), ContainsRegex("ok: /.*/cat"));
  EXPECT_THAT(In(report, "target lines: program"), ContainsRegex("ok: /.*/cat"));
  EXPECT_THAT(result.out, Not(HasSubstr("s3cr3t")));
  const Json offline = *ParseJson(program_.Run({"doctor", "s.yaml", "--json", "--offline"}).out);
  EXPECT_EQ(In(offline, "database gone"), "skipped: postgresql: not asked, with --offline");
  EXPECT_EQ(In(offline, "database kpi"), "ok: sqlite answers");
}

TEST_F(Doctor, ReportsMistakesAndGoesOn) {
  program_.folder().Put("bad.yaml", "cases: [ { file: nope.csv } ]\ntargets: [ { command: [./nothere] } ]\n");
  program_.folder().Put("good.yaml",
                        "cases: [ { inline: [ { id: a, input: b } ] } ]\ntargets: [ { command: [cat] } ]\n");
  const ProgramResult result = program_.Run({"doctor", "bad.yaml", "good.yaml"});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("bad.yaml:2:24: cannot start ./nothere"));
  EXPECT_THAT(result.out, HasSubstr("\n\ngood.yaml\nok       target command: program  /"));
  const ProgramResult typo = program_.Run({"doctor", "--ofline"});
  EXPECT_EQ(typo.code, 2);
  EXPECT_THAT(typo.err, HasSubstr("'harness doctor --help' lists the options"));
}

}  // namespace
}  // namespace harness
