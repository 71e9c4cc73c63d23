// Where the records with a key are: 16 bytes a record, whatever the records hold.
//
// Filled with Add, sorted once, then searched; two keys may share a hash, so a caller compares what it finds. Hashes
// that are spread evenly over 64 bits are found fastest. Entries stand in chunks of 1 MiB: growing neither copies nor
// doubles. Filling is for one thread; searching for any number.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace harness {

class KeyIndex {
 public:
  struct Entry {
    uint64_t hash = 0;
    uint64_t offset = 0;
    auto operator<=>(const Entry&) const = default;
  };

  void Add(uint64_t hash, uint64_t offset);
  // By hash, then offset; in place. Before any search, and again after further Adds.
  void Sort();

  size_t size() const { return size_; }
  const Entry& operator[](size_t i) const { return (*chunks_[i / kChunk])[i % kChunk]; }

  // The first position whose hash is not below `hash`; size() if there is none. Equal hashes stand side by side, by
  // ascending offset.
  size_t Find(uint64_t hash) const;
  // The first position behind `i` with another hash: for (i = 0; i < size(); i = GroupEnd(i)) visits every hash once.
  size_t GroupEnd(size_t i) const;

 private:
  static constexpr size_t kChunk = size_t{64} << 10;
  using Chunk = std::array<Entry, kChunk>;
  class Iterator;

  std::vector<std::unique_ptr<Chunk>> chunks_;
  size_t size_ = 0;
};

}  // namespace harness
