// A window that slides over a file: the bytes from some offset on, as many as have been asked for.
//
// What readers of records stand on: they look for the end of a record in bytes(), call More until it is there, and Drop
// what they have used. Memory is that of the longest record, at least 256 KiB. One thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/base/files.h"

namespace harness {

class ByteWindow {
 public:
  // The file must outlive the window and allow ReadAt.
  explicit ByteWindow(InputFile& file) : file_(&file) {}

  std::string_view bytes() const { return {buffer_.data() + begin_, end_ - begin_}; }
  // The same bytes, to be changed in place (the file is not).
  char* data() { return buffer_.data() + begin_; }
  // Where bytes() begins in the file.
  uint64_t offset() const { return offset_; }

  // Reads on behind bytes(); false at the end of the file. Views of the window are invalid afterwards.
  Result<bool> More();
  // Drops the first `count` bytes, which stay in memory until More.
  void Drop(size_t count);
  // Moves the window: forward within what it holds, else it is emptied, and the first reads are small again: meant for
  // single records.
  void Seek(uint64_t offset);

 private:
  void MakeRoom();

  InputFile* file_;
  std::vector<char> buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
  uint64_t offset_ = 0;
  size_t step_ = 4096;  // how much to read next, in bytes
};

}  // namespace harness
