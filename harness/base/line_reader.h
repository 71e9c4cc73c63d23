// The lines of a file, one at a time in constant memory, each with its number and the byte at which it begins.
//
// LF and CRLF end a line; the last may lack it. A UTF-8 byte order mark is skipped. Nothing else is looked at: a line
// may hold any bytes. One thread. Reading a line again by its offset is what Seek is for.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "harness/base/byte_window.h"
#include "harness/base/files.h"

namespace harness {

struct Line {
  std::string_view text;  // without its end; valid until the next call
  int number = 0;         // from 1
  uint64_t offset = 0;    // bytes
};

class LineReader {
 public:
  static constexpr size_t kDefaultMax = size_t{64} << 20;

  // Lines of more than `max` bytes are refused.
  explicit LineReader(std::unique_ptr<InputFile> file, size_t max = kDefaultMax);

  // The next line, nothing at the end. After an error (a file that can't be read, a line that is too long) reading is
  // over.
  Result<std::optional<Line>> Next();
  // Goes to a line that an earlier Next has named.
  void Seek(uint64_t offset, int number);
  const std::string& path() const { return file_->path(); }

 private:
  std::optional<Line> Take(size_t length, size_t end);

  std::unique_ptr<InputFile> file_;
  ByteWindow window_;
  size_t max_;
  int number_ = 1;
  bool over_ = false;
};

}  // namespace harness
