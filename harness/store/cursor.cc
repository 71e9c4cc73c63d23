#include "harness/store/cursor.h"

#include <fmt/format.h>

#include <utility>

#include "harness/store/rows.h"
#include "harness/store/schema.h"

namespace harness {
namespace {

class Cursor final : public AttemptCursor {
 public:
  Cursor(Database database, Statement cases, Statement attempts, AttemptKeys keys, AttemptParts parts)
      : database_(std::move(database)),
        cases_(std::move(cases)),
        attempts_(std::move(attempts)),
        keys_(keys),
        parts_(parts) {
    cases_.Bind(1, NumberedKey(keys.run, 0)).Bind(2, NumberedKey(keys.run + 1, 0));
    attempts_.Bind(1, keys.first()).Bind(2, keys.end());
  }

  Result<bool> Next() override {
    if (at_end_) return false;
    Result<bool> row = attempts_.Step();
    if (!row) return row;
    if (!*row) return at_end_ = true, false;
    attempt_.key = keys_.Parse(attempts_.Integer(0));
    if (!ReadAttempt(attempts_, parts_, attempt_))
      return Fail("run {} is damaged in the store: an attempt at case {} has no verdict", keys_.run,
                  attempt_.key.case_number);
    if (const auto found = FindCase(attempt_.key.case_number); !found) return Unexpected(found.error());
    return true;
  }

  const CaseRow& test() const override { return test_; }
  const AttemptRow& attempt() const override { return attempt_; }

 private:
  // Moves the cases on to `number`.
  Result<> FindCase(uint32_t number) {
    const int64_t wanted = NumberedKey(keys_.run, number);
    if (case_key_ == wanted) return {};
    while (case_key_ < wanted) {
      const Result<bool> row = cases_.Step();
      if (!row) return Unexpected(row.error());
      if (!*row) break;
      case_key_ = cases_.Integer(0);
    }
    if (case_key_ != wanted) return Fail("run {} is damaged in the store: case {} is missing", keys_.run, number);
    test_.number = number;
    ReadCase(cases_, parts_, test_);
    return {};
  }

  Database database_;
  Statement cases_;
  Statement attempts_;
  const AttemptKeys keys_;
  const AttemptParts parts_;
  int64_t case_key_ = -1;
  bool at_end_ = false;
  CaseRow test_;
  AttemptRow attempt_;
};

class Lookup final : public AttemptLookup {
 public:
  Lookup(Database database, Statement find_case, Statement find_attempt, AttemptKeys keys, AttemptParts parts)
      : database_(std::move(database)),
        find_case_(std::move(find_case)),
        find_attempt_(std::move(find_attempt)),
        keys_(keys),
        parts_(parts) {}

  Result<bool> Find(const AttemptKey& key) override {
    const auto place = keys_.Of(key);
    if (!place) return false;
    find_attempt_.Reset();
    Result<bool> row = find_attempt_.Bind(1, *place).Step();
    if (!row || !*row) return row;
    attempt_.key = key;
    const bool readable = ReadAttempt(find_attempt_, parts_, attempt_);
    find_attempt_.Reset();
    if (!readable)
      return Fail("run {} is damaged in the store: an attempt at case {} has no verdict", keys_.run, key.case_number);
    row = find_case_.Bind(1, NumberedKey(keys_.run, key.case_number)).Step();
    if (!row) return row;
    if (!*row) return Fail("run {} is damaged in the store: case {} is missing", keys_.run, key.case_number);
    test_.number = key.case_number;
    ReadCase(find_case_, parts_, test_);
    find_case_.Reset();
    return true;
  }

  const CaseRow& test() const override { return test_; }
  const AttemptRow& attempt() const override { return attempt_; }

 private:
  Database database_;
  Statement find_case_;
  Statement find_attempt_;
  const AttemptKeys keys_;
  const AttemptParts parts_;
  CaseRow test_;
  AttemptRow attempt_;
};

}  // namespace

Result<std::unique_ptr<AttemptLookup>> OpenLookup(Database database, int64_t run, AttemptParts parts) {
  if (const auto sized = database.Exec("PRAGMA cache_size = -2000"); !sized) return Unexpected(sized.error());
  const auto keys = FindKeys(database, run);
  if (!keys) return Unexpected(keys.error());
  auto find_case = database.Prepare(fmt::format("SELECT {} FROM cases WHERE key = ?1", CaseColumns(parts)));
  if (!find_case) return Unexpected(find_case.error());
  auto find_attempt = database.Prepare(fmt::format("SELECT {} FROM attempts WHERE key = ?1", AttemptColumns(parts)));
  if (!find_attempt) return Unexpected(find_attempt.error());
  return std::make_unique<Lookup>(std::move(database), std::move(*find_case), std::move(*find_attempt), *keys, parts);
}

Result<std::unique_ptr<AttemptCursor>> OpenCursor(Database database, int64_t run, AttemptParts parts) {
  // The first read after BEGIN fixes what the cursor will see.
  if (const auto begun = database.Exec("PRAGMA cache_size = -2000; BEGIN"); !begun) return Unexpected(begun.error());
  const auto keys = FindKeys(database, run);
  if (!keys) return Unexpected(keys.error());
  auto cases = database.Prepare(
      fmt::format("SELECT {} FROM cases WHERE key >= ?1 AND key < ?2 ORDER BY key", CaseColumns(parts)));
  if (!cases) return Unexpected(cases.error());
  auto attempts = database.Prepare(
      fmt::format("SELECT {} FROM attempts WHERE key >= ?1 AND key < ?2 ORDER BY key", AttemptColumns(parts)));
  if (!attempts) return Unexpected(attempts.error());
  return std::make_unique<Cursor>(std::move(database), std::move(*cases), std::move(*attempts), *keys, parts);
}

}  // namespace harness
