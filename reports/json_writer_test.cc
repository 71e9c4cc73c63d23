#include "reports/json_writer.h"

#include <gtest/gtest.h>

#include <limits>

namespace harness {
namespace {

template <typename Fill>
std::string Written(int open_levels, Fill fill) {
  std::string text;
  JsonWriter json(text, open_levels);
  fill(json);
  return text;
}

TEST(JsonWriter, KeepsTheOrderOfTheCalls) {
  EXPECT_EQ(Written(0,
                    [](JsonWriter& json) {
                      json.BeginObject();
                      json.Key("z").Integer(-1);
                      json.Key("a").BeginArray();
                      json.String("x");
                      json.Null();
                      json.EndArray();
                      json.Key("o").BeginObject();
                      json.EndObject();
                      json.EndObject();
                    }),
            R"({"z":-1, "a":["x", null], "o":{}})");
}

TEST(JsonWriter, SetsOpenLevelsOutOverLines) {
  EXPECT_EQ(Written(2,
                    [](JsonWriter& json) {
                      json.BeginObject();
                      json.Key("empty").BeginArray();
                      json.EndArray();
                      json.Key("list").BeginArray();
                      for (const int i : {1, 2}) {
                        json.BeginObject();
                        json.Key("i").Integer(i);
                        json.EndObject();
                      }
                      json.EndArray();
                      json.EndObject();
                    }),
            "{\n"
            "  \"empty\": [],\n"
            "  \"list\": [\n"
            "    {\"i\":1},\n"
            "    {\"i\":2}\n"
            "  ]\n"
            "}");
}

TEST(JsonWriter, EscapesAndRepairsTexts) {
  EXPECT_EQ(Written(0, [](JsonWriter& json) { json.String("a\"b\\c\n\x01 \xFF é"); }), R"("a\"b\\c\n\u0001 )"
                                                                                       "\xEF\xBF\xBD é\"");
}

TEST(JsonWriter, WritesUnknownFiguresAsNull) {
  EXPECT_EQ(Written(0, [](JsonWriter& json) { json.Number(std::nullopt); }), "null");
  EXPECT_EQ(Written(0, [](JsonWriter& json) { json.Number(std::numeric_limits<double>::quiet_NaN()); }), "null");
  EXPECT_EQ(Written(0, [](JsonWriter& json) { json.StringOrNull(""); }), "null");
}

TEST(JsonWriter, WritesRatesInFullAndMillisecondsToThreeDecimals) {
  EXPECT_EQ(Written(0, [](JsonWriter& json) { json.Number(2.0 / 3); }), "0.6666666666666666");
  EXPECT_EQ(Written(0, [](JsonWriter& json) { json.Milli(12.3456); }), "12.346");
  EXPECT_EQ(Written(0, [](JsonWriter& json) { json.Unsigned(std::numeric_limits<uint64_t>::max()); }),
            "18446744073709551615");
}

}  // namespace
}  // namespace harness
