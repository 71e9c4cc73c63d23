#include "scorers/latency.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class LatencyScorer : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};
};

Output After(std::chrono::microseconds latency) {
  Output output = Output::Text("ok");
  output.latency = latency;
  return output;
}

TEST_F(LatencyScorer, PassesUpToTheDuration) {
  EXPECT_EQ(rig_.Judge("latency: 2s", After(std::chrono::seconds(2)), "ok").verdict, Verdict::kPass);
}

TEST_F(LatencyScorer, SaysHowLongItTook) {
  EXPECT_EQ(rig_.Judge("latency: 500ms", After(std::chrono::milliseconds(1530)), "ok").reason,
            "took 1.53s, allowed 500ms");
}

TEST_F(LatencyScorer, SaysByHowMuchWhereDurationsReadAlike) {
  EXPECT_EQ(rig_.Judge("latency: 2s", After(std::chrono::microseconds(2'000'001)), "ok").reason,
            "took 2s (1us more), allowed 2s");
}

TEST_F(LatencyScorer, RefusesWhatIsNoDuration) {
  EXPECT_EQ(rig_.LoadError("score:\n  - latency: fast\n"),
            "suite.yaml:2:14: 'value': 'fast' is not a duration; write for example 500ms, 10s, 2m or 1h\n"
            "  - latency: fast\n"
            "             ^\n");
}

TEST_F(LatencyScorer, NeedsADuration) {
  EXPECT_EQ(rig_.LoadError("score:\n  - latency: {}\n"),
            "suite.yaml:2:14: a duration is missing, such as latency: 2s\n"
            "  - latency: {}\n"
            "             ^\n");
}

}  // namespace
}  // namespace harness
