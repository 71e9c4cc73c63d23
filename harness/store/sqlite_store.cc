#include "harness/store/sqlite_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <mutex>
#include <utility>

#include "harness/base/sqlite.h"
#include "harness/store/cursor.h"
#include "harness/store/migrations.h"
#include "harness/store/replies.h"
#include "harness/store/rows.h"
#include "harness/store/schema.h"

namespace harness {
namespace {

constexpr std::string_view kInsertCases = "INSERT OR IGNORE INTO cases SELECT * FROM batch_cases";

// Makes an attempt give way as one that ended in error does.
constexpr std::string_view kGiveWay = "UPDATE attempts SET verdict = 3 WHERE key = ?1";

// 3: an attempt that ended in error gives way. OR FAIL spares SQLite a journal of the statement: what fails is rolled
// back with its transaction.
constexpr std::string_view kInsertAttempts = R"(
INSERT OR FAIL INTO attempts SELECT * FROM batch_attempts WHERE true
ON CONFLICT (key) DO UPDATE SET
  verdict = excluded.verdict, failure_kind = excluded.failure_kind, failure_category = excluded.failure_category,
  latency_us = excluded.latency_us, started_at = excluded.started_at, tries = excluded.tries,
  input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens, cached_tokens = excluded.cached_tokens,
  cost_usd = excluded.cost_usd, finish_reason = excluded.finish_reason, failure_message = excluded.failure_message,
  scores = excluded.scores, output_json = excluded.output_json, output_text = excluded.output_text,
  output_turns = excluded.output_turns
WHERE verdict = 3)";
static_assert(static_cast<int>(Verdict::kError) == 3);

// Digests of one row of the plan: 64 KiB.
constexpr size_t kPlanChunk = 8192;
static_assert(std::endian::native == std::endian::little, "digests are stored as they lie in memory");

// Rows, and pages, of one transaction of a delete: other writers get their turn in between.
constexpr int kDeleteChunk = 10'000;
constexpr int kVacuumPages = 4000;

AttemptKeys KeysOf(const RunRecord& run) {
  return {run.number, static_cast<uint32_t>(std::max<size_t>(run.targets.size(), 1)),
          static_cast<uint32_t>(std::max(run.repeat, 1))};
}

// A batch in the order of its keys: rows are appended to the table's last page, and the attempts of one case stand
// together.
class Batch {
 public:
  // An error: an attempt that is not in the run's plan.
  Result<> Set(const AttemptKeys& keys, std::span<const Finished> batch) {
    attempts_.clear();
    for (const Finished& finished : batch) {
      const AttemptKey& key = finished.attempt->key;
      const auto place = keys.Of(key);
      if (!place) return Unexpected(NotPlanned(key, keys));
      attempts_.emplace_back(*place, &finished);
    }
    const auto by_key = [](const Item& a, const Item& b) { return a.first < b.first; };
    if (!std::is_sorted(attempts_.begin(), attempts_.end(), by_key))
      std::stable_sort(attempts_.begin(), attempts_.end(), by_key);
    cases_.clear();
    for (const auto& [place, finished] : attempts_) {
      const int64_t key = NumberedKey(keys.run, finished->attempt->key.case_number);
      if (cases_.empty() || cases_.back().first != key) cases_.emplace_back(key, finished);
    }
    return {};
  }

  using Item = std::pair<int64_t, const Finished*>;  // with its key in the table
  const std::vector<Item>& attempts() const { return attempts_; }
  const std::vector<Item>& cases() const { return cases_; }

 private:
  std::vector<Item> attempts_, cases_;
};

class BatchCases final : public SqliteRows {
 public:
  explicit BatchCases(const Batch& batch) : batch_(batch) {}
  size_t size() const override { return batch_.cases().size(); }
  SqliteValue At(size_t row, int column) const override {
    const auto& [key, finished] = batch_.cases()[row];
    return CaseColumn(key, *finished->test, column);
  }

 private:
  const Batch& batch_;
};

class BatchAttempts final : public SqliteRows {
 public:
  explicit BatchAttempts(const Batch& batch) : batch_(batch) {}
  size_t size() const override { return batch_.attempts().size(); }
  SqliteValue At(size_t row, int column) const override {
    const auto& [key, finished] = batch_.attempts()[row];
    return AttemptColumn(key, *finished->attempt, column);
  }

 private:
  const Batch& batch_;
};

// Puts batches into the tables.
class Inserter {
 public:
  Result<> Prepare(Database& database) {
    if (auto added = AddRows(database, "batch_cases", kCaseColumnCount, cases_); !added) return added;
    if (auto added = AddRows(database, "batch_attempts", kAttemptColumnCount, attempts_); !added) return added;
    auto insert_cases = database.Prepare(kInsertCases);
    if (!insert_cases) return Unexpected(insert_cases.error());
    auto give_way = database.Prepare(kGiveWay);
    if (!give_way) return Unexpected(give_way.error());
    auto insert_attempts = database.Prepare(kInsertAttempts);
    if (!insert_attempts) return Unexpected(insert_attempts.error());
    give_way_ = std::move(*give_way);
    insert_cases_ = std::move(*insert_cases);
    insert_attempts_ = std::move(*insert_attempts);
    return {};
  }

  Result<> Take(const AttemptKeys& keys, std::span<const Finished> batch) { return batch_.Set(keys, batch); }
  // What was taken last, within a transaction.
  Result<> Insert() {
    for (const auto& [key, finished] : batch_.attempts()) {
      if (!finished->replaces) continue;
      give_way_.Bind(1, key);
      if (auto done = give_way_.Run(); !done) return done;
    }
    return insert_cases_.Run().and_then([&] { return insert_attempts_.Run(); });
  }

 private:
  Batch batch_;
  BatchCases cases_{batch_};
  BatchAttempts attempts_{batch_};
  Statement insert_cases_;
  Statement give_way_;
  Statement insert_attempts_;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(Database database, std::string path, std::string vfs, std::unique_ptr<Inserter> inserter)
      : database_(std::move(database)), path_(std::move(path)), vfs_(std::move(vfs)), inserter_(std::move(inserter)) {}

  Result<> Save(RunRecord& run) override;
  Result<std::optional<RunRecord>> Find(const std::string& id) override;
  Result<std::vector<RunRecord>> Runs() override;
  Result<> Delete(const std::string& id) override;
  Result<> Append(int64_t run, std::span<const Finished> batch) override;
  Result<std::unique_ptr<AttemptCursor>> Attempts(int64_t run, AttemptParts parts) override;
  Result<std::unique_ptr<AttemptLookup>> Lookup(int64_t run, AttemptParts parts) override;
  Result<> KeepReplies(int64_t run, std::span<const KeptReply> replies) override;
  Result<> ForgetReplies(int64_t run, std::span<const ReplyKey> keys) override;
  Result<std::vector<ReplyKey>> ReplyKeys(int64_t run) override;
  Result<std::optional<std::string>> FindReply(int64_t run, const ReplyKey& key) override;
  Result<double> CostOfReplies(int64_t run) override;
  Result<std::optional<KeptReply>> FindReplyTo(const std::string& request, uint16_t repeat) override;
  Result<> SavePlan(int64_t run, std::span<const uint64_t> digests) override;
  Result<std::vector<uint64_t>> LoadPlan(int64_t run) override;

 private:
  Result<> Insert(RunRecord& run);
  Result<> Update(const RunRecord& run);
  Result<> FixKeys(const RunRecord& run);
  Result<> Sweep();
  Result<> DeleteRange(std::string_view table, int64_t first, int64_t end);
  Result<> ShrinkFile();
  Result<int64_t> Number(const std::string& sql);

  std::mutex mutex_;  // of all that follows
  Database database_;
  const std::string path_;
  const std::string vfs_;
  const std::unique_ptr<Inserter> inserter_;
};

Result<> SqliteStore::Save(RunRecord& run) {
  const std::lock_guard lock(mutex_);
  auto transaction = Transaction::Begin(database_);
  if (!transaction) return Unexpected(transaction.error());
  RunRecord saved = run;
  auto done = run.number == 0 ? Insert(saved) : Update(run);
  if (!done) return done;
  if (auto committed = transaction->Commit(); !committed) return committed;
  run.number = saved.number;
  return {};
}

Result<> SqliteStore::Insert(RunRecord& run) {
  auto insert =
      database_.Prepare(fmt::format("INSERT INTO runs ({}, key_targets, key_repeats) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
                                    "?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "
                                    "?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30)",
                                    kRunColumns));
  if (!insert) return Unexpected(insert.error());
  const AttemptKeys keys = KeysOf(run);
  BindRun(*insert, run);
  insert->Bind(kRunColumnCount + 1, keys.targets).Bind(kRunColumnCount + 2, keys.repeats);
  if (auto done = insert->Run(); !done) {
    if (database_.problem() == SqliteProblem::kConstraint) return Fail("{}: there is a run {} already", path_, run.id);
    return done;
  }
  run.number = database_.last_insert_id();
  if (run.number > kMaxRunNumber) return Fail("{} has held {} runs, and can hold no more", path_, kMaxRunNumber);
  return {};
}

Result<> SqliteStore::Update(const RunRecord& run) {
  auto update =
      database_.Prepare(fmt::format("UPDATE runs SET ({}) = (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
                                    "?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, "
                                    "?24, ?25, ?26, ?27, ?28) WHERE number = ?29",
                                    kRunColumns));
  if (!update) return Unexpected(update.error());
  BindRun(*update, run);
  update->Bind(kRunColumnCount + 1, run.number);
  if (auto done = update->Run(); !done) return done;
  if (database_.changes() == 0) return Fail("{}: there is no run {} any more", path_, run.id);
  return FixKeys(run);
}

// The keys of attempts depend on the numbers of targets and repeats, which can change only before there are any.
Result<> SqliteStore::FixKeys(const RunRecord& run) {
  const auto old = FindKeys(database_, run.number);
  if (!old) return Unexpected(old.error());
  const AttemptKeys keys = KeysOf(run);
  if (old->targets == keys.targets && old->repeats == keys.repeats) return {};
  const auto attempts = Number(
      fmt::format("SELECT EXISTS (SELECT 1 FROM attempts WHERE key >= {} AND key < {})", keys.first(), keys.end()));
  if (!attempts) return Unexpected(attempts.error());
  if (*attempts != 0) return Fail("{}: run {} has attempts, so its targets and repeats can't change", path_, run.id);
  return database_.Exec(fmt::format("UPDATE runs SET key_targets = {}, key_repeats = {} WHERE number = {}",
                                    keys.targets, keys.repeats, run.number));
}

Result<std::optional<RunRecord>> SqliteStore::Find(const std::string& id) {
  const std::lock_guard lock(mutex_);
  auto select = database_.Prepare(fmt::format("SELECT number, {} FROM runs WHERE id = ?1", kRunColumns));
  if (!select) return Unexpected(select.error());
  select->Bind(1, id);
  const auto row = select->Step();
  if (!row) return Unexpected(row.error());
  if (!*row) return std::nullopt;
  auto run = ReadRun(*select);
  if (!run) return Fail("{}: {}", path_, run.error().Message());
  return std::move(*run);
}

Result<std::vector<RunRecord>> SqliteStore::Runs() {
  const std::lock_guard lock(mutex_);
  auto select = database_.Prepare(
      fmt::format("SELECT number, {} FROM runs ORDER BY substr(id, 1, 15) DESC, number DESC", kRunColumns));
  if (!select) return Unexpected(select.error());
  std::vector<RunRecord> runs;
  while (true) {
    const auto row = select->Step();
    if (!row) return Unexpected(row.error());
    if (!*row) return runs;
    auto run = ReadRun(*select);
    if (!run) return Fail("{}: {}", path_, run.error().Message());
    runs.push_back(std::move(*run));
  }
}

Result<> SqliteStore::Append(int64_t run, std::span<const Finished> batch) {
  const std::lock_guard lock(mutex_);
  auto transaction = Transaction::Begin(database_);
  if (!transaction) return Unexpected(transaction.error());
  const auto keys = FindKeys(database_, run);
  if (!keys) return Unexpected(keys.error());
  if (const auto fits = inserter_->Take(*keys, batch); !fits) return Fail("{}: {}", path_, fits.error().Message());
  return inserter_->Insert().and_then([&] { return transaction->Commit(); });
}

Result<std::unique_ptr<AttemptCursor>> SqliteStore::Attempts(int64_t run, AttemptParts parts) {
  auto database = Database::Open(path_, {.mode = SqliteOptions::Mode::kReadOnly, .vfs = vfs_});
  if (!database) return Unexpected(database.error());
  return OpenCursor(std::move(*database), run, parts);
}

Result<std::unique_ptr<AttemptLookup>> SqliteStore::Lookup(int64_t run, AttemptParts parts) {
  auto database = Database::Open(path_, {.mode = SqliteOptions::Mode::kReadOnly, .vfs = vfs_});
  if (!database) return Unexpected(database.error());
  return OpenLookup(std::move(*database), run, parts);
}

Result<> SqliteStore::KeepReplies(int64_t run, std::span<const KeptReply> replies) {
  const std::lock_guard lock(mutex_);
  return harness::KeepReplies(database_, run, replies);
}

Result<> SqliteStore::ForgetReplies(int64_t run, std::span<const ReplyKey> keys) {
  const std::lock_guard lock(mutex_);
  return harness::ForgetReplies(database_, run, keys);
}

Result<std::vector<ReplyKey>> SqliteStore::ReplyKeys(int64_t run) {
  const std::lock_guard lock(mutex_);
  return harness::ReplyKeys(database_, run);
}

Result<std::optional<std::string>> SqliteStore::FindReply(int64_t run, const ReplyKey& key) {
  const std::lock_guard lock(mutex_);
  return harness::FindReply(database_, run, key);
}

Result<double> SqliteStore::CostOfReplies(int64_t run) {
  const std::lock_guard lock(mutex_);
  return harness::CostOfReplies(database_, run);
}

Result<std::optional<KeptReply>> SqliteStore::FindReplyTo(const std::string& request, uint16_t repeat) {
  const std::lock_guard lock(mutex_);
  return harness::FindReplyTo(database_, request, repeat);
}

Result<> SqliteStore::SavePlan(int64_t run, std::span<const uint64_t> digests) {
  const std::lock_guard lock(mutex_);
  auto transaction = Transaction::Begin(database_);
  if (!transaction) return Unexpected(transaction.error());
  if (const auto keys = FindKeys(database_, run); !keys) return Unexpected(keys.error());
  auto cleared = database_.Exec(
      fmt::format("DELETE FROM plan WHERE key >= {} AND key < {}", NumberedKey(run, 0), NumberedKey(run + 1, 0)));
  if (!cleared) return cleared;
  auto insert = database_.Prepare("INSERT INTO plan VALUES (?1, ?2)");
  if (!insert) return Unexpected(insert.error());
  for (uint32_t chunk = 0; chunk * kPlanChunk < digests.size(); ++chunk) {
    const auto part =
        digests.subspan(chunk * kPlanChunk).first(std::min(kPlanChunk, digests.size() - chunk * kPlanChunk));
    insert->Bind(1, NumberedKey(run, chunk))
        .BindBlob(2, {reinterpret_cast<const char*>(part.data()), part.size_bytes()});
    if (auto done = insert->Run(); !done) return done;
  }
  return transaction->Commit();
}

Result<std::vector<uint64_t>> SqliteStore::LoadPlan(int64_t run) {
  const std::lock_guard lock(mutex_);
  auto select = database_.Prepare("SELECT digests FROM plan WHERE key >= ?1 AND key < ?2 ORDER BY key");
  if (!select) return Unexpected(select.error());
  select->Bind(1, NumberedKey(run, 0)).Bind(2, NumberedKey(run + 1, 0));
  std::vector<uint64_t> digests;
  while (true) {
    const auto row = select->Step();
    if (!row) return Unexpected(row.error());
    if (!*row) return digests;
    const std::string_view part = select->Text(0);
    if (part.empty() || part.size() % sizeof(uint64_t) != 0 || digests.size() % kPlanChunk != 0)
      return Fail("{}: the plan of run {} is damaged", path_, run);
    const size_t before = digests.size();
    digests.resize(before + part.size() / sizeof(uint64_t));
    std::memcpy(digests.data() + before, part.data(), part.size());
  }
}

// First the run goes out of sight, in one commit; then its rows go in chunks. What a killed delete leaves behind, the
// next one sweeps up.
Result<> SqliteStore::Delete(const std::string& id) {
  const std::lock_guard lock(mutex_);
  auto transaction = Transaction::Begin(database_);
  if (!transaction) return Unexpected(transaction.error());
  auto mark = database_.Prepare("INSERT INTO garbage SELECT number FROM runs WHERE id = ?1");
  if (!mark) return Unexpected(mark.error());
  mark->Bind(1, id);
  if (auto done = mark->Run(); !done) return done;
  if (database_.changes() == 0) return Fail("{}: there is no run {}", path_, id);
  return database_.Exec("DELETE FROM runs WHERE number IN (SELECT run FROM garbage)")
      .and_then([&] { return transaction->Commit(); })
      .and_then([&] { return Sweep(); })
      .and_then([&] { return ShrinkFile(); });
}

Result<> SqliteStore::Sweep() {
  while (true) {
    const auto run = Number("SELECT ifnull(max(run), 0) FROM garbage");
    if (!run) return Unexpected(run.error());
    if (*run == 0) return {};
    const AttemptKeys keys{*run};
    const int64_t first = NumberedKey(*run, 0), end = NumberedKey(*run + 1, 0);
    auto swept = DeleteRange("attempts", keys.first(), keys.end())
                     .and_then([&] { return DeleteReplies(database_, keys, kDeleteChunk); })
                     .and_then([&] { return DeleteRange("cases", first, end); })
                     .and_then([&] { return DeleteRange("plan", first, end); })
                     .and_then([&] { return database_.Exec(fmt::format("DELETE FROM garbage WHERE run = {}", *run)); });
    if (!swept) return swept;
  }
}

Result<> SqliteStore::DeleteRange(std::string_view table, int64_t first, int64_t end) {
  const std::string sql =
      fmt::format("DELETE FROM {0} WHERE key IN (SELECT key FROM {0} WHERE key >= {1} AND key < {2} LIMIT {3})", table,
                  first, end, kDeleteChunk);
  do {
    if (auto done = database_.Exec(sql); !done) return done;
  } while (database_.changes() == kDeleteChunk);
  return {};
}

// Gives the free pages back to the file system, and the log too if nobody else uses it.
Result<> SqliteStore::ShrinkFile() {
  auto left = Number("PRAGMA freelist_count");
  while (left && *left > 0) {
    if (auto done = database_.Exec(fmt::format("PRAGMA incremental_vacuum({})", kVacuumPages)); !done) return done;
    const auto now = Number("PRAGMA freelist_count");
    if (now && *now >= *left) break;
    left = now;
  }
  if (!left) return Unexpected(left.error());
  return database_.Exec("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = 10000");
}

Result<int64_t> SqliteStore::Number(const std::string& sql) {
  auto statement = database_.Prepare(sql);
  if (!statement) return Unexpected(statement.error());
  const auto row = statement->Step();
  if (!row) return Unexpected(row.error());
  return *row ? statement->Integer(0) : 0;
}

Unexpected Refuse(const std::string& path, const Database& database, const Error& error) {
  const SqliteProblem problem = database.problem();
  if (problem == SqliteProblem::kCorrupt || problem == SqliteProblem::kNotADatabase)
    return Fail("{} is damaged: restore it from a copy, or name another store with --store ({})", path,
                error.Message());
  return Unexpected(error);
}

Result<> CheckTables(Database& database, const std::string& path) {
  auto select = database.Prepare(
      "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('runs', 'cases', 'attempts', 'plan', "
      "'garbage')");
  if (!select) return Unexpected(select.error());
  const auto row = select->Step();
  if (!row) return Unexpected(row.error());
  if (select->Integer(0) == 5) return {};
  return Fail("{} lacks tables of a store: restore it from a copy, or name another store with --store", path);
}

// Changes nothing before it has seen that the tables are those of a store.
Result<std::unique_ptr<Store>> Attach(Database database, const std::string& path, const std::string& vfs) {
  auto ready = database.Exec("PRAGMA trusted_schema = OFF; PRAGMA cache_size = -8000")
                   .and_then([&] { return CheckTables(database, path); })
                   .and_then([&] { return Migrate(database, path, StoreMigrations()); });
  if (!ready) return Refuse(path, database, ready.error());
  auto inserter = std::make_unique<Inserter>();
  if (auto prepared = inserter->Prepare(database); !prepared) return Refuse(path, database, prepared.error());
  // 500 pages are 8 MiB of log: longer logs were no faster, not even with a thread of its own that moves their pages
  // into the file, and their pages leave the cache before they are moved.
  ready = database.Exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 500; PRAGMA "
      "journal_size_limit = 33554432");
  if (!ready) return Unexpected(ready.error());
  return std::make_unique<SqliteStore>(std::move(database), path, vfs, std::move(inserter));
}

}  // namespace

Result<std::unique_ptr<Store>> OpenStore(const std::string& path, Files& files, const StoreOptions& options) {
  const auto found = LooksLikeStore(path, files, static_cast<int>(StoreMigrations().size()));
  if (!found) return Unexpected(found.error());
  if (!*found) {
    if (!options.create) return Fail("there is no store at {}: name one with --store", path);
    if (const auto made = CreateStore(path, options.vfs, StoreMigrations()); !made) return Unexpected(made.error());
  }
  auto database = Database::Open(path, {.mode = SqliteOptions::Mode::kReadWrite, .vfs = options.vfs});
  if (!database) return Unexpected(database.error());
  return Attach(std::move(*database), path, options.vfs);
}

}  // namespace harness
