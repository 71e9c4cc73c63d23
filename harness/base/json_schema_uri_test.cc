#include "harness/base/json_schema_uri.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace harness {
namespace {

// RFC 3986, section 5.4: the normal examples, and the abnormal ones that are not about leniency.
TEST(ResolveUri, ResolvesTheExamplesOfTheRfc) {
  const std::vector<std::pair<std::string, std::string>> examples = {{"g:h", "g:h"},
                                                                     {"g", "http://a/b/c/g"},
                                                                     {"./g", "http://a/b/c/g"},
                                                                     {"g/", "http://a/b/c/g/"},
                                                                     {"/g", "http://a/g"},
                                                                     {"//g", "http://g"},
                                                                     {"?y", "http://a/b/c/d;p?y"},
                                                                     {"g?y", "http://a/b/c/g?y"},
                                                                     {"#s", "http://a/b/c/d;p?q#s"},
                                                                     {"g#s", "http://a/b/c/g#s"},
                                                                     {"g?y#s", "http://a/b/c/g?y#s"},
                                                                     {";x", "http://a/b/c/;x"},
                                                                     {"g;x=1/../y", "http://a/b/c/y"},
                                                                     {"", "http://a/b/c/d;p?q"},
                                                                     {".", "http://a/b/c/"},
                                                                     {"./", "http://a/b/c/"},
                                                                     {"..", "http://a/b/"},
                                                                     {"../g", "http://a/b/g"},
                                                                     {"../..", "http://a/"},
                                                                     {"../../g", "http://a/g"},
                                                                     {"../../../g", "http://a/g"},
                                                                     {"/./g", "http://a/g"},
                                                                     {"/../g", "http://a/g"},
                                                                     {"g..", "http://a/b/c/g.."},
                                                                     {"./g/.", "http://a/b/c/g/"},
                                                                     {"g/./h", "http://a/b/c/g/h"},
                                                                     {"g/../h", "http://a/b/c/h"}};
  for (const auto& [reference, expected] : examples)
    EXPECT_EQ(ResolveUri("http://a/b/c/d;p?q", reference), expected) << reference;
}

TEST(ResolveUri, KeepsWhatHasNoBase) {
  EXPECT_EQ(ResolveUri("", "a.json#x"), "a.json#x");
  EXPECT_EQ(ResolveUri("", "#/a"), "#/a");
  EXPECT_EQ(ResolveUri("urn:uuid:1", "#/a"), "urn:uuid:1#/a");
  EXPECT_EQ(ResolveUri("http://a", "b"), "http://a/b");
}

TEST(FragmentOf, SplitsAtTheFirstHash) {
  EXPECT_EQ(FragmentOf("a#b#c"), "b#c");
  EXPECT_EQ(WithoutFragment("a#b#c"), "a");
  EXPECT_EQ(FragmentOf("a"), "");
}

TEST(PercentDecoded, DecodesEscapesOnly) {
  EXPECT_EQ(PercentDecoded("/a%25b%41%22"), "/a%bA\"");
  EXPECT_EQ(PercentDecoded("100%"), "100%");
  EXPECT_EQ(PercentDecoded("%4"), "%4");
  EXPECT_EQ(PercentDecoded("%zz"), "%zz");
}

}  // namespace
}  // namespace harness
