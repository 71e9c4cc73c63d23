#include "harness/store/writer.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/held_store.h"

namespace harness {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST(CommitPolicy, WaitsForTheRestOfTheTimeOfTheOldest) {
  const CommitPolicy policy;
  EXPECT_EQ(policy.Wait(1, 100, microseconds(0)), milliseconds(50));
  EXPECT_EQ(policy.Wait(511, 100, milliseconds(30)), milliseconds(20));
}

TEST(CommitPolicy, CommitsAtOnceWhenTheOldestIsOldEnough) {
  EXPECT_EQ(CommitPolicy().Wait(1, 100, milliseconds(50)), microseconds(0));
  EXPECT_EQ(CommitPolicy().Wait(1, 100, std::chrono::hours(1)), microseconds(0));
}

TEST(CommitPolicy, CommitsAtOnceWhenEnoughWait) {
  EXPECT_EQ(CommitPolicy().Wait(512, 100, microseconds(0)), microseconds(0));
  EXPECT_EQ(CommitPolicy().Wait(1, size_t{4} << 20, microseconds(0)), microseconds(0));
}

TEST(CommitPolicy, IsFullAtItsNumberOrItsBytes) {
  EXPECT_FALSE(CommitPolicy().Full(1023, 100));
  EXPECT_TRUE(CommitPolicy().Full(1024, 100));
  EXPECT_TRUE(CommitPolicy().Full(1, size_t{16} << 20));
}

Finished Attempt(uint32_t number, size_t bytes = 0) {
  AttemptRow row;
  row.key.case_number = number;
  row.output_text.assign(bytes, 'x');
  return {std::make_shared<const CaseRow>(), std::make_shared<const AttemptRow>(std::move(row))};
}

// Commits only in batches of `at`, or when it is told to: the clock stands still.
CommitPolicy Patient(size_t at = 1000, size_t full = 1'000'000) {
  CommitPolicy policy;
  policy.commit_at = at;
  policy.commit_after = std::chrono::hours(1);
  policy.full_at = full;
  return policy;
}

class WriterTest : public ::testing::Test {
 protected:
  std::unique_ptr<Writer> Start(const CommitPolicy& policy) {
    return std::make_unique<Writer>(
        store_, 1, clock_,
        [this](std::vector<Finished> batch) {
          for (const Finished& finished : batch) heard_.push_back(finished.attempt->key.case_number);
        },
        [this](const Error& error) { failures_.push_back(error.Message()); }, policy);
  }

  HeldStore store_;
  FakeClock clock_;
  std::vector<uint32_t> heard_;        // by the writer's thread; read after a flush or the end
  std::vector<std::string> failures_;  // the same
};

TEST_F(WriterTest, CommitsWhenEnoughWait) {
  const auto writer = Start(Patient(3));
  for (uint32_t i = 0; i < 3; ++i) ASSERT_TRUE(writer->Add(Attempt(i)).has_value());
  store_.WaitForCalls(1);
}

TEST_F(WriterTest, CommitsWhenEnoughBytesWait) {
  CommitPolicy policy = Patient();
  policy.commit_bytes = 10'000;
  const auto writer = Start(policy);
  ASSERT_TRUE(writer->Add(Attempt(0, 10'000)).has_value());
  store_.WaitForCalls(1);
}

TEST_F(WriterTest, CommitsWhatIsOldEnough) {
  CommitPolicy policy = Patient();
  policy.commit_after = milliseconds(1);
  const auto writer = Start(policy);
  ASSERT_TRUE(writer->Add(Attempt(0)).has_value());
  clock_.Advance(milliseconds(1));
  store_.WaitForCalls(1);
}

TEST_F(WriterTest, AFlushCommitsAllThatWasAddedAndTellsOfIt) {
  const auto writer = Start(Patient());
  for (uint32_t i = 0; i < 5; ++i) ASSERT_TRUE(writer->Add(Attempt(i)).has_value());
  ASSERT_TRUE(writer->Flush().has_value());
  EXPECT_EQ(heard_, (std::vector<uint32_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(store_.batches().size(), 1u);
}

TEST_F(WriterTest, AFlushOfNothingReturnsAtOnce) {
  const auto writer = Start(Patient());
  EXPECT_TRUE(writer->Flush().has_value());
  EXPECT_TRUE(writer->Flush().has_value());
}

TEST_F(WriterTest, TheEndCommitsWhatWaits) {
  auto writer = Start(Patient());
  ASSERT_TRUE(writer->Add(Attempt(7)).has_value());
  writer.reset();
  EXPECT_EQ(heard_, std::vector<uint32_t>{7});
}

TEST_F(WriterTest, WhatComesDuringACommitGoesIntoTheNext) {
  store_.Hold();
  auto writer = Start(Patient(1));
  ASSERT_TRUE(writer->Add(Attempt(0)).has_value());
  store_.WaitForCalls(1);
  for (uint32_t i = 1; i < 4; ++i) ASSERT_TRUE(writer->Add(Attempt(i)).has_value());
  store_.Release();
  writer.reset();
  ASSERT_EQ(store_.batches().size(), 2u);
  EXPECT_EQ(store_.batches()[0].size(), 1u);
  EXPECT_EQ(store_.batches()[1].size(), 3u);
}

TEST_F(WriterTest, AddingBlocksWhileTooManyWait) {
  store_.Hold();
  const auto writer = Start(Patient(1, 2));
  ASSERT_TRUE(writer->Add(Attempt(0)).has_value());
  store_.WaitForCalls(1);  // 0 is being committed
  ASSERT_TRUE(writer->Add(Attempt(1)).has_value());
  ASSERT_TRUE(writer->Add(Attempt(2)).has_value());
  std::atomic<bool> released = false;
  std::atomic<bool> early = false;
  std::thread blocked([&] {
    EXPECT_TRUE(writer->Add(Attempt(3)).has_value());
    early = !released;
  });
  released = true;
  store_.Release();
  blocked.join();
  EXPECT_FALSE(early);
  ASSERT_TRUE(writer->Flush().has_value());
  EXPECT_EQ(heard_, (std::vector<uint32_t>{0, 1, 2, 3}));
}

TEST_F(WriterTest, TheFirstErrorIsToldOnceAndKept) {
  store_.FailWith("disk full");
  auto writer = Start(Patient());
  ASSERT_TRUE(writer->Add(Attempt(0)).has_value());
  EXPECT_EQ(writer->Flush().error().Message(), "disk full");
  EXPECT_EQ(writer->Status().error().Message(), "disk full");
  EXPECT_EQ(writer->Add(Attempt(1)).error().Message(), "disk full");
  writer.reset();
  EXPECT_EQ(failures_, std::vector<std::string>{"disk full"});
}

TEST_F(WriterTest, NothingIsCommittedAfterAnError) {
  store_.Hold();
  store_.FailWith("disk full");
  auto writer = Start(Patient(1));
  ASSERT_TRUE(writer->Add(Attempt(0)).has_value());
  store_.WaitForCalls(1);
  ASSERT_TRUE(writer->Add(Attempt(1)).has_value());  // waits while the first fails
  store_.Release();
  EXPECT_FALSE(writer->Flush().has_value());
  store_.FailWith(std::nullopt);
  writer.reset();
  EXPECT_EQ(store_.batches().size(), 0u);
  EXPECT_EQ(heard_, std::vector<uint32_t>());
}

TEST_F(WriterTest, WhatWasCommittedBeforeAnErrorWasTold) {
  auto writer = Start(Patient());
  ASSERT_TRUE(writer->Add(Attempt(0)).has_value());
  ASSERT_TRUE(writer->Flush().has_value());
  store_.FailWith("disk full");
  ASSERT_TRUE(writer->Add(Attempt(1)).has_value());
  EXPECT_FALSE(writer->Flush().has_value());
  EXPECT_EQ(heard_, std::vector<uint32_t>{0});
}

TEST_F(WriterTest, ManyThreadsAddEachAttemptOnce) {
  auto writer = Start(Patient(16, 32));
  std::vector<std::thread> threads;
  for (uint32_t t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (uint32_t i = 0; i < 500; ++i) EXPECT_TRUE(writer->Add(Attempt(t * 500 + i)).has_value());
    });
  for (std::thread& thread : threads) thread.join();
  writer.reset();
  std::sort(heard_.begin(), heard_.end());
  ASSERT_EQ(heard_.size(), 2000u);
  for (uint32_t i = 0; i < 2000; ++i) EXPECT_EQ(heard_[i], i);
}

KeptReply ReplyOf(const std::string& text) {
  return {{{0, 0, 0}, text, 0}, 0, text};
}

TEST_F(WriterTest, CommitsRepliesThatSomebodyWaitsForAndLeavesAttemptsToWait) {
  const auto writer = Start(Patient());
  ASSERT_TRUE(writer->Add(Attempt(0)).has_value());
  EXPECT_TRUE(writer->Keep(ReplyOf("a")).has_value());
  EXPECT_TRUE(writer->SettleReplies().has_value());
  EXPECT_EQ(store_.replies(), std::vector<std::string>{"a"});
  EXPECT_EQ(store_.batches().size(), 0u);
}

TEST_F(WriterTest, CommitsRepliesThatNobodyWaitsForOnceTheyAreOldEnough) {
  const auto writer = Start(Patient());
  EXPECT_TRUE(writer->Keep(ReplyOf("a")).has_value());
  clock_.Advance(milliseconds(1));
  store_.WaitForCalls(1);
}

TEST_F(WriterTest, CommitsRepliesBeforeTheAttemptsThatCameAfterThem) {
  const auto writer = Start(Patient(1));
  store_.Hold();
  EXPECT_TRUE(writer->Keep(ReplyOf("a")).has_value());
  EXPECT_TRUE(writer->Add(Attempt(0)).has_value());
  store_.WaitForCalls(1);
  EXPECT_EQ(store_.batches().size(), 0u);
  store_.Release();
  EXPECT_TRUE(writer->Flush().has_value());
  EXPECT_EQ(store_.replies(), std::vector<std::string>{"a"});
  EXPECT_EQ(store_.batches().size(), 1u);
}

TEST_F(WriterTest, CommitsTogetherTheRepliesThatCameMeanwhile) {
  const auto writer = Start(Patient());
  store_.Hold();
  EXPECT_TRUE(writer->Keep(ReplyOf("a")).has_value());
  std::thread waiting([&] { EXPECT_TRUE(writer->SettleReplies().has_value()); });
  store_.WaitForCalls(1);
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(writer->Keep(ReplyOf("b")).has_value());
  store_.Release();
  EXPECT_TRUE(writer->SettleReplies().has_value());
  waiting.join();
  EXPECT_EQ(store_.replies().size(), 9u);
}

TEST_F(WriterTest, CommitsTheRepliesThatWaitWhenItEnds) {
  EXPECT_TRUE(Start(Patient())->Keep(ReplyOf("a")).has_value());
  EXPECT_EQ(store_.replies(), std::vector<std::string>{"a"});
}

TEST_F(WriterTest, AReplyThatFailsIsToldAndIsTheLast) {
  const auto writer = Start(Patient());
  store_.FailWith("disk full");
  EXPECT_TRUE(writer->Keep(ReplyOf("a")).has_value());
  EXPECT_EQ(writer->SettleReplies().error().Message(), "disk full");
  store_.FailWith(std::nullopt);
  EXPECT_EQ(writer->Keep(ReplyOf("b")).error().Message(), "disk full");
  EXPECT_FALSE(writer->Add(Attempt(0)).has_value());
  EXPECT_EQ(failures_, std::vector<std::string>{"disk full"});
  EXPECT_EQ(store_.replies().size(), 0u);
}

}  // namespace
}  // namespace harness
