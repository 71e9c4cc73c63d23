// Memory for the texts of many cells, given back all at once.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace harness {

class TextArena {
 public:
  // Room for `size` bytes, which lasts until Clear.
  char* Take(size_t size) {
    if (size > left_) Grow(size);
    char* taken = next_;
    next_ += size;
    left_ -= size;
    return taken;
  }
  // A copy of `text`.
  std::string_view Keep(std::string_view text) {
    if (text.empty()) return {};
    char* copy = Take(text.size());
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }
  // Everything that was taken is gone; the memory is used again, but for what longer texts took.
  void Clear() {
    std::erase_if(blocks_, [](const Block& block) { return block.size > kBlock; });
    current_ = 0;
    left_ = 0;
  }

 private:
  static constexpr size_t kBlock = size_t{64} << 10;
  struct Block {
    std::unique_ptr<char[]> bytes;
    size_t size;
  };

  void Grow(size_t size) {
    while (current_ < blocks_.size() && blocks_[current_].size < size) ++current_;
    if (current_ == blocks_.size()) {
      const size_t room = size > kBlock ? size : kBlock;
      blocks_.push_back({std::make_unique<char[]>(room), room});
    }
    next_ = blocks_[current_].bytes.get();
    left_ = blocks_[current_].size;
    ++current_;
  }

  std::vector<Block> blocks_;
  size_t current_ = 0;  // the next block to fill
  char* next_ = nullptr;
  size_t left_ = 0;
};

}  // namespace harness
