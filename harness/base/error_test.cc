#include "harness/base/error.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(Render, PutsTheCaretBelowTheColumn) {
  EXPECT_EQ(Render({{"a.yaml", 2, 3}, "wrong", "  x: y"}), "a.yaml:2:3: wrong\n  x: y\n  ^\n");
}

TEST(Render, CountsCharactersOfSeveralBytesOnce) {
  EXPECT_EQ(Render({{"a.yaml", 1, 8}, "wrong", "grüß: y"}), "a.yaml:1:8: wrong\ngrüß: y\n     ^\n");
}

TEST(Render, KeepsTabsBeforeTheCaret) {
  EXPECT_EQ(Render({{"a", 1, 3}, "m", "\t\tx"}), "a:1:3: m\n\t\tx\n\t\t^\n");
}

TEST(Diagnostics, AreOrderedByPlaceAndGivenOnce) {
  Diagnostics all;
  all.Add({{"a", 2, 1}, "second", ""});
  all.Add({{"a", 1, 1}, "first", ""});
  all.Add({{"a", 2, 1}, "second", ""});
  EXPECT_EQ(std::move(all).ToError().Render(), "a:1:1: first\na:2:1: second\n");
}

TEST(Error, IsAnOutageIfNothingElseIsWrong) {
  Diagnostic outage{{"a", 1, 1}, "out of reach", ""};
  outage.outage = true;
  Diagnostics all;
  all.Add(outage);
  EXPECT_TRUE(Error(all.all()).IsOutage());
  all.Add({{"a", 2, 1}, "wrong", ""});
  EXPECT_FALSE(Error(all.all()).IsOutage());
}

TEST(Diagnostics, KeepAHundredAndSayThatThereAreMore) {
  Diagnostics all;
  for (int i = 1; i <= 1000; ++i) all.Add({{"a", i, 1}, "wrong", ""});
  EXPECT_TRUE(all.full());
  const Error error = std::move(all).ToError();
  ASSERT_EQ(error.diagnostics().size(), 101u);
  EXPECT_EQ(error.diagnostics().back().message, "there are more mistakes; only the first 100 are shown");
}

}  // namespace
}  // namespace harness
