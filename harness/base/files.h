// The file system, as the rest of the program sees it: reading, writing whole files safely, and finding files by
// pattern.
//
// Errors name the path and say why in the system's words. A Files may be used by any thread; an InputFile or OutputFile
// belongs to one thread at a time (ReadAt may be called by several at once).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"

namespace harness {

class InputFile {
 public:
  virtual ~InputFile() = default;
  // Up to buffer.size() bytes from where the last Read ended; 0 only at the end of the file.
  virtual Result<size_t> Read(std::span<char> buffer) = 0;
  // The same from `offset` in bytes; does not move Read. Pipes refuse it.
  virtual Result<size_t> ReadAt(uint64_t offset, std::span<char> buffer) = 0;
  // In bytes, when it was opened; 0 for a pipe or device.
  virtual uint64_t Size() const = 0;
  virtual const std::string& path() const = 0;
};

// Writes to a file without a name (where the file system has none: with a temporary one beside the path), which takes
// the path's place on Commit: readers see the old file or the whole new one. Without Commit nothing remains. A device
// or pipe is written to directly. Writes are buffered; the first error is kept and returned by every later call.
class OutputFile {
 public:
  virtual ~OutputFile() = default;
  virtual Result<> Write(std::string_view bytes) = 0;
  // Flush, fsync, rename. Once; nothing may be written afterwards.
  virtual Result<> Commit() = 0;
  // In bytes, of the file system that it lies on; as much as can be where there is no such thing.
  virtual uint64_t FreeSpace() const { return UINT64_MAX; }
};

struct FileInfo {
  enum class Kind { kAbsent, kFile, kFolder, kOther };
  Kind kind = Kind::kAbsent;
  uint64_t size = 0;            // bytes, of a file
  int64_t modified_micros = 0;  // since 1970, UTC
};

class Files {
 public:
  virtual ~Files() = default;
  // Refuses folders.
  virtual Result<std::unique_ptr<InputFile>> OpenRead(const std::string& path) = 0;
  // Creates the folders above `path` that are missing. A symbolic link is followed, not replaced.
  virtual Result<std::unique_ptr<OutputFile>> Create(const std::string& path) = 0;
  // The files (no folders) whose path matches, sorted by bytes. `*`, `?` and `[…]` match within a name, `**` any number
  // of folders, none included; neither matches a leading dot, `**` follows no symbolic link and goes down 64 folders.
  // `\` makes the next character plain. More than a million files are refused.
  virtual Result<std::vector<std::string>> Glob(const std::string& pattern) = 0;
  // Follows symbolic links; an absent file is no error.
  virtual Result<FileInfo> Stat(const std::string& path) = 0;
};

// `nameless`: output files have no name until they are committed, where the file system can do that.
std::unique_ptr<Files> MakeFiles(bool nameless = true);

// `path` as seen from `folder`, and tidied ("a/../b" is "b") where a file is there and no symbolic link makes that
// another one.
std::string PathFrom(const std::string& folder, const std::string& path);
// The tidying alone.
std::string TidyPath(const std::string& path);

bool FileExists(Files& files, const std::string& path);

// All of a file; one of more than `max` bytes is refused.
Result<std::string> ReadWholeFile(Files& files, const std::string& path, uint64_t max);

}  // namespace harness
