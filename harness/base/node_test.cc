#include "harness/base/node.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

Node Whole(std::string text) {
  return Node::Scalar(Node::Kind::kInteger, std::move(text), nullptr, 1, 1);
}
Node Number(std::string text) {
  return Node::Scalar(Node::Kind::kNumber, std::move(text), nullptr, 1, 1);
}

TEST(Node, ReadsIntegersInTheirThreeBases) {
  EXPECT_EQ(Whole("-12").AsInteger(), -12);
  EXPECT_EQ(Whole("+12").AsInteger(), 12);
  EXPECT_EQ(Whole("0x1F").AsInteger(), 31);
  EXPECT_EQ(Whole("0o17").AsInteger(), 15);
  EXPECT_EQ(Whole("0x10").AsNumber(), 16.0);
}

TEST(Node, KeepsWholeNumbersUpToUint64ExactInJson) {
  EXPECT_EQ(Number("18446744073709551615").ToJson(), Json(18446744073709551615u));
}

TEST(Node, TurnsLargerNumbersIntoDoubles) {
  EXPECT_EQ(Number("18446744073709551616").ToJson(), Json(18446744073709551616.0));
}

TEST(Node, FindsRelativePathsBesideItsFile) {
  const auto path = [](std::string file, std::string text) {
    const auto source = std::make_shared<const Source>(Source{std::move(file), ""});
    return Node::Scalar(Node::Kind::kString, std::move(text), source, 1, 1).AsPath();
  };
  EXPECT_EQ(path("suites/a.yaml", "../x.csv"), "suites/../x.csv");
  EXPECT_EQ(path("a.yaml", "x.csv"), "x.csv");
  EXPECT_EQ(path("/a.yaml", "x.csv"), "/x.csv");
  EXPECT_EQ(path("suites/a.yaml", "/x.csv"), "/x.csv");
}

TEST(ExcerptOf, IsTheLineWithoutItsEnd) {
  EXPECT_EQ(ExcerptOf("a\r\nb\r\nc", 2, 1), "b");
}

TEST(ExcerptOf, IsEmptyBehindTheText) {
  EXPECT_EQ(ExcerptOf("a\n", 5, 1), "");
}

TEST(ExcerptOf, CutsALongLineAtACharacter) {
  const std::string line = std::string(199, 'a') + "ü" + std::string(50, 'b');
  EXPECT_EQ(ExcerptOf(line, 1, 1), std::string(199, 'a') + "…");
}

TEST(ExcerptOf, IsEmptyWhenTheColumnIsCutOff) {
  EXPECT_EQ(ExcerptOf(std::string(1000, 'a'), 1, 201), "");
}

TEST(ExcerptOf, ShowsNoControlCharacters) {
  EXPECT_EQ(ExcerptOf("a\x1B[31m\tb", 1, 1), "a?[31m\tb");
}

TEST(ExcerptOf, RepairsBytesThatAreNoUtf8) {
  EXPECT_EQ(ExcerptOf("a\xE9z", 1, 1), "a\xEF\xBF\xBDz");
}

}  // namespace
}  // namespace harness
