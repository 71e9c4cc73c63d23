#include "harness/targets/genie_parameters.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

Json Parameter(const char* name, const char* type, Json value) {
  return {{"keyword", name}, {"sql_type", type}, {"value", std::move(value)}};
}

// The SQL, or "error: why".
std::string Bind(std::string_view sql, const Json& parameters) {
  const auto bound = BindGenieParameters(sql, parameters);
  return bound ? *bound : "error: " + bound.error().Message();
}
// What `:p` becomes.
std::string Literal(const char* type, Json value) {
  return Bind(":p", Json::array({Parameter("p", type, std::move(value))}));
}
constexpr const char* kNone = "error: the value of the parameter 'p' can't be written as a literal of type ";

TEST(GenieParameters, AreWrittenByTheirType) {
  EXPECT_EQ(Literal("STRING", "north"), "'north'");
  EXPECT_EQ(Literal("string", "서울"), "'서울'");
  EXPECT_EQ(Literal("INT", "12"), "12");
  EXPECT_EQ(Literal("BIGINT", -12), "(-12)");
  EXPECT_EQ(Literal("DECIMAL(10,2)", "0.50"), "0.50");
  EXPECT_EQ(Literal("DOUBLE", "1.5e-3"), "1.5e-3");
  EXPECT_EQ(Literal("BOOLEAN", true), "true");
  EXPECT_EQ(Literal("DATE", "2025-01-31"), "DATE '2025-01-31'");
  EXPECT_EQ(Literal("TIMESTAMP_NTZ", "2025-01-31 10:00:00"), "TIMESTAMP '2025-01-31 10:00:00'");
  EXPECT_EQ(Literal("STRING", nullptr), "NULL");
}

TEST(GenieParameters, ThatAreNotSafeAreLeftWithTheReason) {
  for (const char* text : {"it's", "a\\", "\"", "a\nb", "' OR 1=1 --"})
    EXPECT_EQ(Literal("STRING", text), std::string(kNone) + "STRING") << text;
  for (const char* text : {"1; DROP TABLE t", "1 OR 1=1", "", "--1", "0x1", "1.", ".5"})
    EXPECT_EQ(Literal("INT", text), std::string(kNone) + "INT") << text;
  EXPECT_EQ(Literal("DATE", "2025-01-31' OR '1"), std::string(kNone) + "DATE");
  EXPECT_EQ(Literal("TIMESTAMP", "2025-01-31' OR '1"), std::string(kNone) + "TIMESTAMP");
  EXPECT_EQ(Literal("ARRAY<INT>", "1"), std::string(kNone) + "ARRAY<INT>");
  EXPECT_EQ(Literal("", "1"), std::string(kNone) + "unknown");
  EXPECT_EQ(Literal("INT", Json::array({1})), std::string(kNone) + "INT");
}

TEST(GenieParameters, AreReplacedOnlyWhereTheyAreMarkers) {
  const Json both = {Parameter("a", "INT", "1"), Parameter("ab", "INT", "2")};
  EXPECT_EQ(Bind("SELECT :a, :ab, :other", both), "SELECT 1, 2, :other");
  EXPECT_EQ(Bind("SELECT ':a', `:a`, x::a, payload:a -- :a\n/* :a */ WHERE b=:a", both),
            "SELECT ':a', `:a`, x::a, payload:a -- :a\n/* :a */ WHERE b=1");
  EXPECT_EQ(Bind("SELECT 1", Json::array()), "SELECT 1");
}

TEST(GenieParameters, OfWhatIsNoListOfThemAreNone) {
  EXPECT_EQ(Bind("SELECT :a", {1, "a"}), "error: a parameter came without a name");
  EXPECT_EQ(Bind("SELECT :a", Json::array({{{"keyword", "a"}, {"sql_type", "INT"}}})),
            "error: a parameter came without a value: 'a'");
  EXPECT_EQ(Bind("SELECT 'never ends", Json::array({Parameter("a", "INT", "1")})).substr(0, 7), "error: ");
}

}  // namespace
}  // namespace harness
