#include "scorers/xml.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

std::string Nested(size_t depth) {
  std::string text;
  for (size_t i = 0; i < depth; ++i) text += "<a>";
  for (size_t i = 0; i < depth; ++i) text += "</a>";
  return text;
}

class IsXmlScorer : public testing::Test {
 protected:
  Verdict Of(const std::string& text) { return rig_.JudgeText("is-xml:", text).verdict; }
  std::string ReasonOf(const std::string& text) { return rig_.JudgeText("is-xml:", text).reason; }
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(IsXmlScorer, PassesAWellFormedDocument) {
  EXPECT_EQ(Of("<?xml version=\"1.0\"?>\n<!-- a --><a b='1'>&amp; <c/><![CDATA[<]]></a>"), Verdict::kPass);
  EXPECT_EQ(Of("\n <a>Überhöht 한국어</a>\n"), Verdict::kPass);
}

TEST_F(IsXmlScorer, SaysWhereItIsNotWellFormed) {
  EXPECT_EQ(ReasonOf("<a>\n<b></a>"), "no XML (line 2, column 6: mismatched tag): '<a>\\n<b></a>'");
  EXPECT_EQ(ReasonOf(""), "no XML (line 1, column 1: no element found): ''");
}

TEST_F(IsXmlScorer, FailsWhatLenientReadersAccept) {
  EXPECT_EQ(Of("Sure: <a/>"), Verdict::kFail);
  EXPECT_EQ(Of("<a/> there"), Verdict::kFail);
  EXPECT_EQ(Of("<a/><b/>"), Verdict::kFail);
  EXPECT_EQ(Of("<a b='1' b='2'/>"), Verdict::kFail);
  EXPECT_EQ(Of("<a>&nbsp;</a>"), Verdict::kFail);
  EXPECT_EQ(Of("<a b=1/>"), Verdict::kFail);
  EXPECT_EQ(Of("<a><</a>"), Verdict::kFail);
}

TEST_F(IsXmlScorer, NeedsTheElementsThatAreNamed) {
  const std::string text = "<root><child><leaf/></child><child/><b.c/></root>";
  EXPECT_EQ(rig_.JudgeText("is-xml: [root.child.leaf, root.b.c]", text).verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("is-xml: 'root.child, root'", text).verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("is-xml: { elements: [root.leaf] }", text).reason, "the XML lacks the element 'root.leaf'");
  EXPECT_EQ(rig_.JudgeText("is-xml: { elements: [root.leaf, child] }", text).reason,
            "the XML lacks the elements 'root.leaf', 'child'");
}

TEST_F(IsXmlScorer, ReadsNoDeclarations) {
  EXPECT_EQ(ReasonOf("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>").substr(0, 84),
            "no XML (line 1, column 13: a DOCTYPE with declarations of its own is not read): '<!D");
  EXPECT_EQ(Of("<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/a.dtd'><a/>"), Verdict::kPass);
}

TEST_F(IsXmlScorer, IsBoundedInDepth) {
  EXPECT_EQ(Of(Nested(kMaxXmlDepth)), Verdict::kPass);
  EXPECT_NE(ReasonOf(Nested(kMaxXmlDepth + 1)).find(": more than 1000 elements in one another)"), std::string::npos);
  EXPECT_EQ(Of(Nested(1'000'000)), Verdict::kFail);
}

TEST_F(IsXmlScorer, ReadsLongDocuments) {
  std::string text = "<a>";
  for (int i = 0; i < 100'000; ++i) text += "<b c=\"d\"/>";
  EXPECT_EQ(Of(text + "</a>"), Verdict::kPass);
  EXPECT_EQ(Of(text), Verdict::kFail);
}

TEST_F(IsXmlScorer, RefusesAnEmptyPath) {
  EXPECT_EQ(rig_.LoadError("score:\n  - is-xml: [root, '']\n"),
            "suite.yaml:2:13: the path of an element is empty; write for example root.child\n"
            "  - is-xml: [root, '']\n"
            "            ^\n");
}

TEST_F(IsXmlScorer, RefusesElementsGivenTwice) {
  EXPECT_EQ(rig_.LoadError("score:\n  - is-xml: { value: [a], elements: [b] }\n"),
            "suite.yaml:2:37: 'value' and 'elements' say the same and can't both be given\n"
            "  - is-xml: { value: [a], elements: [b] }\n"
            "                                    ^\n");
}

class ContainsXmlScorer : public IsXmlScorer {};

TEST_F(ContainsXmlScorer, PassesAnElementInProse) {
  EXPECT_EQ(rig_.JudgeText("contains-xml:", "if a < b then:\n```xml\n<a><b/></a>\n``` & so on").verdict,
            Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("contains-xml:", "an <unclosed> tag and <a/>").verdict, Verdict::kPass);
}

TEST_F(ContainsXmlScorer, SaysThatThereIsNone) {
  EXPECT_EQ(rig_.JudgeText("contains-xml:", "vector<int> v; <br>").reason,
            "there is no XML element that is well-formed: 'vector<int> v; <br>'");
}

TEST_F(ContainsXmlScorer, LooksForTheElementsInEachFragment) {
  EXPECT_EQ(rig_.JudgeText("contains-xml: [b.c]", "<a><c/></a> or <b><c/></b>").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("contains-xml: [b.c]", "<a><b><c/></b></a> or <b/>").reason,
            "the XML lacks the element 'b.c'");
}

TEST_F(ContainsXmlScorer, GivesUpOnATextFullOfTagsThatNeverClose) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "<a b='c'>d";
  EXPECT_TRUE(rig_.JudgeText("contains-xml:", text).reason.ends_with("; the search was given up: too many tags"));
}

}  // namespace
}  // namespace harness
