#include "harness/suite/target_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/suite_rig.h"

namespace harness {
namespace {

class TargetServer : public testing::Test {
 protected:
  static std::string With(const std::string& options) {
    return "cases: [ { inline: [ { input: a } ] } ]\ntargets:\n  - { echo: x" + options + " }\n";
  }
  // Without the excerpts.
  std::string Mistake(const std::string& options) {
    const std::string all = rig_.Mistakes(With(options));
    return all.substr(0, all.find('\n'));
  }

  SuiteRig rig_{FakeCatalogue()};
};

TEST_F(TargetServer, IsMadeButNotStarted) {
  rig_.folder.Put("serve.sh", "#!/bin/sh\n");
  const auto suite = rig_.Load(With(", start: [sh, serve.sh, '9000'], ready: 'http://127.0.0.1:9000/health'"));
  ASSERT_TRUE(suite) << suite.error().Render();
  ASSERT_TRUE(suite->targets[0].server);
  EXPECT_TRUE(rig_.http.requests().empty());
  EXPECT_FALSE(rig_.Load(With(""))->targets[0].server);
}

TEST_F(TargetServer, MayBeSomebodyElses) {
  EXPECT_EQ(Mistake(", ready: 'tcp://127.0.0.1:5432', ready_timeout: 5m"), "");
}

TEST_F(TargetServer, MayHaveAnEnvironment) {
  EXPECT_EQ(Mistake(", start: { command: sh, env: { PORT: 9000 } }"), "");
  EXPECT_THAT(Mistake(", start: { command: sh, env: { PORT: [1] } }"), testing::HasSubstr("must be text"));
  EXPECT_THAT(Mistake(", start: { env: {} }"), testing::HasSubstr("'command' is missing"));
}

TEST_F(TargetServer, TellsMistakesAtTheirPlaces) {
  EXPECT_EQ(Mistake(", start: ./nothere").substr(0, 44), "suite.yaml:3:23: cannot start ./nothere: No ");
  EXPECT_EQ(Mistake(", ready: 'localhost:9000'"),
            "suite.yaml:3:23: 'ready': not a url that begins with http://, https:// or tcp://");
  EXPECT_EQ(Mistake(", ready_timeout: 5s"), "suite.yaml:3:31: 'ready_timeout' needs 'ready'");
  EXPECT_THAT(Mistake(", ready: 'tcp://127.0.0.1:1', ready_timeout: 2h"), testing::HasSubstr("at most 1h"));
  EXPECT_EQ(Mistake(", rate: 5"), "suite.yaml:3:22: 'rate': '5' is not a rate; write for example 5/min, 10/s or 100/h");
}

TEST_F(TargetServer, IsSharedByWhatPromptsMadeOfOneEntryAndByNobodyElse) {
  const std::string same = "echo: x, ready: 'tcp://127.0.0.1:1', rate: 5/min";
  const auto suite =
      rig_.Load("cases: [ { inline: [ { input: a } ] } ]\ntargets:\n  - { " + same + " }\n  - { " + same + " }\n");
  ASSERT_TRUE(suite) << suite.error().Render();
  EXPECT_NE(suite->targets[0].server, suite->targets[1].server);
  EXPECT_NE(suite->targets[0].entry, suite->targets[1].entry);
  rig_.catalogue.targets[0].name = "chat";
  rig_.catalogue.targets[0].shape.fields[0] = {"chat", kMap, "Anything.", true};
  rig_.catalogue.targets[0].make = [](const Node&, const Services&) -> Result<std::unique_ptr<Target>> {
    return nullptr;
  };
  const auto matrix = rig_.Load(
      "prompts: [ { name: a, text: x }, { name: b, text: y } ]\ncases: [ { inline: [ { input: a } ] } ]\n"
      "targets: [ { chat: { user: '{{ prompt }}' }, ready: 'tcp://127.0.0.1:1', rate: 5/min } ]\n");
  ASSERT_TRUE(matrix) << matrix.error().Render();
  ASSERT_EQ(matrix->targets.size(), 2u);
  EXPECT_EQ(matrix->targets[0].server, matrix->targets[1].server);
  EXPECT_EQ(matrix->targets[0].entry, matrix->targets[1].entry);
}

TEST_F(TargetServer, IsNotWantedWhereOutputsAreJudgedAgain) {
  rig_.options.recorded = std::vector<TargetInfo>{{"echo", "echo"}};
  const auto suite = rig_.Load(With(", start: ./nothere, ready: 'tcp://127.0.0.1:1'"));
  ASSERT_TRUE(suite) << suite.error().Render();
  EXPECT_FALSE(suite->targets[0].server);
}

}  // namespace
}  // namespace harness
