#include "reports/table.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

Table Figures() {
  Table table({{.right = false, .elastic = true}, {}, {.rank = 1}, {.rank = 2}});
  table.AddHeading({"name", "cases", "p50", "cost"});
  table.AddRow({{"access"}, {"1200"}, {"1.5ms"}, {"$1.00"}});
  table.AddRow({{"비밀번호"}, {"7"}, {""}, {"$0.50"}});
  return table;
}

TEST(Table, LinesUpItsColumns) {
  EXPECT_EQ(Figures().Render(80, false),
            "name      cases    p50   cost\n"
            "access     1200  1.5ms  $1.00\n"
            "비밀번호      7         $0.50\n");
}

TEST(Table, LeavesOutColumnsByRankWhereLinesAreShort) {
  EXPECT_EQ(Figures().Render(28, false),
            "name      cases    p50\n"
            "access     1200  1.5ms\n"
            "비밀번호      7\n");
  EXPECT_EQ(Figures().Render(20, false),
            "name      cases\n"
            "access     1200\n"
            "비밀번호      7\n");
}

TEST(Table, LeavesOutColumnsWithoutTexts) {
  Table table({{.right = false}, {}, {}});
  table.AddHeading({"a", "b", "c"});
  table.AddRow({{"x"}, {""}, {"y"}});
  EXPECT_EQ(table.Render(80, false), "a  c\nx  y\n");
}

TEST(Table, CutsElasticColumnsBeforeItLeavesOutOthers) {
  Table table({{.right = false, .elastic = true}, {.rank = 1}});
  table.AddRow({{std::string(50, 'n')}, {"1"}});
  EXPECT_EQ(table.Render(30, false), std::string(26, 'n') + "…  1\n");
}

TEST(Table, CutsElasticColumnsNotBelowTwelve) {
  Table table({{.right = false, .elastic = true}, {}});
  table.AddRow({{std::string(50, 'n')}, {"12345"}});
  EXPECT_EQ(table.Render(10, false), std::string(11, 'n') + "…  12345\n");
}

TEST(Table, GoesOnBelowAGap) {
  Table table({{.right = false}, {}});
  table.AddRow({{"aaa"}, {"1"}});
  table.AddGap();
  table.AddRow({{"b"}, {"22"}});
  EXPECT_EQ(table.Render(80, false), "aaa   1\n\nb    22\n");
}

TEST(Table, PadsOutsideOfColours) {
  Table table({{.right = false}, {}});
  table.AddRow({{"a", Tone::kBold}, {"1"}});
  table.AddRow({{"bb"}, {"22", Tone::kBad}});
  EXPECT_EQ(table.Render(80, true), "\x1b[1ma\x1b[0m    1\nbb  \x1b[31m22\x1b[0m\n");
}

}  // namespace
}  // namespace harness
