// A file to read whose bytes are in memory; Read gives at most `step` bytes at once, to try every seam of a reader.
#pragma once

#include <algorithm>
#include <string>

#include "harness/base/files.h"

namespace harness {

class StringFile final : public InputFile {
 public:
  explicit StringFile(std::string bytes, std::string path = "file.csv", size_t step = std::string::npos)
      : bytes_(std::move(bytes)), path_(std::move(path)), step_(step) {}

  Result<size_t> Read(std::span<char> buffer) override {
    auto count = ReadAt(at_, buffer);
    at_ += *count;
    return count;
  }
  Result<size_t> ReadAt(uint64_t offset, std::span<char> buffer) override {
    if (offset >= bytes_.size()) return size_t{0};
    return bytes_.copy(buffer.data(), std::min(buffer.size(), step_), offset);
  }
  uint64_t Size() const override { return bytes_.size(); }
  const std::string& path() const override { return path_; }

 private:
  std::string bytes_;
  std::string path_;
  size_t step_;
  uint64_t at_ = 0;
};

}  // namespace harness
