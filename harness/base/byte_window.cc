#include "harness/base/byte_window.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace harness {
namespace {

constexpr size_t kFirstStep = 4096;
constexpr size_t kLargestStep = size_t{256} << 10;

}  // namespace

void ByteWindow::MakeRoom() {
  const size_t held = end_ - begin_;
  if (begin_ > 0 && held > 0) std::memmove(buffer_.data(), buffer_.data() + begin_, held);
  begin_ = 0;
  end_ = held;
  // Doubling, so that a long record is looked through a logarithmic number of times.
  if (buffer_.size() < held + step_) buffer_.resize(std::max(held + step_, 2 * held));
}

Result<bool> ByteWindow::More() {
  MakeRoom();
  const size_t wanted = std::max(step_, end_);
  const size_t goal = std::min(buffer_.size(), end_ + wanted);
  const size_t before = end_;
  while (end_ < goal) {
    auto count = file_->ReadAt(offset_ + end_, std::span(buffer_.data() + end_, goal - end_));
    if (!count) return Unexpected(std::move(count.error()));
    if (*count == 0) break;
    end_ += *count;
  }
  step_ = std::min(2 * step_, kLargestStep);
  return end_ > before;
}

void ByteWindow::Drop(size_t count) {
  assert(count <= end_ - begin_);
  begin_ += count;
  offset_ += count;
}

void ByteWindow::Seek(uint64_t offset) {
  if (offset >= offset_ && offset - offset_ <= end_ - begin_) return Drop(offset - offset_);
  begin_ = end_ = 0;
  offset_ = offset;
  step_ = kFirstStep;
}

}  // namespace harness
