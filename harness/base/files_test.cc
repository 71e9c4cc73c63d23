#include "harness/base/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FilesTest : public testing::Test {
 protected:
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
  // Matches, without the folder in front.
  std::vector<std::string> Glob(const std::string& pattern) {
    std::vector<std::string> found = files_->Glob(folder_ / pattern).value();
    for (std::string& path : found) path.erase(0, folder_.path().size() + 1);
    return found;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Files> files_ = MakeFiles();
};

TEST_F(FilesTest, ReadsInOrderAndAnywhere) {
  auto file = files_->OpenRead(folder_.Put("a", "hello world")).value();
  EXPECT_EQ(file->Size(), 11u);
  std::string buffer(5, '.');
  EXPECT_EQ(file->Read(buffer).value(), 5u);
  EXPECT_EQ(buffer, "hello");
  EXPECT_EQ(file->ReadAt(6, buffer).value(), 5u);
  EXPECT_EQ(buffer, "world");
  EXPECT_EQ(file->Read(std::span(buffer).first(1)).value(), 1u);
  EXPECT_EQ(buffer, " orld");
  EXPECT_EQ(file->ReadAt(11, buffer).value(), 0u);
}

TEST_F(FilesTest, NamesPathAndReasonWhenAFileCannotBeOpened) {
  EXPECT_EQ(files_->OpenRead(folder_ / "none").error().Message(),
            "cannot open " + (folder_ / "none") + ": No such file or directory");
  EXPECT_EQ(files_->OpenRead(folder_.path()).error().Message(), "cannot open " + folder_.path() + ": Is a directory");
}

// Files without a name until they are committed, and files with a temporary one.
class OutputFilesTest : public FilesTest, public testing::WithParamInterface<bool> {
 protected:
  OutputFilesTest() { files_ = MakeFiles(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Files, OutputFilesTest, testing::Values(true, false));

TEST_P(OutputFilesTest, AWrittenFileAppearsOnCommitOnly) {
  const std::string path = folder_.Put("a", "old");
  auto file = files_->Create(path).value();
  ASSERT_TRUE(file->Write("new"));
  EXPECT_GT(file->FreeSpace(), 0u);
  EXPECT_LT(file->FreeSpace(), UINT64_MAX);
  EXPECT_EQ(TemporaryFolder::Contents(path), "old");
  ASSERT_TRUE(file->Commit());
  EXPECT_EQ(TemporaryFolder::Contents(path), "new");
  EXPECT_THAT(Names(), ElementsAre("a"));
}

TEST_P(OutputFilesTest, AFileThatIsNotCommittedLeavesNothing) {
  ASSERT_TRUE(files_->Create(folder_ / "a").value()->Write("new"));
  EXPECT_THAT(Names(), IsEmpty());
}

TEST_P(OutputFilesTest, CreatesFoldersAndKeepsLargeWritesInOrder) {
  const std::string path = folder_ / "x/y/a";
  auto file = files_->Create(path).value();
  const std::string large(200'000, 'b');
  ASSERT_TRUE(file->Write("a"));
  ASSERT_TRUE(file->Write(large));
  ASSERT_TRUE(file->Write("c"));
  ASSERT_TRUE(file->Commit());
  EXPECT_EQ(TemporaryFolder::Contents(path), "a" + large + "c");
}

TEST_P(OutputFilesTest, TwoWritersOfOnePathDoNotMeet) {
  auto first = files_->Create(folder_ / "a").value();
  auto second = files_->Create(folder_ / "a").value();
  ASSERT_TRUE(first->Write("first"));
  ASSERT_TRUE(second->Write("second"));
  ASSERT_TRUE(second->Commit());
  ASSERT_TRUE(first->Commit());
  EXPECT_EQ(TemporaryFolder::Contents(folder_ / "a"), "first");
}

TEST_P(OutputFilesTest, FollowsASymbolicLinkInsteadOfReplacingIt) {
  const std::string real = folder_.Put("real", "old");
  std::filesystem::create_symlink(real, folder_ / "link");
  auto file = files_->Create(folder_ / "link").value();
  ASSERT_TRUE(file->Write("new"));
  ASSERT_TRUE(file->Commit());
  EXPECT_EQ(TemporaryFolder::Contents(real), "new");
  EXPECT_TRUE(std::filesystem::is_symlink(folder_ / "link"));
}

TEST_F(FilesTest, WritesToADeviceDirectly) {
  auto file = files_->Create("/dev/full").value();
  ASSERT_TRUE(file->Write("x"));
  EXPECT_EQ(file->Commit().error().Message(), "cannot write /dev/full: No space left on device");
  struct stat status {};
  ASSERT_EQ(stat("/dev/full", &status), 0);
  EXPECT_TRUE(S_ISCHR(status.st_mode));
}

TEST_F(FilesTest, AWriteErrorStays) {
  auto file = files_->Create("/dev/full").value();
  const std::string large(100'000, 'x');
  EXPECT_FALSE(file->Write(large));
  EXPECT_FALSE(file->Write("y"));
  EXPECT_FALSE(file->Commit());
}

TEST_F(FilesTest, RefusesToReplaceAFolder) {
  EXPECT_EQ(files_->Create(folder_.path()).error().Message(), "cannot create " + folder_.path() + ": Is a directory");
}

TEST_F(FilesTest, SaysWhichFolderCannotBeCreated) {
  folder_.Put("file", "");
  EXPECT_EQ(files_->Create(folder_ / "file/a").error().Message(),
            "cannot create the folder " + (folder_ / "file") + ": Not a directory");
}

TEST_F(FilesTest, GlobMatchesWithinAFolder) {
  for (const char* name : {"b.csv", "a.csv", "c.txt", ".hidden.csv", "sub/d.csv", "x.csv/inside"})
    folder_.Put(name, "");
  EXPECT_THAT(Glob("*.csv"), ElementsAre("a.csv", "b.csv"));
  EXPECT_THAT(Glob("[ab].???"), ElementsAre("a.csv", "b.csv"));
  EXPECT_THAT(Glob("*/*.csv"), ElementsAre("sub/d.csv"));
  EXPECT_THAT(Glob("c.txt"), ElementsAre("c.txt"));
  EXPECT_THAT(Glob("none*"), IsEmpty());
  EXPECT_THAT(Glob("none.csv"), IsEmpty());
}

TEST_F(FilesTest, GlobWithTwoStarsGoesThroughFolders) {
  for (const char* name : {"a.csv", "x/b.csv", "x/y/c.csv", "x/y/c.txt", ".git/d.csv"}) folder_.Put(name, "");
  std::filesystem::create_directory_symlink(folder_.path(), folder_ / "x/loop");
  EXPECT_THAT(Glob("**/*.csv"), ElementsAre("a.csv", "x/b.csv", "x/y/c.csv"));
  EXPECT_THAT(Glob("x/**/**/c.*"), ElementsAre("x/y/c.csv", "x/y/c.txt"));
}

TEST_F(FilesTest, GlobTakesAnEscapedCharacterAsItIs) {
  folder_.Put("a*b", "");
  folder_.Put("axb", "");
  EXPECT_THAT(Glob("a\\*b"), ElementsAre("a*b"));
}

TEST_F(FilesTest, StatTellsWhatIsThere) {
  EXPECT_EQ(files_->Stat(folder_ / "none")->kind, FileInfo::Kind::kAbsent);
  EXPECT_EQ(files_->Stat(folder_.path())->kind, FileInfo::Kind::kFolder);
  EXPECT_EQ(files_->Stat("/dev/null")->kind, FileInfo::Kind::kOther);
  const auto info = files_->Stat(folder_.Put("a", "123"));
  EXPECT_EQ(info->kind, FileInfo::Kind::kFile);
  EXPECT_EQ(info->size, 3u);
  EXPECT_TRUE(FileExists(*files_, folder_ / "a"));
  EXPECT_FALSE(FileExists(*files_, folder_ / "b"));
}

TEST_F(FilesTest, ReadsAWholeFileUpToALimit) {
  const std::string path = folder_.Put("a", "12345");
  EXPECT_EQ(ReadWholeFile(*files_, path, 5).value(), "12345");
  EXPECT_EQ(ReadWholeFile(*files_, path, 4).error().Message(), path + " is larger than 4 B");
  EXPECT_EQ(ReadWholeFile(*files_, folder_.Put("empty", ""), 4).value(), "");
  EXPECT_EQ(ReadWholeFile(*files_, "/dev/zero", 100'000).error().Message(), "/dev/zero is larger than 98 KiB");
}

}  // namespace
}  // namespace harness
