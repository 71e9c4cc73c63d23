#include "harness/store/run_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

class RunLockTest : public ::testing::Test {
 protected:
  std::optional<RunLock> Lock(int64_t run) {
    auto lock = locks_.TryLock(run);
    EXPECT_TRUE(lock.has_value()) << lock.error().Message();
    return lock ? std::move(*lock) : std::nullopt;
  }
  bool IsOwned(int64_t run) { return locks_.IsOwned(run) == true; }

  TemporaryFolder folder_;
  RunLocks locks_{folder_ / "harness.db"};
};

TEST_F(RunLockTest, ARunHasOneOwnerAtATime) {
  const auto first = Lock(1);
  EXPECT_TRUE(first.has_value());
  EXPECT_FALSE(Lock(1).has_value());
}

TEST_F(RunLockTest, RunsAreLockedOneByOne) {
  const auto first = Lock(1);
  EXPECT_TRUE(Lock(2).has_value());
  EXPECT_TRUE(Lock(int64_t{1} << 40).has_value());
}

TEST_F(RunLockTest, AnotherMayOwnARunThatWasGivenUp) {
  Lock(1).reset();
  EXPECT_TRUE(Lock(1).has_value());
}

TEST_F(RunLockTest, AMovedLockStaysHeld) {
  auto first = Lock(1);
  const RunLock second = std::move(*first);
  first.reset();
  EXPECT_FALSE(Lock(1).has_value());
}

TEST_F(RunLockTest, AnAssignedLockReplacesTheOneThatWasHeld) {
  std::optional<RunLock> holder = Lock(1);
  holder = Lock(2);
  EXPECT_TRUE(Lock(1).has_value());
  EXPECT_FALSE(Lock(2).has_value());
}

TEST_F(RunLockTest, SaysWhetherARunIsOwned) {
  EXPECT_FALSE(IsOwned(1));
  const auto lock = Lock(1);
  EXPECT_TRUE(IsOwned(1));
  EXPECT_FALSE(IsOwned(2));
}

TEST_F(RunLockTest, AskingMakesNoFile) {
  IsOwned(1);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "harness.db.lock"));
}

TEST_F(RunLockTest, ALockDiesWithItsProcess) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = locks_.TryLock(1);
    const char held = lock && *lock ? 'y' : 'n';
    if (write(ready[1], &held, 1) == 1) pause();
    _exit(1);
  }
  char held = 0;
  ASSERT_EQ(read(ready[0], &held, 1), 1);
  EXPECT_EQ(held, 'y');
  EXPECT_TRUE(IsOwned(1));
  EXPECT_FALSE(Lock(1).has_value());
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_FALSE(IsOwned(1));
  EXPECT_TRUE(Lock(1).has_value());
  close(ready[0]);
  close(ready[1]);
}

TEST_F(RunLockTest, SaysWhyTheFileCannotBeOpened) {
  const RunLocks locks(folder_ / "no/such.db");
  EXPECT_EQ(locks.TryLock(1).error().Message(),
            "can't open the lock file " + folder_.path() + "/no/such.db.lock: No such file or directory");
}

}  // namespace
}  // namespace harness
