// The tables of the store: the numbered migrations that make them, and how their keys are put together.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "harness/base/error.h"
#include "harness/base/sqlite.h"
#include "harness/core/call_context.h"

namespace harness {

// "HRNS", in the file's header: what tells a store from other SQLite databases.
inline constexpr uint32_t kStoreApplicationId = 0x48524E53;

// The i-th (from 0) takes a store from schema i to schema i + 1; the file's user_version counts them. A migration that
// was released is never changed.
std::span<const std::string_view> StoreMigrations();

// Every attempt has one integer for a key, which is the table's rowid: unique and in the order of the reports without
// an index.
//
//   key = run << 40 | (case_number * targets + target) * repeats + repeat
//
// Measured over 300,000 attempts with their cases (300 bytes of input, 60 of output, 60 of scores; 8 KiB pages, FULL,
// 512 a commit) and over 20,000 with 20 kB of output, in rows/s and MB of file:
//   no key at all 342,000 / 180 MB, 17,300 / 419 MB;      this key 314,000 / 181 MB, 17,300 / 419 MB;
//   rowid and UNIQUE index 278,000 / 185 MB, 16,200 / 419 MB; WITHOUT ROWID on four columns 287,000 / 187 MB, 13,000 /
//   524 MB.
struct AttemptKeys {
  int64_t run = 0;       // its number, below 2^23
  uint32_t targets = 1;  // how many each case may have; from RunRecord, and fixed once there are attempts
  uint32_t repeats = 1;

  // Nullopt when target or repeat are not in the run's plan, or its attempts are more than 2^40.
  std::optional<int64_t> Of(const AttemptKey& key) const;
  AttemptKey Parse(int64_t key) const;
  // All keys of the run are in [first, end).
  int64_t first() const { return run << 40; }
  int64_t end() const { return (run + 1) << 40; }
};

// That an attempt has no key.
Error NotPlanned(const AttemptKey& key, const AttemptKeys& keys);

// As they were fixed for a run. An error: there is no such run.
Result<AttemptKeys> FindKeys(Database& database, int64_t run);

// run << 32 | number: for cases, and for the chunks of a plan.
inline int64_t NumberedKey(int64_t run, uint32_t number) {
  return run << 32 | number;
}

inline constexpr int64_t kMaxRunNumber = (int64_t{1} << 23) - 1;

}  // namespace harness
