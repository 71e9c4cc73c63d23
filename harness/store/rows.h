// How the nouns of a run become rows of the store's tables, and rows the nouns again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/base/sqlite_rows.h"
#include "harness/core/attempt.h"
#include "harness/core/run.h"
#include "harness/core/store.h"

namespace harness {

// All columns of `runs` but number, key_targets and key_repeats, in the order of BindRun and ReadRun.
inline constexpr std::string_view kRunColumns =
    "id, parent, suite, suite_path, kind, state, started_at, finished_at, seed, suite_sha256, git, shard_index, "
    "shard_count, owner, label, "
    "repeat, require, min_coverage, planned_cases, planned_attempts, plan_cases, plan_sha256, exit_code, targets, "
    "scorers, gates, options, metrics";
inline constexpr int kRunColumnCount = 28;

// Binds ?1 to ?28. Texts are copied.
void BindRun(Statement& statement, const RunRecord& run);
// From a row of `number, ` and kRunColumns. An error names what can't be read.
Result<RunRecord> ReadRun(const Statement& row);

// The columns of `cases` and of `attempts`, in the order of the tables. Views of the nouns.
inline constexpr int kCaseColumnCount = 11;
inline constexpr int kAttemptColumnCount = 17;
SqliteValue CaseColumn(int64_t key, const CaseRow& test, int column);
SqliteValue AttemptColumn(int64_t key, const AttemptRow& attempt, int column);

// What a cursor selects, key first; the parts that are not asked for are left out. All but key and number, which the
// caller knows, are read.
std::string CaseColumns(AttemptParts parts);
std::string AttemptColumns(AttemptParts parts);
void ReadCase(const Statement& row, AttemptParts parts, CaseRow& test);
// False if the verdict is none.
bool ReadAttempt(const Statement& row, AttemptParts parts, AttemptRow& attempt);

}  // namespace harness
