#include "harness/base/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace harness {
namespace {

std::string ParseError(std::string_view text) {
  const Result<Json> value = ParseJson(text);
  return value ? "no error: " + CanonicalJson(*value) : value.error().Message();
}

std::string Reread(std::string_view text) {
  const Result<Json> value = ParseJson(text);
  return value ? CanonicalJson(*value) : value.error().Message();
}

std::string Quoted(std::string_view text) {
  std::string to;
  AppendJsonString(to, text);
  return to;
}

std::string Nested(int depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(ParseJson, ReadsEveryKindOfValue) {
  EXPECT_EQ(Reread(R"( { "b" : [ 1 , -2.5 , true , false , null ] , "a" : "x" , "c" : { } , "d" : [ ] } )"),
            R"({"a":"x","b":[1,-2.5,true,false,null],"c":{},"d":[]})");
}

TEST(ParseJson, KeepsIntegersOf64Bits) {
  EXPECT_EQ(ParseJson("18446744073709551615")->get<uint64_t>(), std::numeric_limits<uint64_t>::max());
  EXPECT_EQ(ParseJson("-9223372036854775808")->get<int64_t>(), std::numeric_limits<int64_t>::min());
}

TEST(ParseJson, ReadsLargerIntegersAsDoubles) {
  EXPECT_EQ(ParseJson("18446744073709551616")->get<double>(), 18446744073709551616.0);
  EXPECT_EQ(ParseJson("-9223372036854775809")->get<double>(), -9223372036854775808.0);
}

TEST(ParseJson, ReadsTooSmallNumbersAsZero) {
  EXPECT_EQ(Reread("1e-400"), "0");
  EXPECT_EQ(Reread("0." + std::string(400, '0') + "1"), "0");
  EXPECT_EQ(Reread("-1e-99999999999999999999"), "0");
  EXPECT_EQ(Reread("0e400"), "0");
}

TEST(ParseJson, RefusesTooLargeNumbers) {
  EXPECT_EQ(ParseError("1e400"), "line 1, column 1: the number 1e400 is too large");
  EXPECT_EQ(ParseError("[-0.1e400]"), "line 1, column 2: the number -0.1e400 is too large");
  EXPECT_EQ(ParseError("1e99999999999999999999"), "line 1, column 1: the number 1e99999999999999999999 is too large");
  EXPECT_EQ(ParseError("1" + std::string(400, '0')),
            "line 1, column 1: the number 1" + std::string(39, '0') + " is too large");
}

TEST(ParseJson, RefusesWhatIsNoNumber) {
  EXPECT_EQ(ParseError("01"), "line 1, column 1: a number can't begin with 0");
  EXPECT_EQ(ParseError("-"), "line 1, column 2: expected a digit, found the end of the text");
  EXPECT_EQ(ParseError("1.x"), "line 1, column 3: expected a digit, found \"x\"");
  EXPECT_EQ(ParseError("1e+"), "line 1, column 4: expected a digit, found the end of the text");
  EXPECT_EQ(ParseError(".5"), "line 1, column 1: expected a value, found '.'");
  EXPECT_EQ(ParseError("+1"), "line 1, column 1: expected a value, found '+'");
}

TEST(ParseJson, RefusesNanAndInfinity) {
  EXPECT_EQ(ParseError("NaN"), "line 1, column 1: expected a value, found \"NaN\"");
  EXPECT_EQ(ParseError("nan"), "line 1, column 1: expected a value, found \"nan\"");
  EXPECT_EQ(ParseError("-Infinity"), "line 1, column 2: expected a digit, found \"Infinity\"");
}

TEST(ParseJson, RefusesEmptyText) {
  EXPECT_EQ(ParseError(""), "line 1, column 1: no JSON value: the text is empty");
  EXPECT_EQ(ParseError(" \n "), "line 2, column 2: expected a value, found the end of the text");
}

TEST(ParseJson, RefusesTrailingText) {
  EXPECT_EQ(ParseError("{}\n 7"), "line 2, column 2: text after the end of the JSON value: \"7\"");
  EXPECT_EQ(ParseError("nullx"), "line 1, column 1: expected a value, found \"nullx\"");
  EXPECT_EQ(ParseError(std::string("1\0", 2)), "line 1, column 2: text after the end of the JSON value: the byte 0x00");
}

TEST(ParseJson, RefusesDuplicateKeysAndNamesThem) {
  EXPECT_EQ(ParseError("{\"a\": 1,\n \"b\": {\"x\": 1, \"x\": 2}}"), "line 2, column 16: duplicate key \"x\"");
  EXPECT_EQ(ParseError(R"({"a": 1, "\u0061": 2})"), "line 1, column 10: duplicate key \"a\"");
}

TEST(ParseJson, NamesWhatIsMissing) {
  EXPECT_EQ(ParseError("[1 2]"), "line 1, column 4: expected ',' or ']', found \"2\"");
  EXPECT_EQ(ParseError("[1,]"), "line 1, column 4: expected a value, found ']'");
  EXPECT_EQ(ParseError("{\"a\" 1}"), "line 1, column 6: expected ':', found \"1\"");
  EXPECT_EQ(ParseError("{a: 1}"), "line 1, column 2: expected a key in double quotes, found \"a\"");
  EXPECT_EQ(ParseError("{\"a\": 1,}"), "line 1, column 9: expected a key in double quotes, found '}'");
  EXPECT_EQ(ParseError("{\"a\": 1"), "line 1, column 8: expected ',' or '}', found the end of the text");
  EXPECT_EQ(ParseError("[\"é\", é]"), "line 1, column 8: expected a value, found 'é'");
  EXPECT_EQ(ParseError("\xFF"), "line 1, column 1: expected a value, found the byte 0xff");
}

TEST(ParseJson, RefusesBrokenStrings) {
  EXPECT_EQ(ParseError("[\"abc"), "line 1, column 2: the string that starts here has no end");
  EXPECT_EQ(ParseError("\"a\nb\""), "line 1, column 3: a raw control character in a string; write \\u000a");
  EXPECT_EQ(ParseError(R"("\x")"), "line 1, column 2: an escape that JSON doesn't know: a backslash and \"x\"");
  EXPECT_EQ(ParseError(R"("\u12g4")"), "line 1, column 2: \\u must be followed by four hexadecimal digits");
  EXPECT_EQ(ParseError("\"\\u12"), "line 1, column 2: \\u must be followed by four hexadecimal digits");
  EXPECT_EQ(ParseError("\"\\"), "line 1, column 2: a backslash at the end of the text");
}

TEST(ParseJson, ResolvesEscapes) {
  EXPECT_EQ(ParseJson(R"("\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83d\ude00\u0000")")->get<std::string>(),
            std::string("\"\\/\b\f\n\r\tAé€😀\0", 19));
}

TEST(ParseJson, BoundsTheDepth) {
  EXPECT_TRUE(ParseJson(Nested(kMaxJsonDepth)));
  EXPECT_EQ(ParseError(Nested(kMaxJsonDepth + 1)), "line 1, column 257: nested deeper than 256 levels");
  EXPECT_EQ(ParseError(std::string(1000000, '[')), "line 1, column 257: nested deeper than 256 levels");
}

TEST(ParseJson, RepairsLoneSurrogates) {
  bool repaired = false;
  const Result<Json> value = ParseJson(R"(["\ud800", "\udc00x", "\ud800\u0041", "\ud800\ud83d\ude00"])", &repaired);
  ASSERT_TRUE(value);
  EXPECT_EQ(CanonicalJson(*value), R"(["�","�x","�A","�😀"])");
  EXPECT_TRUE(repaired);
}

TEST(ParseJson, RepairsIllFormedUtf8) {
  bool repaired = false;
  // A lone continuation, an overlong form, a surrogate, a code point past the last, and sequences that are cut off.
  const Result<Json> value = ParseJson(
      "[\"a\x80z\",\"\xC0\xAF\",\"\xED\xA0\x80\",\"\xF4\x90\x80\x80\",\"\xE2\x82z\",\"é\xF0\x9F\x98\"]", &repaired);
  ASSERT_TRUE(value);
  EXPECT_EQ(CanonicalJson(*value), R"(["a�z","��","���","����","�z","é�"])");
  EXPECT_TRUE(repaired);
}

TEST(ParseJson, SaysThatNothingWasRepaired) {
  bool repaired = true;
  ASSERT_TRUE(ParseJson("\"é\\ud83d\\ude00\"", &repaired));
  EXPECT_FALSE(repaired);
}

TEST(ParseJson, SkipsAByteOrderMark) {
  EXPECT_EQ(Reread("\xEF\xBB\xBF[1]"), "[1]");
}

TEST(CanonicalJson, SortsKeysByBytes) {
  EXPECT_EQ(Reread(R"({"é":1,"z":2,"B":3,"a":4,"":5})"), R"({"":5,"B":3,"a":4,"z":2,"é":1})");
}

TEST(CanonicalJson, WritesIntegralDoublesAsIntegers) {
  EXPECT_EQ(Reread("[1.0, 1e0, -0.0, -0, 1e15, -9007199254740991.0]"), "[1,1,0,0,1000000000000000,-9007199254740991]");
}

TEST(CanonicalJson, WritesTheShortestNumberThatReadsBack) {
  EXPECT_EQ(Reread("[0.1, 1e300, 1.50, 5e-324, 0.30000000000000004]"), "[0.1,1e+300,1.5,5e-324,0.30000000000000004]");
}

TEST(CanonicalJson, WritesNanAsNull) {
  EXPECT_EQ(CanonicalJson(Json(std::nan(""))), "null");
}

TEST(AppendJsonString, EscapesQuotesBackslashesAndControls) {
  EXPECT_EQ(Quoted(std::string("a\"b\\c\b\f\n\r\t\0\x1f\x7f/é", 16)),
            "\"a\\\"b\\\\c\\b\\f\\n\\r\\t\\u0000\\u001f\x7f/é\"");
  EXPECT_EQ(Quoted(""), "\"\"");
}

TEST(JsonEqual, ComparesNumbersByValue) {
  EXPECT_TRUE(JsonEqual(Json(1), Json(1.0)));
  EXPECT_TRUE(JsonEqual(Json(0), Json(-0.0)));
  EXPECT_TRUE(JsonEqual(Json(int64_t{7}), Json(uint64_t{7})));
  EXPECT_TRUE(JsonEqual(Json(std::numeric_limits<int64_t>::min()), Json(-9223372036854775808.0)));
  EXPECT_FALSE(JsonEqual(Json(1), Json(1.5)));
  EXPECT_FALSE(JsonEqual(Json(-1), Json(-1.5)));
}

TEST(JsonEqual, LosesNoPrecision) {
  EXPECT_FALSE(JsonEqual(Json(int64_t{9007199254740993}), Json(9007199254740992.0)));
  EXPECT_FALSE(JsonEqual(Json(std::numeric_limits<uint64_t>::max()), Json(18446744073709551616.0)));
  EXPECT_FALSE(JsonEqual(Json(std::numeric_limits<uint64_t>::max()), Json(int64_t{-1})));
  EXPECT_FALSE(JsonEqual(Json(uint64_t{9223372036854775808U}), Json(std::numeric_limits<int64_t>::min())));
  EXPECT_FALSE(JsonEqual(Json(std::numeric_limits<int64_t>::min()), Json(-1e300)));
}

TEST(JsonEqual, ComparesStructures) {
  EXPECT_TRUE(JsonEqual(*ParseJson(R"({"a":[1,{"b":2.0}],"c":null})"), *ParseJson(R"({"c":null,"a":[1.0,{"b":2}]})")));
  EXPECT_FALSE(JsonEqual(*ParseJson(R"({"a":null})"), *ParseJson("{}")));
  EXPECT_FALSE(JsonEqual(*ParseJson("[1,2]"), *ParseJson("[2,1]")));
  EXPECT_FALSE(JsonEqual(*ParseJson("false"), *ParseJson("0")));
  EXPECT_FALSE(JsonEqual(*ParseJson("\"1\""), *ParseJson("1")));
}

TEST(CompareJson, OrdersByKindThenValue) {
  const Json sorted = *ParseJson(
      R"([null, false, true, -1e300, -2, -1.5, 0, 1, 1.5, 2, 1e300, "", "a", "b", [], [9], [1, 1], {}, {"a":1}, {"a":2}])");
  for (size_t i = 1; i < sorted.size(); ++i) {
    EXPECT_TRUE(CompareJson(sorted[i - 1], sorted[i]) < 0) << sorted[i];
    EXPECT_TRUE(CompareJson(sorted[i], sorted[i - 1]) > 0) << sorted[i];
  }
}

TEST(JsonText, GivesStringsWithoutQuotes) {
  EXPECT_EQ(JsonText(Json("a\"b")), "a\"b");
  EXPECT_EQ(JsonText(Json(2.0)), "2");
  EXPECT_EQ(JsonText(*ParseJson(R"({"a":["x"]})")), R"({"a":["x"]})");
}

// The examples of RFC 6901, section 5.
TEST(JsonPointer, FindsWhatTheRfcSays) {
  const Json document =
      *ParseJson(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})");
  const std::vector<std::pair<std::string, std::string>> examples = {{"/foo", R"(["bar","baz"])"},
                                                                     {"/foo/0", "\"bar\""},
                                                                     {"/", "0"},
                                                                     {"/a~1b", "1"},
                                                                     {"/c%d", "2"},
                                                                     {"/e^f", "3"},
                                                                     {"/g|h", "4"},
                                                                     {"/i\\j", "5"},
                                                                     {"/k\"l", "6"},
                                                                     {"/ ", "7"},
                                                                     {"/m~0n", "8"}};
  for (const auto& [pointer, expected] : examples) {
    const Json* found = JsonPointer::Parse(pointer)->Find(document);
    ASSERT_NE(found, nullptr) << pointer;
    EXPECT_EQ(CanonicalJson(*found), expected) << pointer;
  }
}

TEST(JsonPointer, EmptyIsTheWholeDocument) {
  const Json document = 5;
  EXPECT_EQ(JsonPointer().Find(document), &document);
  EXPECT_TRUE(JsonPointer::Parse("")->whole());
  EXPECT_FALSE(JsonPointer::Parse("/")->whole());
}

TEST(JsonPointer, FindsNothingWhereNothingIs) {
  const Json document = *ParseJson(R"({"a":[1,2],"b":3})");
  for (const char* pointer :
       {"/a/2", "/a/-", "/a/01", "/a/+1", "/a/1x", "/a/", "/a/99999999999999999999", "/b/0", "/c", "/a/0/0"})
    EXPECT_EQ(JsonPointer::Parse(pointer)->Find(document), nullptr) << pointer;
}

TEST(JsonPointer, TellsEscapesApart) {
  const Json document = *ParseJson(R"({"~1":1,"/":2})");
  EXPECT_EQ(*JsonPointer::Parse("/~01")->Find(document), 1);
  EXPECT_EQ(*JsonPointer::Parse("/~1")->Find(document), 2);
}

TEST(JsonPointer, KeepsItsText) {
  EXPECT_EQ(JsonPointer::Parse("/a~1b/0")->text(), "/a~1b/0");
}

TEST(JsonPointer, RefusesWhatIsNoPointer) {
  EXPECT_EQ(JsonPointer::Parse("a/b").error().Message(),
            "not a JSON pointer: \"a/b\"; it must begin with '/': \"/a/b\"");
  EXPECT_EQ(JsonPointer::Parse("/a~2").error().Message(),
            "not a JSON pointer: \"/a~2\"; '~' must be written ~0, and '/' within a key ~1");
  EXPECT_EQ(JsonPointer::Parse("/a~").error().Message(),
            "not a JSON pointer: \"/a~\"; '~' must be written ~0, and '/' within a key ~1");
}

TEST(QuoteStart, ShowsAtMostTwoHundredBytes) {
  EXPECT_EQ(QuoteStart(std::string(200, 'x')), '"' + std::string(200, 'x') + '"');
  EXPECT_EQ(QuoteStart(std::string(201, 'x')), '"' + std::string(200, 'x') + "\"…");
}

TEST(QuoteStart, MakesABrokenCharacterWellFormed) {
  EXPECT_EQ(QuoteStart(std::string(199, 'x') + "é"), '"' + std::string(199, 'x') + "\uFFFD\"…");
}

}  // namespace
}  // namespace harness
