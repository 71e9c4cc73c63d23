#include "harness/runner/pacer.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

using std::chrono::seconds;

constexpr Pacer::Time kBegin{std::chrono::hours(1)};

// Targets 0 and 1 share an entry with five calls a minute, 2 has one a second, 3 none.
std::vector<TargetSpec> Targets() {
  std::vector<TargetSpec> targets(4);
  targets[0].rate = targets[1].rate = Rate{5.0 / 60};
  targets[2].entry = 1;
  targets[2].rate = Rate{1};
  targets[3].entry = 2;
  return targets;
}

Task TaskOf(uint32_t number, uint16_t target) {
  return {nullptr, {number, target, 0}};
}

// The numbers of the cases whose turn has come.
std::vector<uint32_t> TakeAll(Pacer& pacer, Pacer::Time now) {
  std::vector<uint32_t> numbers;
  while (const auto task = pacer.Take(now)) numbers.push_back(task->key.case_number);
  return numbers;
}

TEST(Pacer, LetsOneGoAtATimeAndInOrder) {
  Pacer pacer(Targets(), 1, kBegin);
  for (uint32_t i = 0; i < 3; ++i) pacer.Put(TaskOf(i, 0));
  EXPECT_EQ(TakeAll(pacer, kBegin), (std::vector<uint32_t>{0}));
  EXPECT_EQ(pacer.NextTurn(kBegin), kBegin + seconds(12));
  EXPECT_EQ(TakeAll(pacer, kBegin + seconds(11)), (std::vector<uint32_t>{}));
  EXPECT_EQ(TakeAll(pacer, kBegin + seconds(12)), (std::vector<uint32_t>{1}));
  EXPECT_EQ(TakeAll(pacer, kBegin + seconds(24)), (std::vector<uint32_t>{2}));
  EXPECT_TRUE(pacer.empty());
  EXPECT_EQ(pacer.NextTurn(kBegin + seconds(24)), Pacer::Time::max());
}

TEST(Pacer, CountsEveryTurnOfAConversation) {
  const auto talk = [](std::vector<Json> turns, std::optional<Conversation::User> user) {
    auto test = std::make_shared<Case>();
    test->conversation =
        std::make_shared<const Conversation>(Conversation{Json::array(), std::move(turns), std::move(user)});
    return std::make_shared<CaseWork>(std::move(test));
  };
  Pacer pacer(Targets(), 1, kBegin);
  pacer.Put({talk({"one", "two", "three"}, std::nullopt), {0, 0, 0}});
  pacer.Put({talk({}, Conversation::User{"", "", "a goal", 5}), {1, 0, 0}});
  pacer.Put(TaskOf(2, 0));
  EXPECT_EQ(TakeAll(pacer, kBegin), (std::vector<uint32_t>{0}));
  EXPECT_EQ(pacer.NextTurn(kBegin), kBegin + seconds(3 * 12));
  EXPECT_EQ(TakeAll(pacer, kBegin + seconds(36)), (std::vector<uint32_t>{1}));
  EXPECT_EQ(pacer.NextTurn(kBegin + seconds(36)), kBegin + seconds(36 + 5 * 12));
}

TEST(Pacer, DoesNotMakeUpForPauses) {
  Pacer pacer(Targets(), 1, kBegin);
  for (uint32_t i = 0; i < 3; ++i) pacer.Put(TaskOf(i, 2));
  EXPECT_EQ(TakeAll(pacer, kBegin + seconds(3600)).size(), 1u);
}

TEST(Pacer, CountsTargetsOfOneEntryTogetherAndOthersApart) {
  Pacer pacer(Targets(), 1, kBegin);
  pacer.Put(TaskOf(1, 0));
  pacer.Put(TaskOf(2, 1));
  pacer.Put(TaskOf(0, 2));
  EXPECT_EQ(TakeAll(pacer, kBegin), (std::vector<uint32_t>{0, 1}));
  EXPECT_EQ(TakeAll(pacer, kBegin + seconds(12)), (std::vector<uint32_t>{2}));
}

TEST(Pacer, LetsWhatIsTriedAgainGoFirst) {
  Pacer pacer(Targets(), 1, kBegin);
  pacer.Put(TaskOf(5, 2));
  pacer.PutFirst(TaskOf(9, 2));
  EXPECT_EQ(TakeAll(pacer, kBegin), (std::vector<uint32_t>{9}));
}

TEST(Pacer, GivesAShardItsPart) {
  Pacer pacer(Targets(), 4, kBegin);
  pacer.Put(TaskOf(0, 0));
  pacer.Put(TaskOf(1, 0));
  EXPECT_EQ(TakeAll(pacer, kBegin).size(), 1u);
  EXPECT_EQ(pacer.NextTurn(kBegin), kBegin + seconds(48));
}

TEST(Pacer, PacesOnlyWhatHasARate) {
  const Pacer pacer(Targets(), 1, kBegin);
  EXPECT_TRUE(pacer.Paces(0));
  EXPECT_TRUE(pacer.Paces(2));
  EXPECT_FALSE(pacer.Paces(3));
  EXPECT_FALSE(pacer.idle());
  EXPECT_TRUE(Pacer(std::vector<TargetSpec>(2), 1, kBegin).idle());
  EXPECT_FALSE(Pacer().Paces(0));
}

TEST(Pacer, HoldsOnlySoMany) {
  Pacer pacer(Targets(), 1, kBegin);
  for (uint32_t i = 0; i < Pacer::kMostWaiting; ++i) {
    EXPECT_FALSE(pacer.full());
    pacer.Put(TaskOf(i, i % 2 == 0 ? 0 : 2));
  }
  EXPECT_TRUE(pacer.full());
  pacer.Clear();
  EXPECT_TRUE(pacer.empty());
  EXPECT_FALSE(pacer.Take(kBegin));
}

}  // namespace
}  // namespace harness
