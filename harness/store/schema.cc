#include "harness/store/schema.h"

#include <fmt/format.h>

#include <array>

namespace harness {
namespace {

constexpr uint64_t kMaxSlot = (uint64_t{1} << 40) - 1;

// Large texts stand last in their rows: what stands before them is read without touching overflow pages.
constexpr std::string_view kSchema1 = R"(
CREATE TABLE runs (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  parent TEXT NOT NULL,
  suite TEXT NOT NULL,
  suite_path TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  suite_sha256 TEXT NOT NULL,
  git TEXT NOT NULL,
  shard_index INTEGER,
  shard_count INTEGER,
  owner TEXT NOT NULL,
  label TEXT NOT NULL,
  repeat INTEGER NOT NULL,
  require TEXT NOT NULL,
  min_coverage REAL NOT NULL,
  planned_cases INTEGER NOT NULL,
  planned_attempts INTEGER NOT NULL,
  plan_cases INTEGER NOT NULL,
  plan_sha256 TEXT NOT NULL,
  exit_code INTEGER,
  targets TEXT NOT NULL,
  scorers TEXT NOT NULL,
  gates TEXT NOT NULL,
  options TEXT NOT NULL,
  key_targets INTEGER NOT NULL,
  key_repeats INTEGER NOT NULL
);
CREATE TABLE cases (
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  category TEXT NOT NULL,
  tags TEXT NOT NULL,
  cluster TEXT NOT NULL,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  digest INTEGER NOT NULL,
  expected TEXT NOT NULL,
  vars TEXT NOT NULL,
  input TEXT NOT NULL
);
CREATE TABLE attempts (
  key INTEGER PRIMARY KEY,
  verdict INTEGER NOT NULL,
  failure_kind TEXT NOT NULL,
  failure_category TEXT NOT NULL,
  latency_us INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  input_tokens INTEGER,
  output_tokens INTEGER,
  cached_tokens INTEGER,
  cost_usd REAL,
  finish_reason TEXT NOT NULL,
  failure_message TEXT NOT NULL,
  scores TEXT NOT NULL,
  output_json TEXT NOT NULL,
  output_text TEXT NOT NULL
);
CREATE TABLE plan (key INTEGER PRIMARY KEY, digests BLOB NOT NULL);
CREATE TABLE garbage (run INTEGER PRIMARY KEY);
)";

constexpr std::string_view kSchema2 = "ALTER TABLE runs ADD COLUMN metrics TEXT NOT NULL DEFAULT '[]'";

// `attempt` is the key of the attempt, which there need not be yet.
constexpr std::string_view kSchema3 = R"(
CREATE TABLE replies (
  key INTEGER PRIMARY KEY,
  attempt INTEGER NOT NULL,
  request TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  repeat INTEGER NOT NULL,
  stored_at INTEGER NOT NULL,
  reply TEXT NOT NULL
);
CREATE UNIQUE INDEX replies_of_attempts ON replies (attempt, request, ordinal);
CREATE INDEX replies_to_requests ON replies (request, repeat, stored_at);
)";

// The turns of a conversation.
constexpr std::string_view kSchema4 = "ALTER TABLE attempts ADD COLUMN output_turns TEXT NOT NULL DEFAULT ''";

constexpr std::array kMigrations = {kSchema1, kSchema2, kSchema3, kSchema4};

}  // namespace

std::span<const std::string_view> StoreMigrations() {
  return kMigrations;
}

std::optional<int64_t> AttemptKeys::Of(const AttemptKey& key) const {
  if (key.target >= targets || key.repeat >= repeats) return std::nullopt;
  const uint64_t lanes = uint64_t{targets} * repeats;  // below 2^33: both are at most 2^16
  if (key.case_number > kMaxSlot / lanes - 1) return std::nullopt;
  return first() | static_cast<int64_t>(key.case_number * lanes + uint64_t{key.target} * repeats + key.repeat);
}

AttemptKey AttemptKeys::Parse(int64_t key) const {
  const uint64_t slot = static_cast<uint64_t>(key) & kMaxSlot;
  const uint64_t lanes = uint64_t{targets} * repeats;
  return {static_cast<uint32_t>(slot / lanes), static_cast<uint16_t>(slot % lanes / repeats),
          static_cast<uint16_t>(slot % repeats)};
}

Error NotPlanned(const AttemptKey& key, const AttemptKeys& keys) {
  return Error(
      fmt::format("case {}, target {}, repeat {} is not in the plan of run {}, which has {} targets and {} repeats",
                  key.case_number, key.target, key.repeat, keys.run, keys.targets, keys.repeats));
}

Result<AttemptKeys> FindKeys(Database& database, int64_t run) {
  auto select = database.Prepare("SELECT key_targets, key_repeats FROM runs WHERE number = ?1");
  if (!select) return Unexpected(select.error());
  const auto row = select->Bind(1, run).Step();
  if (!row) return Unexpected(row.error());
  if (!*row) return Fail("the store has no run number {}", run);
  const int64_t targets = select->Integer(0), repeats = select->Integer(1);
  if (targets < 1 || targets > 65536 || repeats < 1 || repeats > 65536)
    return Fail("run number {} is damaged in the store: {} targets, {} repeats", run, targets, repeats);
  return AttemptKeys{run, static_cast<uint32_t>(targets), static_cast<uint32_t>(repeats)};
}

}  // namespace harness
