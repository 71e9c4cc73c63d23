#include <gtest/gtest.h>

#include "harness/base/json_schema.h"
#include "harness/suite/suite.h"
#include "harness/suite/yaml.h"
#include "tests/fakes/suite_rig.h"

namespace harness {
namespace {

// Where the first violation is; "valid" if there is none.
std::string Violation(const std::string& yaml) {
  static const auto schema = JsonSchema::Compile(SuiteSchema(FakeCatalogue()));
  EXPECT_TRUE(schema) << (schema ? "" : schema.error().Render());
  Diagnostics diagnostics;
  const auto node = ParseYaml(std::make_shared<const Source>(Source{"s.yaml", yaml}), diagnostics);
  EXPECT_TRUE(node && diagnostics.empty());
  if (!schema || !node) return "broken";
  const auto violations = schema->Validate(node->ToJson());
  return violations.empty() ? "valid" : violations[0].instance;
}

TEST(SuiteSchema, AcceptsASuite) {
  EXPECT_EQ(Violation(R"(
suite: helpdesk
extends: common.yaml
cases:
  - file: tickets/*.csv
    map: { id: number, input: text, expected: { group: team } }
    where: "vars.year >= 2025"
    limit: 500
    tags: [real]
    score: [ is-json ]
  - benchmark: [kpi.md, more/]
    language: both
  - inline:
      - { id: vpn-1, input: "VPN drops", expected: { group: Access }, score: [ { contains: escalate } ] }
targets:
  - { name: v2, echo: x, timeout: 10s, retries: 3 }
score:
  - is-json
  - equals: { at: /group, expected: /group }
  - not-contains: password
  - contains: { file: words.txt }
  - contains: { value: { file: words.txt } }
  - latency: 2s
    weight: 0
  - all-of: [ is-json, not-all-of: { score: [ { contains: a } ], weight: 2 } ]
  - at-least: { count: 1, score: [ is-json ] }
  - judge: { rubric: { file: r.md } }
    when: "'sql' in tags"
    optional: true
databases:
  kpi: { sqlite: kpi.sqlite, double_quoted_strings: true }
  prod: { postgresql: "${PG_URL}", schema: kpi }
  dbx: { databricks: { host: a, warehouse: b, token_command: [print, token] } }
metrics:
  - classification
  - classification: { at: /group, expected: /group, extract: json }
    name: group
gates:
  - pass_rate >= 90%
  - warn: pass_rate >= 50%
run: { repeat: 1, require: all, concurrency: "${N:-8}", on_error: continue, min_coverage: 1.0, seed: 0 }
)"),
            "valid");
}

TEST(SuiteSchema, RefusesUnknownKeys) {
  EXPECT_EQ(Violation("suite: x\nscroe: []\n"), "");
}

TEST(SuiteSchema, PointsAtWhatIsWrong) {
  EXPECT_EQ(Violation("run: {repeat: many}\n").substr(0, 4), "/run");
  EXPECT_EQ(Violation("targets: [{echo: x, name: [a]}]\n").substr(0, 10), "/targets/0");
  EXPECT_EQ(Violation("score: [{contans: a}]\n").substr(0, 8), "/score/0");
  EXPECT_EQ(Violation("score: [all-of: [equls]]\n").substr(0, 8), "/score/0");
  EXPECT_EQ(Violation("score: [equls]\n").substr(0, 8), "/score/0");
  EXPECT_EQ(Violation("cases: [{flie: a}]\n").substr(0, 8), "/cases/0");
  EXPECT_EQ(Violation("metrics: [{clasification: {}}]\n").substr(0, 10), "/metrics/0");
  EXPECT_EQ(Violation("databases: {kpi: {sqlit: a}}\n").substr(0, 14), "/databases/kpi");
  EXPECT_EQ(Violation("gates: [{wran: a}]\n").substr(0, 8), "/gates/0");
}

TEST(SuiteSchema, DescribesEveryOption) {
  const Json schema = SuiteSchema(FakeCatalogue());
  for (const auto& [name, property] : schema["properties"].items())
    EXPECT_TRUE(property.contains("description")) << name;
  EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

}  // namespace
}  // namespace harness
