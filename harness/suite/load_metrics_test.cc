#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/suite/suite.h"
#include "tests/fakes/suite_rig.h"

namespace harness {
namespace {

using ::testing::ElementsAre;

constexpr const char* kRest = "targets: [{echo: x}]\ncases: [{inline: [{id: a, input: b}]}]\n";

class LoadMetricsTest : public ::testing::Test, public SuiteRig {
 protected:
  LoadMetricsTest() : SuiteRig(FakeCatalogue()) {}

  // With targets and cases behind it.
  Suite Rest(const std::string& text) {
    auto suite = Load(text + kRest);
    EXPECT_TRUE(suite) << (suite ? "" : suite.error().Render());
    return suite ? std::move(*suite) : Suite();
  }
  // The mistakes of a suite that is right but for `text` at its top.
  std::string Wrong(const std::string& text) { return Mistakes(text + kRest); }
};

TEST_F(LoadMetricsTest, ReadsMetrics) {
  const Suite suite = Rest(
      "metrics:\n- classification\n- classification: {at: /group, extract: json}\n  expected: /team\n  name: team\n"
      "- classification: {}\n");
  EXPECT_THAT(suite.metrics, ElementsAre(MetricInfo{"classification", "classification", "", "", ""},
                                         MetricInfo{"team", "classification", "/group", "/team", "json"},
                                         MetricInfo{"classification-2", "classification", "", "", ""}));
}

TEST_F(LoadMetricsTest, RefusesWrongMetrics) {
  EXPECT_EQ(
      Wrong("metrics:\n- clasification: {}\n"),
      "suite.yaml:2:3: unknown metric 'clasification'; did you mean 'classification'?\n- clasification: {}\n  ^\n");
  EXPECT_EQ(Wrong("metrics:\n- classification: /group\n"),
            "suite.yaml:2:19: 'classification' must be a map, found text\n- classification: /group\n"
            "                  ^\n");
  EXPECT_EQ(Wrong("metrics:\n- classification: {at: group}\n"),
            "suite.yaml:2:24: 'at': not a JSON pointer: \"group\"; it must begin with '/': \"/group\"\n"
            "- classification: {at: group}\n                       ^\n");
  EXPECT_EQ(Wrong("metrics:\n- classification: {att: /group}\n"),
            "suite.yaml:2:20: unknown key 'att'; did you mean 'at'?\n- classification: {att: /group}\n"
            "                   ^\n");
  EXPECT_EQ(Wrong("metrics:\n- classification: {at: /a}\n  at: /b\n"),
            "suite.yaml:3:3: 'at' is given twice\n  at: /b\n  ^\n");
  EXPECT_EQ(Wrong("metrics:\n- classification: {}\n  other: {}\n"),
            "suite.yaml:3:3: one metric is expected here, found classification and other\n  other: {}\n  ^\n");
  EXPECT_EQ(Wrong("metrics:\n- name: a\n"),
            "suite.yaml:2:3: one metric is expected here, found none\n- name: a\n  ^\n");
  EXPECT_EQ(Wrong("metrics:\n- [a]\n"),
            "suite.yaml:2:3: a metric is a map such as { classification: { at: /group } }; found a list\n- [a]\n  ^\n");
  EXPECT_EQ(Wrong("metrics:\n- classification: {name: a}\n- classification: {name: a}\n"),
            "suite.yaml:3:26: the metric name 'a' is already on line 2, column 26\n- classification: {name: a}\n"
            "                         ^\n");
}

TEST_F(LoadMetricsTest, KnowsTheMetricOfAGate) {
  const std::string two = "metrics:\n- classification: {name: group}\n- classification: {name: team}\n";
  EXPECT_EQ(Rest("metrics: [classification]\ngates: [macro_f1 >= 0.5, accuracy(classification) >= 0.5]\n").gates.size(),
            2u);
  EXPECT_EQ(Rest(two + "gates: [macro_f1(team) >= 0.5, \"recall(group, 'A') >= 0.5\"]\n").gates.size(), 2u);
  EXPECT_EQ(
      Wrong("gates: [macro_f1 >= 0.5]\n"),
      "suite.yaml:1:9: this is a figure of a metric, and the suite has none: add metrics: [ classification: { at: "
      "/group, expected: /group } ]\ngates: [macro_f1 >= 0.5]\n        ^\n");
  EXPECT_EQ(Wrong(two + "gates: [macro_f1 >= 0.5]\n"),
            "suite.yaml:4:9: of which metric? Name it first in the parentheses: 'group', 'team'\n"
            "gates: [macro_f1 >= 0.5]\n        ^\n");
  EXPECT_EQ(Wrong(two + "gates: [macro_f1(tema) >= 0.5]\n"),
            "suite.yaml:4:18: unknown metric 'tema'; did you mean 'team'?\ngates: [macro_f1(tema) >= 0.5]\n"
            "                 ^\n");
}

TEST_F(LoadMetricsTest, DoesNotAccuseAGateWhenAMetricIsBroken) {
  EXPECT_EQ(Wrong("metrics:\n- clasification\ngates: [macro_f1(team) >= 0.5]\n"),
            "suite.yaml:2:3: unknown metric 'clasification'; did you mean 'classification'?\n- clasification\n  ^\n");
}

}  // namespace
}  // namespace harness
