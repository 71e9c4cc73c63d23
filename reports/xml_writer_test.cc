#include "reports/xml_writer.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

std::string Text(std::string_view text, size_t max = kUnlimited) {
  std::string to;
  AppendXmlText(to, text, max);
  return to;
}

std::string AttributeText(std::string_view text) {
  std::string to;
  AppendXmlText(to, text, kUnlimited, true);
  return to;
}

TEST(XmlText, EscapesMarkup) {
  EXPECT_EQ(Text("a<b>&\"c' ]]>"), "a&lt;b&gt;&amp;\"c' ]]&gt;");
}

TEST(XmlText, KeepsLineEndsInAttributesFromBecomingBlanks) {
  EXPECT_EQ(AttributeText("a\"b\n\tc"), "a&quot;b&#10;&#9;c");
  EXPECT_EQ(Text("a\n\tc"), "a\n\tc");
}

TEST(XmlText, MakesControlCharactersVisible) {
  EXPECT_EQ(Text(std::string_view("\0\x1B[31m\r\x7F\xC2\x9B", 10)), "\\x00\\x1B[31m\\x0D\\x7F\\x9B");
}

TEST(XmlText, ReplacesWhatIsNoCharacter) {
  EXPECT_EQ(Text("\xEF\xBF\xBE|\xEF\xBF\xBF"), "\xEF\xBF\xBD|\xEF\xBF\xBD");  // U+FFFE, U+FFFF
  EXPECT_EQ(Text("\xFF|\xC3"), "\xEF\xBF\xBD|\xEF\xBF\xBD");
  EXPECT_EQ(Text("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // a lone surrogate
}

TEST(XmlText, KeepsOtherCharacters) {
  EXPECT_EQ(Text("é 비밀번호 😀 \xEF\xBF\xBD"), "é 비밀번호 😀 \xEF\xBF\xBD");
}

TEST(XmlText, StaysWholeAtExactlyItsLimit) {
  EXPECT_EQ(Text("abcdef", 6), "abcdef");
  EXPECT_EQ(Text("ab&", 7), "ab&amp;");
}

TEST(XmlText, IsCutWithAMarkWithinItsLimit) {
  EXPECT_EQ(Text("abcdefg", 6), "abc…");
  EXPECT_EQ(Text("abcdefg", 3), "…");
}

TEST(XmlText, IsNotCutWithinACharacterOrItsEscape) {
  EXPECT_EQ(Text("ab&&&&", 10), "ab&amp;…");
  EXPECT_EQ(Text("ab&&&&", 9), "ab…");
  EXPECT_EQ(Text("aéééé", 7), "aé…");
  EXPECT_EQ(Text("&&a", 10), "&amp;…");
}

TEST(XmlText, NeverExceedsItsLimitWhateverTheText) {
  const std::string_view kPieces[] = {"a", "&", "é", "한", "😀", "\x01", "\xFF", "]]>"};
  for (size_t max = 3; max < 40; ++max) {
    std::string text;
    for (size_t i = 0; i < 40; ++i) text += kPieces[(i * max + i / 3) % std::size(kPieces)];
    EXPECT_LE(Text(text, max).size(), max) << text;
  }
}

TEST(XmlWriter, ClosesElementsInOrder) {
  std::string text;
  {
    XmlWriter xml(text);
    XmlWriter::Element root(xml, "a");
    root.Attribute("n", 3).Attribute("s", "<");
    { XmlWriter::Element empty(xml, "b"); }
    XmlWriter::Element child(xml, "c");
    child.Text("x");
  }
  EXPECT_EQ(text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<a n=\"3\" s=\"&lt;\">\n"
            "  <b/>\n"
            "  <c>x</c>\n"
            "</a>\n");
}

TEST(XmlWriter, CountsElements) {
  std::string text;
  XmlWriter xml(text);
  {
    XmlWriter::Element root(xml, "a");
    XmlWriter::Element child(xml, "b");
  }
  EXPECT_EQ(xml.elements(), 2u);
}

}  // namespace
}  // namespace harness
