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

}  // namespace

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
