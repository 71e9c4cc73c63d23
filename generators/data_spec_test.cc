#include "generators/data_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/spec_rig.h"

namespace harness {
namespace {

struct Wrong {
  const char* columns;  // lines behind "count: 5\ncolumns:\n", the first of which is line 3
  const char* mistakes;
};

class DataSpecMistakes : public testing::TestWithParam<Wrong> {};

TEST_P(DataSpecMistakes, AreToldAtTheirPlaces) {
  SpecRig rig;
  EXPECT_EQ(rig.Mistakes(std::string("count: 5\ncolumns:\n") + GetParam().columns), GetParam().mistakes);
}

INSTANTIATE_TEST_SUITE_P(
    All, DataSpecMistakes,
    testing::Values(
        Wrong{"  - { name: a, sequence: {}, sequenze: {} }\n",
              "3:30: unknown type of column or key 'sequenze'; did you mean 'sequence'?\n"},
        Wrong{"  - { name: a }\n", "3:5: the column has no type, such as category: [a, b]\n"},
        Wrong{"  - { sequence: {} }\n", "3:5: 'name' is missing\n"},
        Wrong{"  - { name: '', uuid: {} }\n", "3:13: a name must not be empty\n"},
        Wrong{"  - a\n", "3:5: a column is a map such as { name: id, uuid: {} }; found text\n"},
        Wrong{"  - { name: a, uuid: {}, sequence: {} }\n", "3:26: a column has one type, found uuid and sequence\n"},
        Wrong{"  - { name: a, uuid: {} }\n  - { name: a, uuid: {} }\n",
              "4:13: there are two columns with the name 'a'\n"},
        Wrong{"  - { name: a, expression: '{{ pririty }}' }\n  - { name: priority, uuid: {} }\n",
              "3:28: unknown column 'pririty'; did you mean 'priority'?\n"},
        Wrong{"  - { name: a, expression: '{{ b }}' }\n  - { name: b, expression: '{{ c }}' }\n"
              "  - { name: c, expression: '{{ b }}' }\n",
              "4:5: these columns read one another in a circle: b -> c -> b\n"},
        Wrong{"  - { name: a, expression: '{{ a }}' }\n", "3:5: these columns read one another in a circle: a -> a\n"},
        Wrong{"  - { name: a, category: [] }\n", "3:26: there must be a value to choose\n"},
        Wrong{"  - { name: a, category: { values: [x, y], weights: [1] } }\n", "3:53: found 1 weight for 2 values\n"},
        Wrong{"  - { name: a, category: { values: [x], weights: [-1] } }\n",
              "3:51: a weight is a number from 0 to 1e12, found -1\n"},
        Wrong{"  - { name: a, category: { values: [x], weights: [0] } }\n", "3:26: one weight must be more than 0\n"},
        Wrong{"  - { name: a, uniform: { low: 2, high: 1 } }\n", "3:25: 'low' is greater than 'high'\n"},
        Wrong{"  - { name: a, uniform: { low: 0.2, high: 0.8, decimals: 0 } }\n",
              "3:25: there is no number with 0 decimals between 'low' and 'high'\n"},
        Wrong{"  - { name: a, bernoulli: { p: 1.5 } }\n", "3:32: 'p' must be between 0 and 1, found 1.5\n"},
        Wrong{"  - { name: a, gaussian: { mean: 0, stddev: -1 } }\n",
              "3:45: 'stddev' must be at least 0 and at most 1e15, found -1\n"},
        Wrong{"  - { name: a, datetime: { start: 2025-01-02, end: 2025-01-02 } }\n",
              "3:26: no second begins between 'start' and 'end', which is not itself among them\n"},
        Wrong{"  - { name: t, datetime: { start: 2025-01-01, end: 2025-01-02 } }\n"
              "  - { name: a, timedelta: { from: t, min: 2h, max: 1h } }\n",
              "4:27: 'min' is longer than 'max'\n"},
        Wrong{"  - { name: a, uuid: {}, drop: true }\n", "3:3: records would show nothing: every column is dropped\n"},
        Wrong{"  - { name: a, sequence: {}, skip: b == 2 }\n", "3:36: unknown column 'b'; known here: 'a'\n"},
        Wrong{"  - { name: a, lognormal: { mu: 30, sigma: 10 } }\n",
              "3:27: 'mu' and 'sigma' make numbers beyond 1e15: mu + 8.3 sigma may be 34.5 at most\n"},
        Wrong{"  - { name: a, uniform: { low: 0, high: 100, decimals: 15 } }\n",
              "3:25: 'decimals' are too many for such numbers: at most 15 digits in all are exact\n"},
        Wrong{"  - { name: a, uuid: {}, nulls: 2 }\n", "3:33: 'nulls' must be between 0 and 1\n"}));

TEST(DataSpec, ChecksHowARunIsDone) {
  SpecRig rig;
  const auto of = [&](const char* run) {
    return rig.Mistakes(fmt::format("count: 1\ncolumns: [ {{ name: a, uuid: {{}} }} ]\nrun: {}\n", run));
  };
  EXPECT_EQ(of("{ seed: x }"), "3:14: 'seed' must be a whole number, found text\n");
  EXPECT_EQ(of("{ repeat: 2 }"), "3:16: 'repeat' must be 1: a record is made once\n");
  EXPECT_EQ(of("{ seed: 3, concurrency: 2 }"), "");
}

TEST(DataSpec, IsDescribedInTheManual) {
  const std::string manual = TemporaryFolder::Contents(HARNESS_SOURCE_DIR "/docs/generators.md");
  for (const ColumnType& type : ColumnTypes())
    EXPECT_THAT(manual, testing::ContainsRegex("\n\\|[^|]*`" + type.name + ":")) << "no row for it";
  const size_t begin = manual.find("```yaml\n") + 8;
  SpecRig rig;
  const auto spec = rig.Load(manual.substr(begin, manual.find("```", begin) - begin));
  ASSERT_TRUE(spec) << spec.error().Render();
  EXPECT_THAT(SpecRig::Write(*spec, ".csv"),
              testing::StartsWith("number,category,opened_at,resolved_at,subject\nINC0000001,"));
}

TEST(DataSpec, NeedsACount) {
  SpecRig rig;
  EXPECT_THAT(rig.Mistakes("columns: [ { name: a, uuid: {} } ]\n"), testing::HasSubstr("'count'"));
}

TEST(DataSpec, PutsColumnsBehindThoseThatTheyRead) {
  SpecRig rig;
  const auto spec = rig.Load(
      "count: 1\ncolumns:\n"
      "  - { name: c, expression: '{{ b }}' }\n"
      "  - { name: a, sequence: {} }\n"
      "  - { name: b, expression: '{{ a }}', skip: d }\n"
      "  - { name: d, bernoulli: { p: 0 } }\n");
  ASSERT_TRUE(spec) << spec.error().Render();
  EXPECT_THAT(spec->order, testing::ElementsAre(1, 3, 2, 0));
}

TEST(DataSpec, TakesItsNameFromItsFile) {
  SpecRig rig;
  EXPECT_EQ(rig.Load("count: 1\ncolumns: [ { name: a, uuid: {} } ]\n")->name, "spec");
  EXPECT_EQ(rig.Load("dataset: tickets\ncount: 1\ncolumns: [ { name: a, uuid: {} } ]\n")->name, "tickets");
}

}  // namespace
}  // namespace harness
