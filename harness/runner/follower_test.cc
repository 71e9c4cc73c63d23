#include "harness/runner/follower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace harness {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class FollowerTest : public testing::Test {
 protected:
  void Start(FollowLimits limits = {}) {
    follower_ = std::make_unique<Follower>(
        [this](const CaseRow&, const AttemptRow& attempt) {
          seen_.push_back(attempt.key.case_number);
          if (attempt.key.case_number == blocking_) released_.wait(false);
          return attempt.key.case_number != refused_;
        },
        [this] { ++gave_up_; }, limits);
  }
  void Claim(uint32_t number) { follower_->OnEvent(AttemptClaimed{{number, 0, 0}}); }
  void Commit(uint32_t number, size_t bytes = 0) {
    AttemptRow row;
    row.key.case_number = number;
    row.output_text.assign(bytes, 'x');
    const Finished finished{std::make_shared<const CaseRow>(), std::make_shared<const AttemptRow>(std::move(row))};
    follower_->OnEvent(AttemptCommitted{finished});
  }

  std::vector<uint32_t> seen_;  // read once the follower has finished
  uint32_t refused_ = UINT32_MAX;
  uint32_t blocking_ = UINT32_MAX;
  std::atomic<bool> released_ = false;
  int gave_up_ = 0;
  std::unique_ptr<Follower> follower_;
};

TEST_F(FollowerTest, VisitsInTheOrderOfTheClaims) {
  Start();
  for (uint32_t i = 0; i < 1000; ++i) Claim(i);
  for (uint32_t i = 0; i < 1000; i += 2) Commit(i + 1), Commit(i);
  EXPECT_TRUE(follower_->Finish());
  ASSERT_THAT(seen_, SizeIs(1000));
  for (uint32_t i = 0; i < 1000; ++i) ASSERT_EQ(seen_[i], i);
}

TEST_F(FollowerTest, PassesOverAttemptsThatWereNotMade) {
  Start();
  for (uint32_t i = 0; i < 5; ++i) Claim(i);
  Commit(3);
  Commit(1);
  EXPECT_TRUE(follower_->Finish());
  EXPECT_THAT(seen_, ElementsAre(1, 3));
}

TEST_F(FollowerTest, GivesUpWhenTooMuchWaitsForALateAttempt) {
  Start({.queued = 1000, .held = 100'000});
  for (uint32_t i = 0; i < 200; ++i) Claim(i);
  for (uint32_t i = 1; i < 200; ++i) Commit(i, 1000);
  Commit(0);
  EXPECT_FALSE(follower_->Finish());
  EXPECT_THAT(seen_, SizeIs(0));
  EXPECT_EQ(gave_up_, 1);
}

TEST_F(FollowerTest, TheRunWaitsForAFollowerThatIsBehind) {
  blocking_ = 0;
  Start({.queued = 1000, .held = 1'000'000});
  std::atomic<uint32_t> committed = 0;
  std::thread run([&] {
    for (uint32_t i = 0; i < 10; ++i) Claim(i), Commit(i, 10'000), ++committed;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_LE(committed, 3u);  // one is visited, one waits in the queue, and one at its door
  released_ = true;
  released_.notify_all();
  run.join();
  EXPECT_TRUE(follower_->Finish());
  EXPECT_THAT(seen_, SizeIs(10));
}

TEST_F(FollowerTest, GivesUpWhereItsVisitorDoes) {
  Start();
  refused_ = 1;
  for (uint32_t i = 0; i < 3; ++i) Claim(i), Commit(i);
  EXPECT_FALSE(follower_->Finish());
  EXPECT_THAT(seen_, ElementsAre(0, 1));
}

TEST_F(FollowerTest, MayBeDroppedWithoutFinish) {
  Start();
  Claim(0);
  follower_.reset();
  EXPECT_THAT(seen_, SizeIs(0));
}

}  // namespace
}  // namespace harness
