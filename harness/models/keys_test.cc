#include "harness/models/keys.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_http.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

using std::chrono::seconds;

// The system's time, which a test can move on.
class MovedClock final : public Clock {
 public:
  int64_t WallMicros() override { return clock_->WallMicros(); }
  std::chrono::steady_clock::time_point SteadyNow() override { return clock_->SteadyNow() + ahead_; }
  void Advance(seconds by) { ahead_ += by; }

 private:
  std::unique_ptr<Clock> clock_ = MakeSystemClock();
  seconds ahead_{0};
};

class KeysTest : public testing::Test {
 protected:
  Services services() { return {clock_, *files_, *processes_, http_, log_, environment_}; }
  CallContext context() { return {clock_, clock_.SteadyNow() + seconds(30), {}, {}, 0}; }
  std::string KeyOf(Keys& keys) {
    const auto key = keys.Key(context());
    return key ? *key : "error: " + key.error().message;
  }
  std::string Absent(KeySource source) { return Keys(std::move(source), services(), secrets_).absent(); }

  TemporaryFolder folder_;
  MovedClock clock_;
  std::unique_ptr<Files> files_ = MakeFiles();
  std::unique_ptr<Processes> processes_ = MakeProcesses(DefaultSupervisorPath());
  FakeHttp http_;
  MemoryLog log_;
  std::map<std::string, std::string> environment_ = {{"KEY", " from-the-variable "}, {"EMPTY", ""}, {"ODD", "a b"}};
  Secrets secrets_;
};

TEST_F(KeysTest, AreNotNeededWhereNoneIsNamed) {
  Keys keys({}, services(), secrets_);
  EXPECT_EQ(keys.absent(), "");
  EXPECT_EQ(KeyOf(keys), "");
  EXPECT_FALSE(keys.Renew("", context()));
}

TEST_F(KeysTest, ComeFromAVariable) {
  Keys keys({.env = "KEY"}, services(), secrets_);
  EXPECT_EQ(KeyOf(keys), "from-the-variable");
  EXPECT_EQ(secrets_.Redact("from-the-variable"), "***");
  EXPECT_FALSE(keys.Renew("from-the-variable", context()));
}

TEST_F(KeysTest, SayWhyTheyAreAbsent) {
  EXPECT_EQ(Absent({.env = "NONE"}), "NONE is not set");
  EXPECT_EQ(Absent({.env = "EMPTY"}), "EMPTY is not set");
  EXPECT_EQ(Absent({.env = "ODD"}), "ODD holds no key: it has blanks or odd characters");
  const std::string file = folder_.Put("key", " \n");
  EXPECT_EQ(Absent({.file = file}), file + " holds no key: it is empty, or has blanks or odd characters");
  EXPECT_NE(Absent({.file = folder_ / "none"}).find(folder_ / "none"), std::string::npos);
  EXPECT_NE(Absent({.command = {"no-such-program-anywhere"}}), "");
}

TEST_F(KeysTest, ComeFromAFileThatIsReadAnewWhenTheyAreRefused) {
  Keys keys({.file = folder_.Put("key", "first-key\n")}, services(), secrets_);
  folder_.Put("key", "second-key\n");
  EXPECT_EQ(KeyOf(keys), "first-key");
  EXPECT_TRUE(keys.Renew("first-key", context()));
  EXPECT_EQ(KeyOf(keys), "second-key");
  EXPECT_EQ(secrets_.Redact("first-key second-key"), "*** ***");
}

TEST_F(KeysTest, ComeFromAProgramThatRunsOnce) {
  Keys keys({.command = {"/bin/sh", "-c", "echo run >> runs; echo the-printed-key"}, .folder = folder_.path()},
            services(), secrets_);
  EXPECT_EQ(keys.absent(), "");
  EXPECT_EQ(KeyOf(keys), "the-printed-key");
  EXPECT_EQ(KeyOf(keys), "the-printed-key");
  EXPECT_EQ(TemporaryFolder::Contents(folder_ / "runs"), "run\n");
  EXPECT_EQ(secrets_.Redact("the-printed-key"), "***");
}

TEST_F(KeysTest, AreAskedForAnewOnceAndThenNotTooOften) {
  Keys keys({.command = {"/bin/sh", "-c", "echo x >> runs; echo key-number-$(wc -l < runs)"}, .folder = folder_.path()},
            services(), secrets_);
  EXPECT_EQ(KeyOf(keys), "key-number-1");
  EXPECT_TRUE(keys.Renew("key-number-1", context()));
  EXPECT_EQ(KeyOf(keys), "key-number-2");
  EXPECT_TRUE(keys.Renew("key-number-1", context()));  // another thread has asked meanwhile
  EXPECT_EQ(KeyOf(keys), "key-number-2");
  EXPECT_FALSE(keys.Renew("key-number-2", context()));
  clock_.Advance(seconds(11));
  EXPECT_TRUE(keys.Renew("key-number-2", context()));
  EXPECT_EQ(KeyOf(keys), "key-number-3");
}

TEST_F(KeysTest, SayHowAProgramFailedAndNotWhatItWrote) {
  Keys failing({.command = {"/bin/sh", "-c", "echo x >> runs; echo secret-words; echo secret-words >&2; exit 3"},
                .folder = folder_.path()},
               services(), secrets_);
  EXPECT_EQ(KeyOf(failing), "error: api_key_command failed: exit code 3");
  EXPECT_EQ(KeyOf(failing), "error: api_key_command failed: exit code 3");
  EXPECT_EQ(TemporaryFolder::Contents(folder_ / "runs"), "x\n");  // not run again at once
  Keys silent({.command = {"/bin/true"}, .folder = folder_.path()}, services(), secrets_);
  EXPECT_EQ(KeyOf(silent), "error: api_key_command printed no key");
}

}  // namespace
}  // namespace harness
