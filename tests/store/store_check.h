// What must hold of a store after whatever happened to its writers.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/base/sqlite.h"
#include "tests/fakes/store_samples.h"

namespace harness {

// Of the file as SQLite sees it: no page is damaged.
inline std::string IntegrityOf(const std::string& path) {
  auto database = Database::Open(path);
  if (!database) return database.error().Message();
  auto check = database->Prepare("PRAGMA integrity_check");
  if (!check) return check.error().Message();
  const auto row = check->Step();
  return row ? std::string(check->Text(0)) : row.error().Message();
}

// Attempts of batch B are the cases [B * size, (B + 1) * size) on `target`, with their batch for an output.
inline std::vector<Finished> BatchOf(uint32_t batch, uint32_t size, uint16_t target = 0, size_t bytes = 0) {
  std::vector<Finished> attempts;
  for (uint32_t i = 0; i < size; ++i)
    attempts.push_back(
        PlainAttempt(batch * size + i, target, 0, Verdict::kPass, std::to_string(batch) + std::string(bytes, 'x')));
  return attempts;
}

// How many attempts of each batch are stored. Each stands there once: a cursor that repeats itself is a failure.
inline std::vector<uint32_t> CountBatches(Store& store, int64_t run, uint32_t size, uint16_t target = 0) {
  std::vector<uint32_t> counts;
  AttemptKey last{0, 0, 0};
  bool first = true;
  for (const StoredAttempt& stored : ReadAll(store, run, {})) {
    const AttemptKey key = stored.attempt.key;
    EXPECT_TRUE(first || last < key);
    first = false;
    last = key;
    if (key.target != target) continue;
    const uint32_t batch = key.case_number / size;
    if (counts.size() <= batch) counts.resize(batch + 1);
    ++counts[batch];
  }
  return counts;
}

}  // namespace harness
