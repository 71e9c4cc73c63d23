// Collects what a report writes, and hands it to its file in large pieces.
//
// Reports append to text() and call Drain() wherever they could pause; Flush() once at the end. What is not flushed is
// lost.
#pragma once

#include <cstdint>
#include <string>

#include "harness/base/files.h"

namespace harness {

class BufferedFile {
 public:
  explicit BufferedFile(OutputFile& file) : file_(file) {}

  // To be appended to only.
  std::string& text() { return text_; }
  // Writes once a good deal has come together.
  Result<> Drain();
  Result<> Flush();
  // All that was appended so far, in bytes.
  uint64_t size() const { return written_ + text_.size(); }

 private:
  OutputFile& file_;
  std::string text_;
  uint64_t written_ = 0;
};

}  // namespace harness
