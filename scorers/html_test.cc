#include "scorers/html.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class IsHtmlScorer : public testing::Test {
 protected:
  Verdict Of(const std::string& text) { return rig_.JudgeText("is-html:", text).verdict; }
  std::string ReasonOf(const std::string& text) { return rig_.JudgeText("is-html:", text).reason; }
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(IsHtmlScorer, PassesDocumentsAndFragments) {
  EXPECT_EQ(Of("<!DOCTYPE html>\n<html><head><title>A < B</title></head><body>text<br></body></html>\n"),
            Verdict::kPass);
  EXPECT_EQ(Of("<p>one</p>\n<!-- two --><UL><li>three</UL>"), Verdict::kPass);
  EXPECT_EQ(Of("<my-card a='>'>text</my-card>"), Verdict::kPass);
}

TEST_F(IsHtmlScorer, FailsTextOutsideOfElements) {
  EXPECT_EQ(ReasonOf("Sure! <p>one</p>"), "text outside of HTML elements: 'Sure!'");
  EXPECT_EQ(ReasonOf("<p>one</p> & two"), "text outside of HTML elements: '& two'");
  EXPECT_EQ(ReasonOf("```html\n<p>one</p>\n```"), "text outside of HTML elements: '```html'");
  EXPECT_EQ(ReasonOf("<br>one"), "text outside of HTML elements: 'one'");
}

TEST_F(IsHtmlScorer, FailsOtherMarkup) {
  EXPECT_EQ(ReasonOf("<think>one</think><p>two</p>"), "<think> is no HTML element");
  EXPECT_EQ(ReasonOf("<?xml version='1.0'?><p>one</p>"), "this is no HTML: '<?xml version='1.0'?>'");
  EXPECT_EQ(ReasonOf("<!DOCTYPE note><p>one</p>"), "the DOCTYPE is not of HTML: '<!DOCTYPE note>'");
}

TEST_F(IsHtmlScorer, NeedsAnElement) {
  EXPECT_EQ(ReasonOf(" "), "there is no HTML element: ' '");
  EXPECT_EQ(ReasonOf("<!-- one -->"), "there is no HTML element: '<!-- one -->'");
  EXPECT_EQ(Of("a < b"), Verdict::kFail);
}

TEST_F(IsHtmlScorer, TakesScriptsAndStylesAsTheyAre) {
  EXPECT_EQ(Of("<script>if (a<b) { x = '<think>'; }</SCRIPT ><style>a>b{}</style>"), Verdict::kPass);
  EXPECT_EQ(ReasonOf("<script>a</script> b"), "text outside of HTML elements: 'b'");
}

TEST_F(IsHtmlScorer, KnowsThatSvgHasNamesOfItsOwn) {
  EXPECT_EQ(Of("<svg><g><path d='M0'/></g></svg>"), Verdict::kPass);
  EXPECT_EQ(ReasonOf("<svg><path/></svg><path/>"), "<path> is no HTML element");
}

TEST_F(IsHtmlScorer, LetsEndTagsBeLeftOut) {
  EXPECT_EQ(Of("<p>one<p>two"), Verdict::kPass);
  EXPECT_EQ(Of("</p><p>one"), Verdict::kPass);
}

TEST_F(IsHtmlScorer, FailsATagThatNeverEnds) {
  EXPECT_EQ(ReasonOf("<p>one</p><a href=\"x>two</a>"), "text outside of HTML elements: '<a href=\"x>two</a>'");
}

TEST_F(IsHtmlScorer, ReadsDeepNesting) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "<div>";
  EXPECT_EQ(Of(text), Verdict::kPass);
  for (int i = 0; i < 200'000; ++i) text += "</b></div>";
  EXPECT_EQ(ReasonOf(text + "end"), "text outside of HTML elements: 'end'");
}

TEST_F(IsHtmlScorer, TakesNoValue) {
  EXPECT_NE(rig_.LoadError("score:\n  - is-html: x\n"), "");
}

class ContainsHtmlScorer : public testing::Test {
 protected:
  Verdict Of(const std::string& text) { return rig_.JudgeText("contains-html:", text).verdict; }
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(ContainsHtmlScorer, PassesATagInProse) {
  EXPECT_EQ(Of("Sure: <div class=\"a\">one</div>."), Verdict::kPass);
  EXPECT_EQ(Of("first<br>second"), Verdict::kPass);
  EXPECT_EQ(Of("a word<span>bold</span>"), Verdict::kPass);
  EXPECT_EQ(Of("a word<DIV>and more"), Verdict::kFail);
  EXPECT_EQ(Of("a word: <DIV>and more"), Verdict::kPass);
  EXPECT_EQ(Of("a <b>bold</b> word"), Verdict::kPass);
  EXPECT_EQ(Of("<a href=x>y"), Verdict::kPass);
  EXPECT_EQ(Of("<!doctype HTML>"), Verdict::kPass);
}

TEST_F(ContainsHtmlScorer, FailsComparisonsAndOtherTags) {
  EXPECT_EQ(Of("a <b and c> d"), Verdict::kFail);
  EXPECT_EQ(Of("vector<int> x; List<a> y"), Verdict::kFail);
  EXPECT_EQ(Of("List<Time> x; a Map <String, Object>; vector<object> y;"), Verdict::kFail);
  EXPECT_EQ(Of("<note><to>you</to></note>"), Verdict::kFail);
  EXPECT_EQ(Of("<!-- one -->"), Verdict::kFail);
}

TEST_F(ContainsHtmlScorer, SaysThatThereIsNone) {
  EXPECT_EQ(rig_.JudgeText("contains-html:", "plain").reason, "there is no HTML element: 'plain'");
}

}  // namespace
}  // namespace harness
