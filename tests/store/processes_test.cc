// Several processes on one store, and processes that are killed while they write.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <vector>

#include "harness/base/rng.h"
#include "harness/store/sqlite_store.h"
#include "tests/fakes/temporary_folder.h"
#include "tests/store/store_check.h"

namespace harness {
namespace {

constexpr uint32_t kSize = 20;

// An appender whose acknowledgements are read from a pipe.
class Appender {
 public:
  Appender(const std::string& store, int64_t run, int target, int batches) {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::vector<std::string> words = {HARNESS_BINARY_DIR "/bin/store_appender",
                                      store,
                                      std::to_string(run),
                                      std::to_string(target),
                                      std::to_string(batches),
                                      std::to_string(kSize)};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    EXPECT_EQ(posix_spawn(&process_, arguments[0], &actions, nullptr, arguments.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    pipe_ = ends[0];
  }
  ~Appender() {
    if (process_ > 0) kill(process_, SIGKILL), Wait();
    close(pipe_);
  }
  Appender(const Appender&) = delete;
  Appender& operator=(const Appender&) = delete;

  // Reads acknowledgements until there are `wanted`, or the process has ended.
  uint32_t Read(uint32_t wanted) {
    char c = 0;
    while (acknowledged_ < wanted && read(pipe_, &c, 1) == 1)
      if (c == '\n') ++acknowledged_;
    return acknowledged_;
  }
  // Kills the process; then says how many batches it had acknowledged.
  uint32_t Kill() {
    kill(process_, SIGKILL);
    Wait();
    return Read(UINT32_MAX);
  }
  int Wait() {
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = -1;
    return status;
  }

 private:
  pid_t process_ = -1;
  int pipe_ = -1;
  uint32_t acknowledged_ = 0;
};

class StoreProcessesTest : public ::testing::Test {
 protected:
  std::unique_ptr<Store> Open() {
    auto store = OpenStore(path_, *files_);
    EXPECT_TRUE(Succeeded(store));
    return store ? std::move(*store) : nullptr;
  }
  int64_t NewRun(int targets) {
    RunRecord run = PlainRun("r", targets);
    EXPECT_TRUE(Succeeded(Open()->Save(run)));
    return run.number;
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_ / "harness.db";
  std::unique_ptr<Files> files_ = MakeFiles();
};

TEST_F(StoreProcessesTest, SeveralProcessesWriteAtOnceAndNoneIsTurnedAway) {
  const int64_t run = NewRun(6);
  {
    std::vector<std::unique_ptr<Appender>> appenders;
    for (int i = 0; i < 6; ++i) appenders.push_back(std::make_unique<Appender>(path_, run, i, 30));
    for (const auto& appender : appenders) EXPECT_EQ(appender->Wait(), 0);
  }
  const auto store = Open();
  for (uint16_t target = 0; target < 6; ++target)
    EXPECT_EQ(CountBatches(*store, run, kSize, target), std::vector<uint32_t>(30, kSize));
  EXPECT_EQ(IntegrityOf(path_), "ok");
}

TEST_F(StoreProcessesTest, ProcessesThatMakeTheStoreAtOnceShareOne) {
  std::vector<std::unique_ptr<Appender>> appenders;
  for (int i = 0; i < 6; ++i) appenders.push_back(std::make_unique<Appender>(path_, 1, i, 0));
  for (const auto& appender : appenders) EXPECT_EQ(appender->Wait(), 0);
  EXPECT_EQ(IntegrityOf(path_), "ok");
}

TEST_F(StoreProcessesTest, AKilledWriterLosesNothingThatItAcknowledged) {
  const int64_t run = NewRun(1);
  uint32_t stored = 0;  // batches known to be there
  for (int round = 0; round < 20; ++round) {
    Appender appender(path_, run, 0, 1'000'000);
    appender.Read(static_cast<uint32_t>(Rng(1, round).Uniform(40)));
    const uint32_t acknowledged = appender.Kill();
    stored = std::max(stored, acknowledged);
    const auto store = Open();
    const auto counts = CountBatches(*store, run, kSize);
    EXPECT_GE(counts.size(), stored);
    for (const uint32_t count : counts) EXPECT_EQ(count, kSize);
    stored = static_cast<uint32_t>(counts.size());
  }
  EXPECT_EQ(IntegrityOf(path_), "ok");
}

}  // namespace
}  // namespace harness
