#include "harness/base/key_index.h"

#include <algorithm>
#include <iterator>

namespace harness {

// Makes the chunks one sequence for std::sort.
class KeyIndex::Iterator {
 public:
  using iterator_category = std::random_access_iterator_tag;
  using value_type = Entry;
  using difference_type = std::ptrdiff_t;
  using pointer = Entry*;
  using reference = Entry&;

  Iterator() = default;
  Iterator(const std::unique_ptr<Chunk>* chunks, size_t at) : chunks_(chunks), at_(at) {}

  reference operator*() const { return (*chunks_[at_ / kChunk])[at_ % kChunk]; }
  pointer operator->() const { return &**this; }
  reference operator[](difference_type n) const { return *(*this + n); }
  Iterator& operator++() { return ++at_, *this; }
  Iterator& operator--() { return --at_, *this; }
  Iterator operator++(int) { return {chunks_, at_++}; }
  Iterator operator--(int) { return {chunks_, at_--}; }
  Iterator& operator+=(difference_type n) { return at_ += static_cast<size_t>(n), *this; }
  Iterator& operator-=(difference_type n) { return at_ -= static_cast<size_t>(n), *this; }
  Iterator operator+(difference_type n) const { return {chunks_, at_ + static_cast<size_t>(n)}; }
  Iterator operator-(difference_type n) const { return {chunks_, at_ - static_cast<size_t>(n)}; }
  difference_type operator-(const Iterator& other) const { return static_cast<difference_type>(at_ - other.at_); }
  bool operator==(const Iterator& other) const { return at_ == other.at_; }
  auto operator<=>(const Iterator& other) const { return at_ <=> other.at_; }

 private:
  const std::unique_ptr<Chunk>* chunks_ = nullptr;
  size_t at_ = 0;
};

void KeyIndex::Add(uint64_t hash, uint64_t offset) {
  if (size_ == chunks_.size() * kChunk) chunks_.push_back(std::make_unique<Chunk>());
  (*chunks_.back())[size_ % kChunk] = {hash, offset};
  ++size_;
}

void KeyIndex::Sort() {
  if (size_ <= kChunk && size_ > 0) return std::sort(chunks_[0]->begin(), chunks_[0]->begin() + size_);
  std::sort(Iterator(chunks_.data(), 0), Iterator(chunks_.data(), size_));
}

size_t KeyIndex::Find(uint64_t hash) const {
  // Where it stands if hashes are spread evenly, then in growing steps to both sides: few entries are looked at, and
  // near ones.
  size_t low = static_cast<size_t>(static_cast<double>(hash) * 0x1p-64 * static_cast<double>(size_));
  size_t high = low;
  for (size_t step = 1; low > 0 && (*this)[low - 1].hash >= hash; step *= 2) {
    high = low - 1;
    low -= std::min(low, step);
  }
  for (size_t step = 1; high < size_ && (*this)[high].hash < hash; step *= 2) {
    low = high + 1;
    high += std::min(size_ - high, step);
  }
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if ((*this)[middle].hash < hash)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

size_t KeyIndex::GroupEnd(size_t i) const {
  size_t end = i + 1;
  while (end < size_ && (*this)[end].hash == (*this)[i].hash) ++end;
  return end;
}

}  // namespace harness
