#include "harness/base/expression.h"

#include <gtest/gtest.h>

#include <thread>

namespace harness {
namespace {

Json Names() {
  return Json::parse(R"({
    "id": "INC0012345", "category": "Access", "tags": ["sql", "real"], "none_here": null, "big": 18446744073709551615,
    "vars": {"year": "2025", "count": 3, "ratio": 0.5, "note": "", "a": {"b": [1, {"c": "deep"}]}, "Ticket Type": "x"}
  })");
}

// The value as JSON, or "error: " and what went wrong.
std::string Eval(std::string_view text, Undefined undefined = Undefined::kNull) {
  const Result<Expression> expression = Expression::Parse(text);
  if (!expression) return "error: " + expression.error().Message();
  const Json names = Names();
  const Result<Json> value = expression->Evaluate(JsonScope(names), undefined);
  return value ? value->dump() : "error: " + value.error().Message();
}

std::string Strict(std::string_view text) {
  return Eval(text, Undefined::kStrict);
}

TEST(Expression, ReadsLiterals) {
  EXPECT_EQ(Eval("42"), "42");
  EXPECT_EQ(Eval("1_000.5e1"), "10005.0");
  EXPECT_EQ(Eval(R"('it\'s' ~ "\t\u00e4\x41\d")"), R"("it's\täA\\d")");
  EXPECT_EQ(Eval("[true, False, none, 'a', [1]]"), R"([true,false,null,"a",[1]])");
  EXPECT_EQ(Eval("{'a': 1, 'b': {'c': id}}"), R"({"a":1,"b":{"c":"INC0012345"}})");
  EXPECT_EQ(Eval("[] or {}"), "{}");
}

TEST(Expression, FollowsAttributesAndSubscripts) {
  EXPECT_EQ(Eval("vars.a.b[1].c"), R"("deep")");
  EXPECT_EQ(Eval("vars['a']['b'][-1]['c'][0]"), R"("d")");
  EXPECT_EQ(Eval("vars.a.b.1.c"), R"("deep")");
  EXPECT_EQ(Eval("vars['Ticket Type']"), R"("x")");
  EXPECT_EQ(Eval("tags[7]"), "null");
}

TEST(Expression, TakesWhatIsAbsentAsNull) {
  EXPECT_EQ(Eval("nothing"), "null");
  EXPECT_EQ(Eval("vars.nothing.more[0]"), "null");
  EXPECT_EQ(Eval("nothing == none"), "true");
  EXPECT_EQ(Eval("nothing.startswith('a')"), "null");
}

TEST(Expression, TellsAbsentFromNullWhenAsked) {
  EXPECT_EQ(Eval("[nothing is defined, none_here is defined, nothing is none]"), "[false,true,true]");
  EXPECT_EQ(Eval("[nothing | default('x'), none_here | default('x'), none_here | default('x', true)]"),
            R"(["x",null,"x"])");
}

TEST(Expression, RefusesWhatIsAbsentInStrictMode) {
  EXPECT_EQ(Strict("vars.count"), "3");
  EXPECT_EQ(Strict("nothing"), "error: column 1: 'nothing' is not defined");
  EXPECT_EQ(Strict("1 + vars.a.x"), "error: column 12: 'vars.a.x' is not defined");
  EXPECT_EQ(Strict("vars.x.y"), "error: column 6: 'vars.x' is not defined");
  EXPECT_EQ(Strict("vars.x | lower"), "error: column 6: 'vars.x' is not defined");
  EXPECT_EQ(Strict("[vars.x | default('d'), (vars.x) is defined, x is undefined]"), R"(["d",false,true])");
}

TEST(Expression, CalculatesAsPythonDoes) {
  EXPECT_EQ(Eval("7 // 2 + 7 % 3 * 2 ** 3"), "11");
  EXPECT_EQ(Eval("[-7 // 2, -7 % 3, 7 // -2, 7 % -3, -7.5 // 2, -7.5 % 2]"), "[-4,2,-4,-2,-4.0,0.5]");
  EXPECT_EQ(Eval("[6 / 3, 2 ** -1, 2 ** 3 ** 2, -2 ** 2]"), "[2.0,0.5,64,4]");
  EXPECT_EQ(Eval("['a' + 'b', [1] + [2], 'ab' * 2, 1 ~ 2 ~ true ~ 1.0 ~ nothing]"), R"(["ab",[1,2],"abab","12true1"])");
}

TEST(Expression, KeepsWholeNumbersExact) {
  EXPECT_EQ(Eval("9007199254740993 + 0"), "9007199254740993");
  EXPECT_EQ(Eval("9007199254740993 == 9007199254740992.0"), "false");
  EXPECT_EQ(Eval("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(Eval("9223372036854775807 + 1"), "error: column 21: the result does not fit a whole number of 64 bits");
  EXPECT_EQ(Eval("-9223372036854775808 // -1"), "error: column 22: the result does not fit a whole number of 64 bits");
  EXPECT_EQ(Eval("[big, big > 9223372036854775807, big == 18446744073709551615]"), "[18446744073709551615,true,true]");
  EXPECT_EQ(Eval("big + 1"), "error: column 5: the result does not fit a whole number of 64 bits");
  EXPECT_EQ(Eval("3 ** 40"), "error: column 3: the result does not fit a whole number of 64 bits");
  EXPECT_EQ(Eval("3 ** 39"), "4052555153018976267");
  EXPECT_EQ(Eval("(-1) ** 9223372036854775807"), "-1");
}

TEST(Expression, RefusesWhatHasNoResult) {
  EXPECT_EQ(Eval("1 / 0"), "error: column 3: division by zero");
  EXPECT_EQ(Eval("1 % 0.0"), "error: column 3: division by zero");
  EXPECT_EQ(Eval("10.0 ** 400"), "error: column 6: the result is not a finite number");
  EXPECT_EQ(Eval("(-8) ** 0.5"), "error: column 6: the result is not a finite number");
  EXPECT_EQ(Eval("1 + 'a'"), "error: column 3: can't apply '+' to a whole number (1) and text ('a')");
  EXPECT_EQ(Eval("-tags"), "error: column 1: can't apply '-' to a list");
}

TEST(Expression, ComparesInChains) {
  EXPECT_EQ(Eval("1 < 2 <= 2 != 3"), "true");
  EXPECT_EQ(Eval("1 < 2 > 5"), "false");
  EXPECT_EQ(Eval("'a' < 'b'"), "true");
  EXPECT_EQ(Eval("[1, {'a': 1.0}] == [1.0, {'a': 1}]"), "true");
}

TEST(Expression, ComparesTextThatSpellsANumberAsANumber) {
  EXPECT_EQ(Eval("vars.year >= 2025 and vars.year < 2025.5 and vars.year == 2025"), "true");
  EXPECT_EQ(Eval("['+7' == 7, ' 1e3 ' == 1000, '.5' == 0.5, '007' == 7, '7' == '007']"), "[true,true,true,true,false]");
  EXPECT_EQ(Eval("['' == 0, 'abc' == 5, '0x1' == 1, '1e' == 1, 'nan' == 0, '.' == 0]"),
            "[false,false,false,false,false,false]");
  EXPECT_EQ(Eval("2025 in [vars.year]"), "true");
  EXPECT_EQ(Eval("'10' > '9'"), "false");
}

TEST(Expression, RefusesToOrderUnlikeTypes) {
  EXPECT_EQ(Eval("'abc' < 5"), "error: column 7: can't compare text ('abc') with a whole number (5) by '<'");
  EXPECT_EQ(Eval("1 >= tags"), "error: column 3: can't compare a whole number (1) with a list by '>='");
  EXPECT_EQ(Eval("true < 2"), "error: column 6: can't compare true with a whole number (2) by '<'");
}

TEST(Expression, FindsNothingBelowOrAboveNullOrAnEmptyCell) {
  EXPECT_EQ(Eval("[vars.month >= 1, vars.month < 1, 1 <= none]"), "[false,false,false]");
  EXPECT_EQ(Eval("[vars.note >= 1, 1 > vars.note]"), "[false,false]");
}

TEST(Expression, LooksForMembers) {
  EXPECT_EQ(Eval("['sql' in tags, 'x' not in tags, 'cc' in category, 'year' in vars, 'x' in nothing]"),
            "[true,true,true,true,false]");
  EXPECT_EQ(Eval("5 in 'abc'"), "error: column 3: can't look for a whole number (5) in text ('abc')");
  EXPECT_EQ(Eval("5 in 5"), "error: column 3: can't look for anything in a whole number (5)");
}

TEST(Expression, ReturnsOperandsOfAndAndOr) {
  EXPECT_EQ(Eval("nothing or '' or 'last' or 'never'"), R"("last")");
  EXPECT_EQ(Eval("1 and [] and 1 / 0"), "[]");
  EXPECT_EQ(Eval("not [] and not not 'x'"), "true");
  EXPECT_EQ(Eval("not category == 'Network'"), "true");
}

TEST(Expression, ChoosesByCondition) {
  EXPECT_EQ(Eval("'P1' if vars.count > 5 else 'P2' if vars.count > 2 else 'P3'"), R"("P2")");
  EXPECT_EQ(Eval("'P1' if false"), "null");
  EXPECT_EQ(Eval("1 if true else 1 / 0"), "1");
}

TEST(Expression, BindsAsJinjaDoes) {
  EXPECT_EQ(Eval("1 + 2 | string"), R"(error: column 3: can't apply '+' to a whole number (1) and text ('2'))");
  EXPECT_EQ(Eval("-3 | abs"), "3");
  EXPECT_EQ(Eval("not nothing is none"), "false");
  EXPECT_EQ(Eval("category | lower == 'access'"), "true");
  EXPECT_EQ(Eval("1 ~ 2 * 3"), R"("16")");
  EXPECT_EQ(Eval("1 ~ 2 + 3 ~ 4"), R"("1234")");
}

TEST(Expression, PointsToMistakes) {
  EXPECT_EQ(Eval("(a or and b"), "error: column 7: expected a value before 'and'");
  EXPECT_EQ(Eval("(a and b"), "error: column 9: expected ')' at the end");
  EXPECT_EQ(Eval("(a 'b'"), "error: column 4: expected ')' before 'b'");
  EXPECT_EQ(Eval(""), "error: column 1: expected a value at the end");
  EXPECT_EQ(Eval("a b"), "error: column 3: expected an operator before 'b'");
  EXPECT_EQ(Eval("a = 1"), "error: column 3: '=' is no operator, write '=='");
  EXPECT_EQ(Eval("a && b"), "error: column 3: '&&' is no operator, write 'and'");
  EXPECT_EQ(Eval("a || b"), "error: column 3: '||' is no operator, write 'or'");
  EXPECT_EQ(Eval("!a"), "error: column 1: '!' is no operator, write 'not'");
  EXPECT_EQ(Eval("a == 'x"), "error: column 6: the text that begins with ' does not end");
  EXPECT_EQ(Eval("12abc"), "error: column 1: '12a' is no number");
  EXPECT_EQ(Eval("18446744073709551616"), "error: column 1: the number does not fit 64 bits");
  EXPECT_EQ(Eval("'\\u00g0'"), "error: column 2: an escape of a code point lacks digits");
  EXPECT_EQ(Eval("a $ b"), "error: column 3: '$' has no meaning here");
  EXPECT_EQ(Eval("a[1:2]"), "error: column 4: expected ']' before ':'");
  EXPECT_EQ(Eval("f(1)"), "error: column 2: there are no functions to call, only filters and methods");
  EXPECT_EQ(Eval("{1: 2}"), "error: column 2: a key must be text, not a whole number (1)");
  EXPECT_EQ(Eval("a."), "error: column 3: expected a name at the end");
}

TEST(Expression, ShowsWhereAMistakeIs) {
  EXPECT_EQ(Expression::Parse("a == and").error().Render(),
            "column 6: expected a value before 'and'\n"
            "a == and\n"
            "     ^\n");
}

TEST(Expression, RefusesWhatIsTooLongOrTooDeep) {
  const auto nested = [](size_t depth) { return std::string(depth, '(') + "1" + std::string(depth, ')'); };
  EXPECT_EQ(Eval(nested(99)), "1");
  EXPECT_EQ(Eval(nested(100)), "error: column 101: nested deeper than 100 levels");
  EXPECT_EQ(Eval(nested(30000)), "error: column 101: nested deeper than 100 levels");
  EXPECT_EQ(Eval(std::string(30000, '-') + "1"), "1");
  EXPECT_EQ(Eval(std::string(70000, '1')), "error: column 1: an expression of more than 65536 bytes");
}

TEST(Expression, TakesLongChainsWithoutDeepRecursion) {
  std::string sum = "1";
  std::string chain = "vars";
  std::string choice;
  for (int i = 0; i < 8000; ++i) {
    sum += " + 1";
    chain += ".x";
    choice += "1 if 0 else ";
  }
  EXPECT_EQ(Eval(sum), "8001");
  EXPECT_EQ(Eval(chain), "null");
  EXPECT_EQ(Eval(choice.substr(0, 60000) + "2"), "2");
}

TEST(Expression, BoundsWhatItMakes) {
  EXPECT_EQ(Eval("'a' * 1000000000"), "error: column 5: a text would be longer than 1048576 bytes");
  EXPECT_EQ(Eval("('a' * 1048576) ~ 'b'"), "error: column 17: a text would be longer than 1048576 bytes");
  EXPECT_EQ(Eval("('a' * 1048576) + 'b'"), "error: column 17: a text would be longer than 1048576 bytes");
  std::string much = "'' ";
  for (int i = 0; i < 17; ++i) much += "or not 'a' * 1000000 ";
  EXPECT_EQ(Eval(much), "error: column 351: the expression makes more than 16777216 bytes");
}

TEST(Expression, ListsTheNamesItUses) {
  const auto expression = Expression::Parse("vars.a['b'] == x and id in [tags[0], vars.year | int] or vars.get('q')");
  ASSERT_TRUE(expression);
  EXPECT_EQ(expression->names(), (std::set<std::string>{"id", "tags", "vars", "x"}));
  EXPECT_EQ(expression->paths(), (std::set<std::string>{"id", "tags", "vars", "vars.a.b", "vars.year", "x"}));
}

TEST(Expression, ReadsAPrefixOfALongerText) {
  const std::string text = "pass_rate(category == 'a)') >= 90%";
  size_t end = 0;
  const auto expression = Expression::ParsePrefix(text, 10, &end);
  ASSERT_TRUE(expression);
  EXPECT_EQ(text.substr(end), ") >= 90%");
  EXPECT_EQ(expression->text(), "category == 'a)'");
}

TEST(Expression, EndsAPrefixAtTheEndOfATemplatesTag) {
  size_t end = 0;
  ASSERT_TRUE(Expression::ParsePrefix("{{ {'a': {'b': 1}}}} {{", 3, &end));
  EXPECT_EQ(end, 18u);
  ASSERT_TRUE(Expression::ParsePrefix("{% if a -%} x", 6, &end));
  EXPECT_EQ(end, 8u);
}

TEST(Expression, CountsColumnsOfAPrefixInTheWholeText) {
  size_t end = 0;
  EXPECT_EQ(Expression::ParsePrefix("{{ a + }}", 3, &end).error().Message(), "column 8: expected a value at the end");
}

TEST(Expression, WritesTextForTemplates) {
  const Json names = Names();
  const auto text = [&](std::string_view t) { return Expression::Parse(t)->Text(JsonScope(names)).value(); };
  EXPECT_EQ(text("category"), "Access");
  EXPECT_EQ(text("nothing"), "");
  EXPECT_EQ(text("none_here"), "null");
  EXPECT_EQ(text("tags"), R"(["sql","real"])");
}

TEST(Expression, SaysWhetherAValueIsTrue) {
  const Json names = Names();
  const auto test = [&](std::string_view t) { return Expression::Parse(t)->Test(JsonScope(names)).value(); };
  EXPECT_TRUE(test("tags"));
  EXPECT_TRUE(test("'0'"));
  EXPECT_FALSE(test("0.0"));
  EXPECT_FALSE(test("vars.note"));
}

TEST(Expression, GivesTheSameFromManyThreads) {
  const Expression expression =
      *Expression::Parse("vars.year >= 2025 and (tags | sort | join('+')) == 'real+sql' and ['a'][0]");
  const Json names = Names();
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 200; ++k) EXPECT_EQ(expression.Evaluate(JsonScope(names)).value(), "a");
    });
  }
}

Node Scalar(std::string line, std::string value, int column) {
  auto source = std::make_shared<Source>(Source{"suite.yaml", "a: 1\n" + line + "\n"});
  return Node::Scalar(Node::Kind::kString, std::move(value), std::move(source), 2, column);
}

TEST(ExpressionAtNode, PointsIntoAPlainScalar) {
  EXPECT_EQ(Expression::Read(Scalar("where: a == and", "a == and", 8)).error().Render(),
            "suite.yaml:2:13: expected a value before 'and'\n"
            "where: a == and\n"
            "            ^\n");
}

TEST(ExpressionAtNode, PointsIntoAQuotedScalar) {
  EXPECT_EQ(Expression::Read(Scalar("where: 'a == ''x'' b'", "a == 'x' b", 8)).error().Render(),
            "suite.yaml:2:20: expected an operator before 'b'\n"
            "where: 'a == ''x'' b'\n"
            "                   ^\n");
  EXPECT_EQ(
      Expression::Read(Scalar(R"(where: "a == \"x\" b")", "a == \"x\" b", 8)).error().diagnostics()[0].place.column,
      20);
}

TEST(ExpressionAtNode, KeepsTheColumnWhereThePlaceCannotBeFollowed) {
  EXPECT_EQ(Expression::Read(Scalar("where: ${FILTER}", "a == and", 8)).error().Render(),
            "suite.yaml:2:8: column 6: expected a value before 'and'\n"
            "where: ${FILTER}\n"
            "       ^\n");
}

TEST(ExpressionAtNode, RefusesWhatIsNoText) {
  const auto source = std::make_shared<Source>(Source{"suite.yaml", "where: [a]\n"});
  EXPECT_EQ(Expression::Read(Node::List({}, source, 1, 8)).error().Message(),
            "suite.yaml:1:8: expected an expression, found a list");
}

}  // namespace
}  // namespace harness
