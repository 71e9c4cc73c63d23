// The demo where there is neither a network nor a key: only its judge is left out, and the reason is said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/program/program.h"

namespace harness {
namespace {

using testing::HasSubstr;

class Offline : public testing::Test {
 protected:
  // `harness ARGUMENTS` with no variable but those that name programs, and with `prefix` before it.
  ProgramResult Demo(const std::string& prefix, const std::string& arguments) {
    return program_.Shell(prefix + " env -i PATH=/usr/bin:/bin HARNESS_TRIAGE=" + Program::Triage() + " \"$HARNESS\" " +
                          arguments);
  }
  // A network of its own with nothing in it, where one may make one.
  std::string NoNetwork() {
    for (const char* prefix : {"unshare -n", "unshare -rn"})
      if (program_.Shell(std::string(prefix) + " true").code == 0) return prefix;
    return "";
  }

  Program program_;
  const std::string demo_ = HARNESS_SOURCE_DIR "/fixtures/suites/demo.yaml";
};

TEST_F(Offline, TheDemoRunsWithoutKeyAndNetwork) {
  const std::string prefix = NoNetwork();
  if (prefix.empty()) GTEST_SKIP() << "a network can't be taken away here";
  const ProgramResult result = Demo(prefix, "run " + demo_ + " --store s.db --jsonl out.jsonl");
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_THAT(result.err, HasSubstr("the scorer 'plausible' is skipped: OPENAI_API_KEY is not set"));
  const std::vector<Json> attempts = program_.ReadJsonLines("out.jsonl");
  ASSERT_EQ(attempts.size(), 210u);
  for (const Json& attempt : attempts) {
    const Json& judged = attempt["scores"].back();
    EXPECT_EQ(judged["name"], "plausible");
    EXPECT_EQ(judged["verdict"], "skipped");
    EXPECT_EQ(judged["reason"], "OPENAI_API_KEY is not set");
  }
}

TEST_F(Offline, TheDemoRunsWithoutAKey) {
  const ProgramResult result = Demo("", "run " + demo_ + " --store s.db");
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_THAT(result.err, HasSubstr("the scorer 'plausible' is skipped: OPENAI_API_KEY is not set"));
}

TEST_F(Offline, TheDoctorSaysWhatIsSkipped) {
  const ProgramResult result = Demo("", "doctor --offline " + demo_);
  EXPECT_THAT(result.out,
              testing::ContainsRegex("\nmissing  model judge: key +OPENAI_API_KEY is not set; set OPENAI_API_KEY"));
  EXPECT_THAT(result.out, testing::ContainsRegex("\nskipped  scorer plausible +OPENAI_API_KEY is not set\n"));
  EXPECT_THAT(result.out, testing::ContainsRegex("\nok       target triage: program +/.*/triage\n"));
}

}  // namespace
}  // namespace harness
