#include "harness/base/shape.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

const auto kSource = std::make_shared<const Source>(Source{"s.yaml", ""});

Node Text(std::string text) {
  return Node::Scalar(Node::Kind::kString, std::move(text), kSource, 1, 1);
}
Node Whole(std::string text) {
  return Node::Scalar(Node::Kind::kInteger, std::move(text), kSource, 1, 1);
}
Node Number(std::string text) {
  return Node::Scalar(Node::Kind::kNumber, std::move(text), kSource, 1, 1);
}
Node True() {
  return Node::Scalar(Node::Kind::kBool, "true", kSource, 1, 1);
}
Node Null() {
  return Node::Scalar(Node::Kind::kNull, "", kSource, 1, 1);
}
Node List(std::vector<Node> items) {
  return Node::List(std::move(items), kSource, 1, 1);
}
Node Map(std::vector<Node::Entry> entries) {
  return Node::Map(std::move(entries), kSource, 1, 1);
}

std::string Mistakes(const Node& value, const Field& field) {
  Diagnostics diagnostics;
  const bool good = CheckField(value, field, diagnostics);
  EXPECT_EQ(good, diagnostics.empty());
  return good ? "" : std::move(diagnostics).ToError().Render();
}

std::string Mistakes(const Node& map, const Shape& shape) {
  Diagnostics diagnostics;
  const bool good = CheckShape(map, shape, diagnostics);
  EXPECT_EQ(good, diagnostics.empty());
  return good ? "" : std::move(diagnostics).ToError().Render();
}

Shape RunShape() {
  return {{{"repeat", kInteger, ""}, {"seed", kInteger, ""}}};
}

TEST(CheckShape, AcceptsWhatItLists) {
  EXPECT_EQ(Mistakes(Map({{Text("repeat"), Whole("1")}}), RunShape()), "");
}

TEST(CheckShape, SuggestsTheKeyThatIsMeant) {
  EXPECT_EQ(Mistakes(Map({{Text("repaet"), Whole("1")}}), RunShape()),
            "s.yaml:1:1: unknown key 'repaet'; did you mean 'repeat'?\n");
}

TEST(CheckShape, ListsTheKnownKeysWhenNoneIsNear) {
  EXPECT_EQ(Mistakes(Map({{Text("xyz"), Whole("1")}}), RunShape()),
            "s.yaml:1:1: unknown key 'xyz'; known here: 'repeat', 'seed'\n");
}

TEST(CheckShape, AllowsOtherKeysInAnOpenShape) {
  EXPECT_EQ(Mistakes(Map({{Text("xyz"), Whole("1")}}), Shape{{}, true}), "");
}

TEST(CheckShape, NamesWhatIsMissing) {
  EXPECT_EQ(Mistakes(Map({}), Shape{{{"file", kText, "", true}}}), "s.yaml:1:1: 'file' is missing\n");
}

TEST(CheckShape, RefusesWhatIsNoMap) {
  EXPECT_EQ(Mistakes(List({}), RunShape()), "s.yaml:1:1: a map is expected here, found a list\n");
}

TEST(CheckShape, GoesOnAfterAMistake) {
  EXPECT_EQ(Mistakes(Map({{Text("repeat"), Text("x")}, {Text("seed"), True()}}), RunShape()),
            "s.yaml:1:1: 'repeat' must be a whole number, found text\n"
            "s.yaml:1:1: 'seed' must be a whole number, found true or false\n");
}

TEST(CheckShape, ChecksMapsWithinLists) {
  const Field runs{"runs", kList, "", false, {}, std::make_shared<const Shape>(RunShape())};
  EXPECT_EQ(Mistakes(Map({{Text("runs"), List({Map({{Text("sed"), Whole("1")}}), Whole("3")})}}), Shape{{runs}}),
            "s.yaml:1:1: unknown key 'sed'; did you mean 'seed'?\n"
            "s.yaml:1:1: an entry of 'runs' must be a map, found a whole number\n");
}

TEST(CheckField, TakesAnyScalarAsText) {
  for (const Node& value : {Text("a"), Whole("5"), Number("1.5"), True()})
    EXPECT_EQ(Mistakes(value, {"id", kText, ""}), "");
}

TEST(CheckField, TakesNoNullAsText) {
  EXPECT_EQ(Mistakes(Null(), {"id", kText, ""}), "s.yaml:1:1: 'id' must be text, found nothing\n");
}

TEST(CheckField, TakesIntegersAsNumbersButNotTheOtherWayRound) {
  EXPECT_EQ(Mistakes(Whole("5"), {"n", kNumber, ""}), "");
  EXPECT_EQ(Mistakes(Number("5.5"), {"n", kInteger, ""}), "s.yaml:1:1: 'n' must be a whole number, found a number\n");
}

TEST(CheckField, SaysWhatADurationLacks) {
  EXPECT_EQ(Mistakes(Text("2 weeks"), {"timeout", kDuration, ""}),
            "s.yaml:1:1: 'timeout': 'weeks' is not a unit of time in '2 weeks'; known are us, ms, s, m, h and d\n");
  EXPECT_EQ(Mistakes(Whole("10"), {"timeout", kDuration, ""}),
            "s.yaml:1:1: 'timeout' must be a duration such as 10s, found a whole number\n");
}

TEST(CheckField, TakesSizesWithAndWithoutUnit) {
  EXPECT_EQ(Mistakes(Text("8 MiB"), {"limit", kSize, ""}), "");
  EXPECT_EQ(Mistakes(Whole("512"), {"limit", kSize, ""}), "");
  EXPECT_EQ(Mistakes(Text("big"), {"limit", kSize, ""}),
            "s.yaml:1:1: 'limit': 'big' is not a size; write for example 512, 100kB or 8MiB\n");
}

TEST(CheckField, SuggestsTheChoiceThatIsMeant) {
  const Field field{"on_error", kText, "", false, {"stop", "continue"}};
  EXPECT_EQ(Mistakes(Text("contniue"), field),
            "s.yaml:1:1: 'on_error' must be one of 'stop', 'continue', found 'contniue'; did you mean 'continue'?\n");
}

TEST(CheckField, NamesAllTypesThatItMayBe) {
  EXPECT_EQ(Mistakes(Map({}), {"command", kText | kTextList, ""}),
            "s.yaml:1:1: 'command' must be text or a list of texts, found a map\n");
}

TEST(CheckField, RefusesAListWithinAListOfTexts) {
  EXPECT_EQ(Mistakes(List({Text("a"), List({})}), {"command", kTextList, ""}),
            "s.yaml:1:1: an entry of 'command' must be text, found a list\n");
}

TEST(ToJsonSchema, DescribesAShape) {
  const Shape shape{{{"name", kText, "What it is called.", true}, {"timeout", kDuration, ""}, {"any", kAnything, ""}}};
  const Json schema = ToJsonSchema(shape);
  EXPECT_EQ(schema["required"], Json({"name"}));
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_EQ(schema["properties"]["name"],
            Json({{"type", {"string", "number", "boolean"}}, {"description", "What it is called."}}));
  EXPECT_EQ(schema["properties"]["timeout"]["anyOf"].size(), 2u);
  EXPECT_EQ(schema["properties"]["any"], Json::object());
}

TEST(ReadDuration, IsInMicroseconds) {
  EXPECT_EQ(ReadDuration(Text("1.5s"))->count(), 1'500'000);
}

TEST(ReadSize, IsInBytes) {
  EXPECT_EQ(*ReadSize(Text("2 KiB")), 2048);
}

TEST(ReadTexts, TakesOneOrSeveral) {
  EXPECT_EQ(ReadTexts(Text("a")), std::vector<std::string>{"a"});
  EXPECT_EQ(ReadTexts(List({Text("a"), Whole("2")})), (std::vector<std::string>{"a", "2"}));
}

}  // namespace
}  // namespace harness
