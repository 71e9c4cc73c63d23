#include "harness/base/scratch_folder.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

TEST(ScratchFolder, IsThereWhileItIsUsed) {
  const TemporaryFolder parent;
  std::string path;
  {
    const auto folder = ScratchFolder::Make(parent.path());
    ASSERT_TRUE(folder);
    path = folder->path();
    std::ofstream(path + "/file") << "text";
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms::owner_all);
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ScratchFolder, SaysWhyItCantBeMade) {
  const auto folder = ScratchFolder::Make("/no/such/folder");
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().Message(), "cannot make a folder in /no/such/folder: No such file or directory");
}

}  // namespace
}  // namespace harness
