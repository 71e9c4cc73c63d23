#include "harness/base/expression_functions.h"

#include <gtest/gtest.h>

#include "harness/base/expression.h"

namespace harness {
namespace {

std::string Eval(std::string_view text) {
  const Json names = Json::parse(R"({
    "people": [{"name": "bob", "age": 30, "job": {"title": "dev"}}, {"name": "Al", "age": 41, "job": {"title": "ops"}}],
    "map": {"b": 1, "a": [2]}, "text": "Straße nach ZÜRICH", "null": null
  })");
  const Result<Expression> expression = Expression::Parse(text);
  if (!expression) return "error: " + expression.error().Message();
  const Result<Json> value = expression->Evaluate(JsonScope(names));
  return value ? value->dump() : "error: " + value.error().Message();
}

TEST(ExpressionFilters, ChangeCaseByUnicodesRules) {
  EXPECT_EQ(Eval("text | lower"), R"("straße nach zürich")");
  EXPECT_EQ(Eval("text | upper"), R"("STRASSE NACH ZÜRICH")");
  EXPECT_EQ(Eval("text | capitalize"), R"("Straße nach zürich")");
  EXPECT_EQ(Eval("'élan (über-VPN)' | title"), "\"Élan (Über-Vpn)\"");
}

TEST(ExpressionFilters, TrimReplaceAndReverseText) {
  EXPECT_EQ(Eval("' \\t a b\\n' | trim"), R"("a b")");
  EXPECT_EQ(Eval("'äxä' | trim('ä')"), R"("x")");
  EXPECT_EQ(Eval("'a-b-c' | replace('-', '+')"), R"("a+b+c")");
  EXPECT_EQ(Eval("'a-b-c' | replace('-', '', 1)"), R"("ab-c")");
  EXPECT_EQ(Eval("'a' | replace('', 'x')"), "error: column 7: replace: needs a text to replace, not an empty one");
  EXPECT_EQ(Eval("'aé' | reverse"), R"("éa")");
}

TEST(ExpressionFilters, MeasureAndPick) {
  EXPECT_EQ(Eval("[text | length, people | length, map | count, missing | length]"), "[18,2,2,0]");
  EXPECT_EQ(Eval("['äb' | first, [1, 2] | last, [] | first, map | first]"), R"(["ä",2,null,"a"])");
  EXPECT_EQ(Eval("5 | length"), "error: column 5: length: needs a list, a map or text, not a whole number (5)");
}

TEST(ExpressionFilters, ConvertNumbers) {
  EXPECT_EQ(Eval("['42.9' | int, 'x' | int, 'x' | int(7), -2.5 | int, true | int]"), "[42,0,7,-2,1]");
  EXPECT_EQ(Eval("['1.5' | float, 'x' | float, 2 | float]"), "[1.5,0.0,2.0]");
  EXPECT_EQ(Eval("1e300 | int"), "error: column 9: int: the result does not fit a whole number of 64 bits");
  EXPECT_EQ(Eval("[-5 | abs, -1.5 | abs, 12 | string]"), R"([5,1.5,"12"])");
}

TEST(ExpressionFilters, RoundAsPythonDoes) {
  EXPECT_EQ(Eval("[2.5 | round, 3.5 | round, 2.675 | round(2), 0.125 | round(2)]"), "[2.0,4.0,2.67,0.12]");
  EXPECT_EQ(Eval("[2.1 | round(0, 'ceil'), 2.19 | round(1, method='floor'), 1250 | round(-2)]"), "[3.0,2.1,1200.0]");
  EXPECT_EQ(Eval("9007199254740993 | round(2)"), "9007199254740993");
  EXPECT_EQ(Eval("2.5 | round(method='up')"), "error: column 7: round: needs 'common', 'ceil' or 'floor', not 'up'");
  EXPECT_EQ(Eval("2.5 | round(500)"), "error: column 7: round: needs a precision from -300 to 300");
}

TEST(ExpressionFilters, SortWithoutCaseUnlessTold) {
  EXPECT_EQ(Eval("['b', 'A', 'C'] | sort"), R"(["A","b","C"])");
  EXPECT_EQ(Eval("['b', 'A', 'C'] | sort(case_sensitive=true)"), R"(["A","C","b"])");
  EXPECT_EQ(Eval("[3, 1.5, 2] | sort(reverse=true)"), "[3,2,1.5]");
  EXPECT_EQ(Eval("people | sort(attribute='name') | map(attribute='job.title') | join(', ')"), R"("ops, dev")");
  EXPECT_EQ(Eval("[1, 'a'] | sort"), "error: column 12: sort: can't order a whole number (1) and text ('a')");
}

TEST(ExpressionFilters, SumUpLists) {
  EXPECT_EQ(Eval("[people | sum(attribute='age'), [1, 0.5] | sum(start=10), [] | sum]"), "[71,11.5,0]");
  EXPECT_EQ(Eval("['a'] | sum"), "error: column 9: sum: can't add text ('a') to a whole number (0)");
  EXPECT_EQ(Eval("[[3, 1] | min, ['b', 'A'] | max, [] | max, (people | max(attribute='age')).name]"),
            R"([1,"b",null,"Al"])");
  EXPECT_EQ(Eval("['a', 'A', 1, 1.0, '1'] | unique"), R"(["a",1,"1"])");
}

TEST(ExpressionFilters, TurnIntoListsAndText) {
  EXPECT_EQ(Eval("[map | list, 'ab' | list, map | items]"), R"([["a","b"],["a","b"],[["a",[2]],["b",1]]])");
  EXPECT_EQ(Eval("[1, 'x', none, true] | join('|')"), R"("1|x|null|true")");
  EXPECT_EQ(Eval("map | tojson"), R"("{\"a\":[2],\"b\":1}")");
  EXPECT_EQ(Eval("[1] | tojson(indent=1)"), R"("[\n 1\n]")");
  EXPECT_EQ(Eval("5 | join"), "error: column 5: join: needs a list, not a whole number (5)");
}

TEST(ExpressionFilters, AreThoseOfTemplates) {
  EXPECT_EQ(Eval("[1, 2, 3] | select('odd') | join('+')"), R"("1+3")");
  EXPECT_EQ(Eval("people | selectattr('age', 'gt', '35') | map('name')"), R"(["Al"])");
  EXPECT_EQ(Eval("[('one two' | wordcount), ('a b c' | truncate(1, true, '')), ('%s!' | format(null))]"),
            R"([2,"a b c","null!"])");
  EXPECT_EQ(Eval("people | groupby('age') | first | last | length"), "1");
  EXPECT_EQ(Eval("[1, 2, 3] | batch(2)"), "[[1,2],[3]]");
  EXPECT_EQ(Eval("[1] | random"),
            "error: column 7: the filter 'random' is not supported: a rendering must be the same each time");
}

TEST(ExpressionFilters, RefuseWhatOnlyTemplatesHave) {
  EXPECT_EQ(Eval("(1, 2)"), "error: column 3: expected ')' before ','");
  EXPECT_EQ(Eval("'a' 'b'"), "error: column 5: expected an operator before 'b'");
  EXPECT_EQ(Eval("[1] | join(*map)"), "error: column 12: expected a value before '*'");
  EXPECT_EQ(Eval("map.b()"), "error: column 5: there is no method 'b'");
}

TEST(ExpressionFilters, RefuseWrongCalls) {
  EXPECT_EQ(Eval("1 | lowr"), "error: column 5: there is no filter 'lowr', did you mean 'lower'?");
  EXPECT_EQ(Eval("1 | lower(2)"), "error: column 11: 'lower' takes at most 0 arguments");
  EXPECT_EQ(Eval("1 | replace('a')"), "error: column 5: 'replace' needs 'new'");
  EXPECT_EQ(Eval("1 | round(digits=2)"), "error: column 11: 'round' takes no 'digits'");
  EXPECT_EQ(Eval("1 | round(precision=2, 1)"), "error: column 24: an argument without a name after one that has one");
  EXPECT_EQ(Eval("1 | round(2, precision=2)"), "error: column 14: 'precision' is given twice");
  EXPECT_EQ(Eval("1 | "), "error: column 5: expected a filter at the end");
}

TEST(ExpressionTests, KnowTypes) {
  EXPECT_EQ(Eval("['a' is string, 1 is number, 1 is integer, 1.5 is float, true is boolean, true is number]"),
            "[true,true,true,true,true,false]");
  EXPECT_EQ(Eval("[map is mapping, map is sequence, [] is iterable, 5 is iterable, null is none, null is null]"),
            "[true,true,true,false,true,true]");
  EXPECT_EQ(Eval("[true is true, 1 is true, false is false, 'a' is lower, 'A' is upper, '1' is upper]"),
            "[true,false,true,true,true,false]");
}

TEST(ExpressionTests, RelateValues) {
  EXPECT_EQ(Eval("[3 is odd, 3 is even, 9 is divisibleby 3, 9 is divisibleby(2), 3 is not odd]"),
            "[true,false,true,false,false]");
  EXPECT_EQ(Eval("[1 is eq 1, 1 is ne(1), 1 is lt 2, 2 is ge 3, 1 is in [1]]"), "[true,false,true,false,true]");
  EXPECT_EQ(Eval("[1 is sameas 1, 1 is sameas 1.0, '1' is sameas(1), none is sameas missing]"),
            "[true,false,false,true]");
  EXPECT_EQ(Eval("'a' is odd"), "error: column 8: odd: can't apply '%' to text ('a') and a whole number (2)");
}

TEST(ExpressionTests, RefuseWrongCalls) {
  EXPECT_EQ(Eval("1 is nummer"), "error: column 6: there is no test 'nummer', did you mean 'number'?");
  EXPECT_EQ(Eval("1 is number is odd"), "error: column 13: tests can't be chained, use 'and'");
  EXPECT_EQ(Eval("1 is eq"), "error: column 8: expected a value at the end");
  EXPECT_EQ(Eval("1 is not 5"), "error: column 10: expected a test before '5'");
}

TEST(ExpressionMethods, AreThoseOfPython) {
  EXPECT_EQ(Eval("['Ab'.lower(), 'ab'.upper(), ' a '.strip(), 'ab'.startswith('a'), 'ab'.endswith('a')]"),
            R"(["ab","AB","a",true,false])");
  EXPECT_EQ(Eval("[' a  b '.split(), 'a,b,'.split(','), 'a b c'.split(maxsplit=1), 'a,b,c'.split(',', 1)]"),
            R"([["a","b"],["a","b",""],["a","b c"],["a","b,c"]])");
  EXPECT_EQ(Eval("'\\va'.split()"), R"(["a"])");
  EXPECT_EQ(Eval("[map.get('b'), map.get('x'), map.get('x', 0), 'a-b'.replace('-', '')]"), R"([1,null,0,"ab"])");
  EXPECT_EQ(Eval("[map.keys(), map.values(), map.items()]"), R"([["a","b"],[[2],1],[["a",[2]],["b",1]]])");
}

TEST(ExpressionMethods, RefuseWrongCalls) {
  EXPECT_EQ(Eval("map.lower()"), "error: column 5: lower: needs text, not a map");
  EXPECT_EQ(Eval("'a'.get('b')"), "error: column 5: get: needs a map, not text ('a')");
  EXPECT_EQ(Eval("'a'.startwith('b')"), "error: column 5: there is no method 'startwith', did you mean 'startswith'?");
  EXPECT_EQ(Eval("'a'.split('')"), "error: column 5: split: needs a separator, not an empty text");
  EXPECT_EQ(Eval("'a'.startswith(1)"), "error: column 5: startswith: needs text, not a whole number (1)");
}

TEST(ExpressionMethods, BoundTheListsThatTheyMake) {
  EXPECT_EQ(Eval("(',' * 200000).split(',')"), "error: column 16: split: a list would have more than 100000 items");
  EXPECT_EQ(Eval("('a' * 200000) | list | length"), "error: column 18: list: a list would have more than 100000 items");
}

TEST(ExpressionFunctions, HaveDistinctNamesInOrder) {
  for (const auto functions : {expression::Filters(), expression::Tests(), expression::Methods()}) {
    const std::vector<std::string_view> names = expression::NamesOf(functions);
    for (size_t i = 1; i < names.size(); ++i) EXPECT_LT(names[i - 1], names[i]);
  }
}

}  // namespace
}  // namespace harness
