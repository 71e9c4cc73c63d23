#include "reports/console_failures.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

Summary TwoTargets() {
  Summary summary;
  summary.targets = {{"gpt", {}}, {"llama", {}}};
  summary.targets[0].figures.failure_categories = {{"wrong_column", 2}};
  summary.targets[1].figures.failure_categories = {{"wrong_column", 1}, {"no_sql_generated", 4}, {"timeout", 1}};
  summary.all.failure_categories = {{"wrong_column", 3}, {"no_sql_generated", 4}, {"timeout", 1}};
  return summary;
}

TEST(ConsoleFailures, CountsCategoriesByTarget) {
  EXPECT_EQ(RenderFailureCategories(TwoTargets(), {}),
            "                  no\n"
            "                 sql   wrong\n"
            "failed by  generated  column  timeout\n"
            "gpt                ·       2        ·\n"
            "llama              4       1        1\n"
            "all                4       3        1\n");
}

TEST(ConsoleFailures, AddsUpWhatDoesNotFit) {
  EXPECT_EQ(RenderFailureCategories(TwoTargets(), {.width = 30}),
            "                  no\n"
            "                 sql\n"
            "failed by  generated  other\n"
            "gpt                ·      2\n"
            "llama              4      2\n"
            "all                4      4\n");
}

TEST(ConsoleFailures, SayNothingWithoutCategories) {
  EXPECT_EQ(RenderFailureCategories(Summary(), {}), "");
}

}  // namespace
}  // namespace harness
