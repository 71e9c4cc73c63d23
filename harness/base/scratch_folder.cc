#include "harness/base/scratch_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

namespace harness {

Result<ScratchFolder> ScratchFolder::Make(const std::string& parent) {
  std::error_code problem;
  const std::filesystem::path above =
      parent.empty() ? std::filesystem::temp_directory_path(problem) : std::filesystem::path(parent);
  if (problem) return Fail("there is no folder for temporary files: {}", problem.message());
  std::string path = (above / "harness-XXXXXX").string();
  if (!mkdtemp(path.data())) return Fail("cannot make a folder in {}: {}", above.string(), strerror(errno));
  return ScratchFolder(std::move(path));
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, "")) {}

ScratchFolder::~ScratchFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace harness
