// bare_loop CASES.csv OUTPUTS.csv DATABASE: what a run of recorded outputs is measured against.
//
// A single-threaded loop that parses the same two tables and inserts the same attempt rows, scores included, into
// SQLite: no index, synchronous = FULL, 512 rows a commit. It checks nothing, judges nothing and survives nothing. The
// tables must list the same ids in the same order.
#include <cstdio>
#include <string>

#include "harness/base/csv.h"
#include "harness/base/files.h"
#include "harness/base/json.h"
#include "harness/base/sqlite.h"

namespace harness {
namespace {

constexpr const char* kScores = "[[0,0,1],[1,0,1],[2,0,1],[3,0,1]]";
constexpr int kCommitAt = 512;

Result<std::unique_ptr<CsvReader>> Open(Files& files, const std::string& path) {
  auto file = files.OpenRead(path);
  if (!file) return Unexpected(file.error());
  return CsvReader::Open(std::move(*file));
}

Result<int> Loop(const std::string& cases_path, const std::string& outputs_path, const std::string& database_path) {
  const auto files = MakeFiles();
  auto cases = Open(*files, cases_path), outputs = Open(*files, outputs_path);
  if (!cases) return Unexpected(cases.error());
  if (!outputs) return Unexpected(outputs.error());
  SqliteOptions options;
  options.mode = SqliteOptions::Mode::kCreate;
  auto database = Database::Open(database_path, options);
  if (!database) return Unexpected(database.error());
  if (auto made = database->Exec(
          "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
          "CREATE TABLE cases (number, id, category, tags, cluster, file, line, digest, input, expected, vars);"
          "CREATE TABLE attempts (number, target, repeat, verdict, latency_us, started_at, tries, scores, output)");
      !made)
    return Unexpected(made.error());
  auto insert_case = database->Prepare("INSERT INTO cases VALUES (?, ?, ?, '[]', '', 'cases.csv', ?, ?, ?, ?, '{}')");
  auto insert_attempt = database->Prepare("INSERT INTO attempts VALUES (?, 0, 0, 0, ?, ?, 1, ?, ?)");
  std::optional<Transaction> transaction;
  int count = 0;
  std::string input, expected;
  while (true) {
    auto row = (*cases)->Next();
    auto output = (*outputs)->Next();
    if (!row) return Unexpected(row.error());
    if (!*row) break;
    if (!transaction) transaction.emplace(*Transaction::Begin(*database));
    input.clear(), expected.clear();
    AppendJsonString(input, (*row)->fields[1]);
    AppendJsonString(expected, (*row)->fields[2]);
    insert_case->Bind(1, count).Bind(2, (*row)->fields[0]).Bind(3, (*row)->fields[2]).Bind(4, (*row)->line);
    insert_case->Bind(5, int64_t{0x123456789abcdef}).Bind(6, input).Bind(7, expected);
    if (auto done = insert_case->Run(); !done) return Unexpected(done.error());
    insert_attempt->Bind(1, count)
        .Bind(2, 7)
        .Bind(3, int64_t{1750000000000000})
        .Bind(4, kScores)
        .Bind(5, (*output)->fields[1]);
    if (auto done = insert_attempt->Run(); !done) return Unexpected(done.error());
    if (++count % kCommitAt != 0) continue;
    if (auto done = transaction->Commit(); !done) return Unexpected(done.error());
    transaction.reset();
  }
  if (transaction)
    if (auto done = transaction->Commit(); !done) return Unexpected(done.error());
  return count;
}

}  // namespace
}  // namespace harness

int main(int count, char** words) {
  if (count != 4) return std::fputs("bare_loop CASES.csv OUTPUTS.csv DATABASE\n", stderr), 2;
  const auto done = harness::Loop(words[1], words[2], words[3]);
  if (!done) return std::fputs(done.error().Render().c_str(), stderr), 1;
  std::printf("%d\n", *done);
  return 0;
}
