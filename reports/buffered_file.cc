#include "reports/buffered_file.h"

namespace harness {
namespace {

constexpr size_t kPiece = size_t{256} * 1024;

}  // namespace

Result<> BufferedFile::Drain() {
  if (text_.size() < kPiece) return {};
  return Flush();
}

Result<> BufferedFile::Flush() {
  if (text_.empty()) return {};
  Result<> result = file_.Write(text_);
  written_ += text_.size();
  text_.clear();
  return result;
}

}  // namespace harness
