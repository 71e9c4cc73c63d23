// Brings finished attempts back into the order in which they were claimed.
//
// Attempts end in any order, since calls take their time and some are tried again. One thread.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <deque>
#include <utility>

#include "harness/core/attempt.h"

namespace harness {

class InOrder {
 public:
  // Keys ascend.
  void Expect(const AttemptKey& key) {
    assert(slots_.empty() || slots_.back().key < key);
    slots_.push_back({key, {}});
  }

  // One that is expected.
  void Add(Finished finished) {
    const AttemptKey key = finished.attempt->key;
    const auto slot =
        std::lower_bound(slots_.begin(), slots_.end(), key,
                         [](const Slot& earlier, const AttemptKey& wanted) { return earlier.key < wanted; });
    assert(slot != slots_.end() && slot->key == key);
    bytes_ += finished.bytes;
    slot->finished = std::move(finished);
  }

  // The next in order; none (a Finished without an attempt) while one that is expected before it has not come.
  Finished Take() {
    if (slots_.empty() || !slots_.front().finished.attempt) return {};
    Finished next = std::move(slots_.front().finished);
    slots_.pop_front();
    bytes_ -= next.bytes;
    return next;
  }

  // What has not come never will.
  void GiveUpMissing() {
    std::erase_if(slots_, [](const Slot& slot) { return !slot.finished.attempt; });
  }

  // What is held, in bytes of memory.
  size_t bytes() const { return bytes_; }

 private:
  struct Slot {
    AttemptKey key;
    Finished finished;
  };
  std::deque<Slot> slots_;
  size_t bytes_ = 0;
};

}  // namespace harness
