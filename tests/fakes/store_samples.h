// Runs and attempts to put into a store, and all that is in it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/store.h"
#include "tests/fakes/sample_calibration.h"

namespace harness {

inline RunRecord PlainRun(std::string id, int targets = 1, int repeat = 1) {
  RunRecord run;
  run.id = std::move(id);
  run.suite = "helpdesk";
  for (int i = 0; i < targets; ++i) run.targets.push_back({"target-" + std::to_string(i), "replay"});
  run.repeat = repeat;
  return run;
}

inline CaseRow PlainCase(uint32_t number) {
  CaseRow test;
  test.number = number;
  test.id = "case-" + std::to_string(number);
  test.category = "Access";
  test.tags = R"(["real"])";
  test.cluster = "c";
  test.file = "tickets.csv";
  test.line = static_cast<int>(number) + 2;
  test.digest = 0xFEDCBA9876543210 + number;
  test.input = R"("VPN drops")";
  test.expected = R"({"group":"Access"})";
  test.vars = R"({"year":2025})";
  return test;
}

inline AttemptRow PlainRow(AttemptKey key, Verdict verdict = Verdict::kPass, std::string output = "out") {
  AttemptRow row;
  row.key = key;
  row.verdict = verdict;
  row.scores = "[[0,0,1]]";
  row.output_text = std::move(output);
  return row;
}

// The attempt with its case.
inline Finished AttemptOf(AttemptRow row) {
  auto test = std::make_shared<const CaseRow>(PlainCase(row.key.case_number));
  return {std::move(test), std::make_shared<const AttemptRow>(std::move(row))};
}

inline Finished PlainAttempt(uint32_t number, uint16_t target = 0, uint16_t repeat = 0,
                             Verdict verdict = Verdict::kPass, std::string output = "out") {
  return AttemptOf(PlainRow({number, target, repeat}, verdict, std::move(output)));
}

struct StoredAttempt {
  CaseRow test;
  AttemptRow attempt;
};

inline std::vector<StoredAttempt> ReadAll(Store& store, int64_t run, AttemptParts parts = {true, true, true}) {
  std::vector<StoredAttempt> all;
  auto cursor = store.Attempts(run, parts);
  if (!cursor) return ADD_FAILURE() << cursor.error().Message(), all;
  while (true) {
    const Result<bool> more = (*cursor)->Next();
    if (!more) return ADD_FAILURE() << more.error().Message(), all;
    if (!*more) return all;
    all.push_back({(*cursor)->test(), (*cursor)->attempt()});
  }
}

inline std::vector<AttemptKey> KeysIn(Store& store, int64_t run) {
  std::vector<AttemptKey> keys;
  for (const StoredAttempt& stored : ReadAll(store, run)) keys.push_back(stored.attempt.key);
  return keys;
}

template <typename T>
::testing::AssertionResult Succeeded(const Result<T>& result) {
  if (result) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << result.error().Message();
}

}  // namespace harness
