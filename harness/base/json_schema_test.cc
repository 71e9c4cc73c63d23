#include "harness/base/json_schema.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace harness {
namespace {

JsonSchema Compiled(std::string_view text) {
  Result<JsonSchema> schema = JsonSchema::Compile(ParseJson(text).value());
  EXPECT_TRUE(schema) << schema.error().Message();
  return std::move(*schema);
}

std::string Refusal(std::string_view text) {
  const Result<JsonSchema> schema = JsonSchema::Compile(ParseJson(text).value());
  return schema ? "none" : schema.error().Message();
}

// Each violation as "schema | instance: message".
std::vector<std::string> Violations(std::string_view schema, std::string_view value) {
  std::vector<std::string> lines;
  for (const SchemaViolation& violation : Compiled(schema).Validate(ParseJson(value).value()))
    lines.push_back(violation.schema + " | " + ToString(violation));
  return lines;
}

using Lines = std::vector<std::string>;

TEST(JsonSchema, NamesTheValueThatIsNotInTheList) {
  EXPECT_EQ(Violations(R"({"properties":{"priority":{"enum":["P1","P2"]}}})", R"({"priority":"P9"})"),
            Lines{R"(#/properties/priority/enum | /priority: "P9" is not one of ["P1", "P2"])"});
}

TEST(JsonSchema, SaysWhichKindIsMissing) {
  EXPECT_EQ(Violations(R"({"type":["string","null"]})", "42"), Lines{"#/type | must be null or a string, but is 42"});
  EXPECT_EQ(Violations(R"({"type":"integer"})", "1.5"), Lines{"#/type | must be an integer, but is 1.5"});
  EXPECT_EQ(Violations(R"({"type":"number"})", R"({"a":1})"),
            Lines{"#/type | must be a number, but is an object with 1 key"});
}

TEST(JsonSchema, TakesAnIntegralDoubleForAnInteger) {
  EXPECT_EQ(Violations(R"({"type":"integer"})", "1.0"), Lines{});
}

TEST(JsonSchema, ComparesNumbersExactly) {
  EXPECT_EQ(Violations(R"({"minimum":0})", "18446744073709551615"), Lines{});
  EXPECT_EQ(Violations(R"({"maximum":9007199254740992})", "9007199254740993"),
            Lines{"#/maximum | 9007199254740993 is greater than the maximum 9007199254740992"});
  EXPECT_EQ(Violations(R"({"exclusiveMinimum":1,"multipleOf":0.1})", "0.55"),
            (Lines{"#/exclusiveMinimum | 0.55 is not greater than 1", "#/multipleOf | 0.55 is not a multiple of 0.1"}));
}

TEST(JsonSchema, ReportsAllViolationsWithTheirPlaces) {
  EXPECT_EQ(Violations(R"({"required":["id"],"additionalProperties":false,
                           "properties":{"a/b":{"items":{"type":"string","minLength":2}}}})",
                       R"({"a/b":["xy","é",3],"z":0})"),
            (Lines{R"(#/required | the key "id" is missing)",
                   "#/properties/a~1b/items/minLength | /a~1b/1: the length is 1; at least 2 must be",
                   "#/properties/a~1b/items/type | /a~1b/2: must be a string, but is 3",
                   R"(#/additionalProperties | the key "z" is not allowed)"}));
}

TEST(JsonSchema, StopsAtTheNumberOfViolationsAskedFor) {
  const JsonSchema schema = Compiled(R"({"items":false,"not":true})");
  EXPECT_EQ(schema.Validate(Json::array({1, 2, 3}), 1).size(), 1U);
  EXPECT_EQ(schema.Validate(Json::array({1, 2, 3})).size(), 2U);
}

TEST(JsonSchema, ReportsArrays) {
  EXPECT_EQ(Violations(R"({"prefixItems":[true],"items":false})", "[1,2,3]"),
            Lines{"#/items | the number of items is 3; at most 1 may be"});
  EXPECT_EQ(Violations(R"({"uniqueItems":true})", R"([{"a":1},2,{"a":1.0}])"),
            Lines{"#/uniqueItems | items 0 and 2 are equal"});
  EXPECT_EQ(Violations(R"({"contains":{"type":"null"}})", "[1]"),
            Lines{"#/contains | the number of items that match \"contains\" is 0; at least 1 must be"});
  EXPECT_EQ(Violations(R"({"contains":{"type":"null"},"maxContains":1})", "[null,null]"),
            Lines{"#/maxContains | the number of items that match \"contains\" is 2; at most 1 may be"});
  EXPECT_EQ(Violations(R"({"prefixItems":[true],"unevaluatedItems":false})", "[1,2]"),
            Lines{"#/unevaluatedItems | the item 1 is not allowed"});
}

TEST(JsonSchema, ReportsObjects) {
  EXPECT_EQ(Violations(R"({"propertyNames":{"maxLength":1}})", R"({"ab":1})"),
            Lines{R"(#/propertyNames/maxLength | the key "ab": the length is 2; at most 1 may be)"});
  EXPECT_EQ(Violations(R"({"dependentRequired":{"a":["b"]}})", R"({"a":1})"),
            Lines{R"(#/dependentRequired | the key "b" is missing, but "a" needs it)"});
  EXPECT_EQ(Violations(R"({"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false})", R"({"a":1,"b":2})"),
            Lines{R"(#/unevaluatedProperties | the key "b" is not allowed)"});
  EXPECT_EQ(Violations(R"({"properties":{"a":false}})", R"({"a":1})"),
            Lines{"#/properties/a | /a: no value is allowed here"});
}

TEST(JsonSchema, ReportsCombinations) {
  EXPECT_EQ(Violations(R"({"properties":{"x":{"anyOf":[{"type":"null"},{"items":{"type":"null"},"type":"array"}]}}})",
                       R"({"x":[7]})"),
            Lines{"#/properties/x/anyOf | /x: an array of 1 matches none of the 2 schemas of anyOf; 0: must be null, "
                  "but is an array of 1; "
                  "1: /0: must be null, but is 7"});
  EXPECT_EQ(Violations(R"({"oneOf":[true,{"type":"null"},{"minimum":2}]})", "3"),
            Lines{"#/oneOf | 3 matches the schemas 0 and 2 of oneOf; exactly one must match"});
  EXPECT_EQ(Violations(R"({"not":{"const":3}})", "3"), Lines{R"(#/not | 3 matches the schema of "not")"});
  EXPECT_EQ(Violations(R"({"if":{"type":"number"},"then":{"const":4}})", "3"), Lines{"#/then/const | 3 is not 4"});
}

TEST(JsonSchema, CutsLongValuesInMessages) {
  const std::vector<SchemaViolation> violations =
      Compiled(R"({"type":"null"})").Validate(Json(std::string(100000, 'x')));
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].message, "must be null, but is \"" + std::string(79, 'x') + "…");
}

TEST(JsonSchema, TakesDraft2020WithoutDialect) {
  EXPECT_EQ(Violations(R"({"$ref":"#/$defs/a","type":"string","$defs":{"a":true}})", "1"),
            Lines{"#/type | must be a string, but is 1"});
}

TEST(JsonSchema, IgnoresWhatStandsBesideReferencesInDraft7) {
  EXPECT_EQ(Violations(R"({"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#/definitions/a","pattern":"(?=",
                           "properties":{"x":{"$ref":"http://elsewhere/"}},"definitions":{"a":{"type":"integer"}}})",
                       "1"),
            Lines{});
}

TEST(JsonSchema, RefusesOtherDialects) {
  EXPECT_EQ(Refusal(R"({"$schema":"http://json-schema.org/draft-04/schema#"})"),
            "#/$schema: the dialect \"http://json-schema.org/draft-04/schema#\" is not supported; draft 7 "
            "(http://json-schema.org/draft-07/schema#) and 2020-12 (https://json-schema.org/draft/2020-12/schema) are");
}

TEST(JsonSchema, RefusesOtherDocuments) {
  EXPECT_EQ(Refusal(R"({"properties":{"a":{"$ref":"http://x.org/a.json#/b"}}})"),
            "#/properties/a/$ref: \"http://x.org/a.json#/b\" refers to another document; only references within the "
            "schema are supported");
}

TEST(JsonSchema, RefusesReferencesToNothing) {
  EXPECT_EQ(Refusal(R"({"$ref":"#/$defs/b","$defs":{"a":true}})"),
            "#/$ref: \"#/$defs/b\" refers to nothing in this schema");
  EXPECT_EQ(Refusal(R"({"$ref":"#b"})"), "#/$ref: \"#b\" refers to nothing in this schema");
  EXPECT_EQ(Refusal(R"({"$ref":"#/minimum","minimum":1})"), "#/$ref: \"#/minimum\" refers to nothing in this schema");
}

TEST(JsonSchema, RefusesNamesTakenTwice) {
  EXPECT_EQ(Refusal(R"({"$defs":{"a":{"$id":"x"},"b":{"$id":"x"},"c":{"$anchor":"y"},"d":{"$dynamicAnchor":"y"}}})"),
            "#/$defs/b/$id: the name \"x\" is taken by another schema; #/$defs/d/$dynamicAnchor: the name \"y\" is "
            "taken by another schema");
}

TEST(JsonSchema, NamesEveryMistakeAtOnce) {
  EXPECT_EQ(
      Refusal(
          R"json({"type":"strng","minLength":-1,"multipleOf":0,"minimum":"3","required":"a","pattern":"(?=a)","items":3,
                            "anyOf":[],"properties":{"a/b":7},"patternProperties":{"[":{}}})json"),
      "#/type: \"strng\" is not a type; there are null, boolean, integer, number, string, array, object; "
      "#/minimum: must be a number, but is string; #/multipleOf: must be greater than 0; "
      "#/minLength: must be a whole number from 0; "
      "#/pattern: RE2 can't take the pattern /(?=a)/: invalid perl operator: (?=; "
      "#/items: must be a schema: an object, true or false; #/required: must be a list of strings; "
      "#/properties/a~1b: must be a schema: an object, true or false; "
      "#/patternProperties/[: RE2 can't take the pattern /[/: missing ]: [; #/anyOf: must not be empty");
}

TEST(JsonSchema, RefusesWhatIsNoSchema) {
  EXPECT_EQ(Refusal("[]"), "#: a JSON Schema must be an object, true or false");
}

TEST(JsonSchema, RefusesReferencesWithoutEnd) {
  EXPECT_EQ(Refusal(R"({"$ref":"#/$defs/a","$defs":{"a":{"allOf":[{"$ref":"#/$defs/b"}]},"b":{"$ref":"#/$defs/a"}}})"),
            "#/$defs/b: the schema refers back to itself for the same value, without end");
}

TEST(JsonSchema, GivesUpOnRecursionWithoutEnd) {
  EXPECT_EQ(Violations(R"({"if":{"type":"number"},"then":{"$ref":"#"},"else":{"const":""}})", "1"),
            Lines{"# | gave up: more than 2048 schemas apply one another here, perhaps without end"});
  EXPECT_EQ(Violations(R"({"$dynamicRef":"#x","$dynamicAnchor":"x"})", "1"),
            Lines{"# | gave up: more than 2048 schemas apply one another here, perhaps without end"});
}

TEST(JsonSchema, GivesUpOnWorkWithoutEnd) {
  // Each level asks twice: 2^200 steps.
  const Json schema =
      ParseJson(R"({"anyOf":[{"minItems":1,"items":{"$ref":"#"}},{"minItems":1,"items":{"$ref":"#"}}]})").value();
  Json value = Json::array();
  for (int i = 0; i < 200; ++i) value = Json::array({value});
  const Result<JsonSchema> compiled = JsonSchema::Compile(schema, 100000);
  ASSERT_TRUE(compiled);
  EXPECT_FALSE(compiled->IsValid(value));
  const std::vector<SchemaViolation> violations = compiled->Validate(value);
  ASSERT_FALSE(violations.empty());
  EXPECT_EQ(violations.back().message, "gave up after 100000 steps");
}

TEST(JsonSchema, MatchesLongTextsAgainstNastyPatterns) {
  const JsonSchema schema = Compiled(R"({"pattern":"^(a|a)*(a+)+$"})");
  EXPECT_TRUE(schema.IsValid(Json(std::string(30000, 'a'))));
  EXPECT_FALSE(schema.IsValid(Json(std::string(30000, 'a') + "b")));
}

TEST(JsonSchema, FollowsDeepValues) {
  const JsonSchema schema = Compiled(
      R"({"$defs":{"list":{"anyOf":[{"type":"null"},{"allOf":[{"type":"array","items":{"$ref":"#/$defs/list"}}]}]}},"$ref":"#/$defs/list"})");
  std::string text = std::string(kMaxJsonDepth, '[') + std::string(kMaxJsonDepth, ']');
  EXPECT_TRUE(schema.IsValid(*ParseJson(text)));
  text.insert(kMaxJsonDepth, "7");
  EXPECT_FALSE(schema.IsValid(*ParseJson(text)));
}

TEST(JsonSchema, GivesUpOnDeepObjects) {
  Json value;
  for (int i = 0; i < 5000; ++i) value = Json{{"a", std::move(value)}};
  EXPECT_FALSE(Compiled(R"({"patternProperties":{"a":{"$ref":"#"}},"unevaluatedProperties":false})").IsValid(value));
}

TEST(JsonSchema, GivesUpOnDeeperValues) {
  Json value;
  for (int i = 0; i < 5000; ++i) value = Json::array({std::move(value)});
  const std::vector<SchemaViolation> violations = Compiled(R"({"items":{"$ref":"#"}})").Validate(value);
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].message, "gave up: more than 2048 schemas apply one another here, perhaps without end");
}

TEST(JsonSchema, FindsTheOnePairInALargeArray) {
  const JsonSchema schema = Compiled(R"({"uniqueItems":true})");
  Json value = Json::array();
  for (int i = 0; i < 100000; ++i) value.push_back(Json::array({"a common beginning", i}));
  EXPECT_TRUE(schema.IsValid(value));
  value.push_back(Json::array({"a common beginning", 4711.0}));
  EXPECT_EQ(schema.Validate(value)[0].message, "items 4711 and 100000 are equal");
}

TEST(JsonSchema, CompilesLongChainsOfReferences) {
  Json schema = {{"$ref", "#/$defs/0"}};
  for (int i = 0; i < 20000; ++i) schema["$defs"][std::to_string(i)] = {{"$ref", "#/$defs/" + std::to_string(i + 1)}};
  schema["$defs"]["20000"] = {{"type", "null"}};
  const Result<JsonSchema> compiled = JsonSchema::Compile(schema);
  ASSERT_TRUE(compiled);
  EXPECT_FALSE(compiled->IsValid(nullptr));  // deeper than the bound, so that it can't be said to hold
}

TEST(JsonSchema, AnswersSeveralThreads) {
  const JsonSchema schema = Compiled(R"({"items":{"type":"string","pattern":"^a+$"},"uniqueItems":true})");
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 1; i <= 50; ++i) {
        const Json good = {std::string(i, 'a')};
        const Json bad = {std::string(i, 'b')};
        if (schema.IsValid(good) && schema.Validate(bad).size() == 1) ++right;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 200);
}

}  // namespace
}  // namespace harness
