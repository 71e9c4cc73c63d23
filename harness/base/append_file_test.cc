#include "harness/base/append_file.h"

#include <gtest/gtest.h>

#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

TEST(AppendFile, LeavesWhatIsThere) {
  const TemporaryFolder folder;
  const std::string path = folder.Put("log", "one\n");
  ASSERT_TRUE((*AppendFile::Open(path))->Write("two\n"));
  ASSERT_TRUE((*AppendFile::Open(path))->Write("three\n"));
  EXPECT_EQ(TemporaryFolder::Contents(path), "one\ntwo\nthree\n");
}

TEST(AppendFile, SaysWhyItCannotBeWritten) {
  const TemporaryFolder folder;
  EXPECT_EQ(AppendFile::Open(folder / "no/log").error().Message(),
            "can't write to " + (folder / "no/log") + ": No such file or directory");
  EXPECT_EQ((*AppendFile::Open("/dev/full"))->Write("a").error().Message(),
            "can't write to /dev/full: No space left on device");
}

}  // namespace
}  // namespace harness
