// A folder for files that nobody needs when the program is over: made with a name of its own, readable by this user
// alone, removed with all that is in it by its destructor.
//
// A program that is killed leaves it behind, where the system cleans up by itself. One thread at a time.
#pragma once

#include <string>

#include "harness/base/error.h"

namespace harness {

class ScratchFolder {
 public:
  // Below `parent`, or the system's folder for temporary files if that is empty.
  static Result<ScratchFolder> Make(const std::string& parent = "");
  ~ScratchFolder();
  ScratchFolder(ScratchFolder&& other) noexcept;
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ScratchFolder& operator=(ScratchFolder&&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit ScratchFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;  // empty: moved from
};

}  // namespace harness
