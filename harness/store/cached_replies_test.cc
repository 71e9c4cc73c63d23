#include "harness/store/cached_replies.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_store.h"

namespace harness {
namespace {

TEST(CachedReplies, FindsWhatAnyRunPaidFor) {
  FakeStore store;
  const std::vector<KeptReply> kept = {{{{0, 0, 1}, "digest", 0}, 7, R"({"text": "one"})"},
                                       {{{0, 0, 1}, "digest:2", 0}, 8, R"({"text": "two"})"}};
  ASSERT_TRUE(store.KeepReplies(1, kept));
  CachedReplies cache;
  EXPECT_FALSE(cache.Find({"digest", 1, 0})->has_value()) << "no store is in use";
  cache.Use(&store);
  EXPECT_EQ((*cache.Find({"digest", 1, 0}))->reply["text"], "one");
  EXPECT_EQ((*cache.Find({"digest", 1, 0}))->stored_at, 7);
  EXPECT_EQ((*cache.Find({"digest", 1, 2}))->reply["text"], "two");
  EXPECT_FALSE(cache.Find({"digest", 0, 0})->has_value());
}

}  // namespace
}  // namespace harness
