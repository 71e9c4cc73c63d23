// Queries that try to do harm: none does, none runs much longer than it may, none disturbs the next query.
#include <gmock/gmock.h>

#include <filesystem>
#include <ostream>
#include <set>

#include "tests/fakes/sandbox_rig.h"

namespace harness {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTime{200};
constexpr milliseconds kOvertime{500};
constexpr int kTries = 3;

struct Attack {
  std::string name;
  std::string sql;
  std::set<SqlProblem> ends;  // how it may end
};

void PrintTo(const Attack& attack, std::ostream* out) {
  *out << attack.name;
}

// `count` times `text`, with `between` in between.
std::string Times(int count, const std::string& text, const std::string& between = "") {
  std::string all;
  for (int i = 0; i < count; ++i) all += (i > 0 ? between : "") + text;
  return all;
}

const std::string kNumbers = "WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM n) ";
const std::string kMegabyte = "hex(zeroblob(400000))";

std::vector<Attack> Writes() {
  const std::set no = {SqlProblem::kRefused};
  return {
      {"Insert", "INSERT INTO hero VALUES (9, 'Evil', 1)", no},
      {"InsertReturning", "INSERT INTO hero VALUES (9, 'Evil', 1) RETURNING id", no},
      {"Upsert", "INSERT INTO hero VALUES (1, 'E', 1) ON CONFLICT(id) DO UPDATE SET name = 'E'", no},
      {"Replace", "REPLACE INTO hero VALUES (1, 'Evil', 1)", no},
      {"Update", "UPDATE hero SET name = 'Evil'", no},
      {"UpdateReturning", "UPDATE hero SET name = 'Evil' RETURNING name", no},
      {"Delete", "DELETE FROM hero", no},
      {"DeleteInWith", "WITH x AS (SELECT 1) DELETE FROM hero", no},
      {"DropTable", "DROP TABLE hero", no},
      {"DropView", "DROP VIEW tall", no},
      {"CreateTable", "CREATE TABLE evil (a)", no},
      {"CreateTableAs", "CREATE TABLE evil AS SELECT * FROM hero", no},
      {"CreateTemporaryTable", "CREATE TEMP TABLE evil (a)", no},
      {"CreateView", "CREATE VIEW evil AS SELECT 1", no},
      {"CreateTemporaryView", "CREATE TEMP VIEW hero AS SELECT 1", no},
      {"CreateIndex", "CREATE INDEX evil ON hero(name)", no},
      {"CreateTrigger", "CREATE TRIGGER evil AFTER INSERT ON hero BEGIN DELETE FROM hero; END", no},
      {"CreateVirtualTable", "CREATE VIRTUAL TABLE evil USING fts5(a)", no},
      {"CreateCsvTable", "CREATE VIRTUAL TABLE temp.evil USING csv(filename='/etc/passwd')", no},
      {"AlterTable", "ALTER TABLE hero RENAME TO evil", no},
      {"AddColumn", "ALTER TABLE hero ADD COLUMN evil", no},
      {"Reindex", "REINDEX", no},
      {"Analyze", "ANALYZE", no},
      {"Vacuum", "VACUUM", no},
      {"VacuumInto", "VACUUM INTO 'evil.sqlite'", no},
      {"Attach", "ATTACH 'evil.sqlite' AS evil", no},
      {"AttachMemory", "ATTACH ':memory:' AS evil", no},
      {"AttachPasswords", "ATTACH '/etc/passwd' AS evil", no},
      {"Detach", "DETACH main", no},
      {"Begin", "BEGIN IMMEDIATE", no},
      {"BeginExclusive", "BEGIN EXCLUSIVE", no},
      {"Savepoint", "SAVEPOINT evil", no},
      {"Rollback", "ROLLBACK", no},
      {"Explain", "EXPLAIN SELECT * FROM hero", no},
  };
}

std::vector<Attack> Settings() {
  const std::set no = {SqlProblem::kRefused};
  return {
      {"PragmaWritableSchema", "PRAGMA writable_schema=1", no},
      {"PragmaJournal", "PRAGMA journal_mode=DELETE", no},
      {"PragmaQueryOnly", "PRAGMA query_only=0", no},
      {"PragmaTemporaryFolder", "PRAGMA temp_store_directory='/tmp'", no},
      {"PragmaHeapLimit", "PRAGMA hard_heap_limit=0", no},
      {"PragmaTrustedSchema", "PRAGMA trusted_schema=1", no},
      {"PragmaDatabaseList", "PRAGMA database_list", no},
      {"PragmaAsFunction", "SELECT * FROM pragma_database_list", no},
      {"PragmaAsFunctionThatSets", "SELECT * FROM pragma_journal_mode('DELETE')", no},
      {"LoadExtension", "SELECT load_extension('evil.so')", no},
      {"LoadExtensionEntry", "SELECT load_extension('/lib/x86_64-linux-gnu/libc.so.6', 'system')", no},
      {"ReadFile", "SELECT readfile('/etc/passwd')", {SqlProblem::kMissingName}},
      {"WriteFile", "SELECT writefile('evil', 'x')", {SqlProblem::kMissingName}},
      {"Edit", "SELECT edit('x', 'sh')", {SqlProblem::kMissingName}},
      {"Tokenizer", "SELECT fts3_tokenizer('simple', x'4141414141414141')", no},
      {"CompileOptions", "SELECT sqlite_compileoption_get(1)", no},
      {"Log", "SELECT sqlite_log(1, 'x')", no},
      {"DatabasePages", "SELECT * FROM sqlite_dbpage", {SqlProblem::kMissingName}},
  };
}

std::vector<Attack> Bombs() {
  const std::set late = {SqlProblem::kTimeout}, large = {SqlProblem::kTooLarge};
  const std::set either = {SqlProblem::kTimeout, SqlProblem::kTooLarge};
  return {
      {"RecursiveCount", kNumbers + "SELECT count(*) FROM n", late},
      {"RecursiveSort", kNumbers + "SELECT x FROM n ORDER BY -x LIMIT 1", late},
      {"RecursiveText", "WITH RECURSIVE n(x) AS (VALUES('a') UNION ALL SELECT x||x FROM n) SELECT count(*) FROM n",
       either},
      {"RecursiveDistinct", kNumbers + ", m(x) AS (SELECT x FROM n UNION SELECT x+1 FROM m) SELECT max(x) FROM m",
       late},
      {"CartesianJoin", "SELECT count(*) FROM " + Times(30, "hero", ", "), late},
      {"CartesianGroup", kNumbers + "SELECT a.x, count(*) FROM n a, n b GROUP BY 1 LIMIT 1", late},
      {"CorrelatedSubquery", kNumbers + "SELECT (SELECT max(x) FROM n) FROM hero", late},
      {"WindowOverAll", kNumbers + "SELECT sum(x) OVER () FROM n", late},
      {"HugeBlob", "SELECT zeroblob(2000000000)", large},
      {"HugeRandomBlob", "SELECT length(randomblob(1000000000))", large},
      {"PrintfWidth", "SELECT printf('%.*c', 900000000, 'a')", either},
      {"HexOfABlob", "SELECT hex(zeroblob(900000))", large},
      {"ReplaceGrows", "SELECT replace(" + kMegabyte + ", '0', 'aaaaaaaaaa')", large},
      {"GroupConcat", kNumbers + "SELECT group_concat(x) FROM n", either},
      {"JsonGroupArray", kNumbers + "SELECT json_group_array(x) FROM n", either},
      {"ConcatenationDoubles", "SELECT length(a||a||a) FROM (SELECT " + kMegabyte + " a)", large},
      {"InstrOnMegabytes", "SELECT instr(" + kMegabyte + ", substr(" + kMegabyte + ", 1, 400000) || 'x')", late},
      {"InstrOnMegabytesAgain",
       kNumbers + "SELECT sum(instr(" + kMegabyte + ", substr(" + kMegabyte + ", 1, 390000) || x)) FROM n", late},
      {"LikeBacktracks", kNumbers + "SELECT sum(" + kMegabyte + " LIKE '" + Times(300, "%0") + "%x' || x) FROM n",
       late},
      {"LikePatternTooLong", "SELECT 'a' LIKE '" + Times(2000, "%") + "'", {SqlProblem::kFailed}},
      {"GlobBacktracks", kNumbers + "SELECT sum(" + kMegabyte + " GLOB '" + Times(300, "*0") + "*x' || x) FROM n",
       late},
      {"ManyLargeRowsInMemory",
       "SELECT count(*) FROM (SELECT hex(randomblob(400000)) AS a FROM (" + kNumbers + "SELECT x FROM n) ORDER BY a)",
       either},
      {"DeepExpression", "SELECT " + Times(5000, "-(") + "1" + Times(5000, ")"), large},
      {"LongChain", "SELECT " + Times(20000, "1", "+"), large},
      {"DeepSubqueries", Times(300, "SELECT * FROM (") + "SELECT 1" + Times(300, ")"), large},
      {"ManyCompounds", Times(5000, "SELECT 1", " UNION ALL "), large},
      {"ManyColumns", "SELECT " + Times(5000, "1", ","), {SqlProblem::kSyntax}},
      {"ManyArguments", "SELECT max(" + Times(500, "1", ",") + ")", {SqlProblem::kSyntax}},
      {"LongStatement", "SELECT '" + Times(1500000, "a") + "'", large},
  };
}

std::vector<Attack> Disguises() {
  const std::set no = {SqlProblem::kRefused}, wrong = {SqlProblem::kSyntax};
  return {
      {"Stacked", "SELECT 1; DROP TABLE hero", wrong},
      {"StackedSelects", "SELECT 1; SELECT 2", wrong},
      {"StackedBehindComment", "SELECT 1; -- x\n DELETE FROM hero", wrong},
      {"StackedBehindBlockComment", "SELECT 1 /* ; */ ; UPDATE hero SET id = 9", wrong},
      {"StackedFirst", "DELETE FROM hero; SELECT 1", no},
      {"HiddenByNul", std::string("SELECT 1;\0DROP TABLE hero", 25), wrong},
      {"NulInAString", std::string("SELECT 'a\0b'", 12), wrong},
      {"CommentBeforeWrite", "/* SELECT */ DELETE FROM hero", no},
      {"LineCommentBeforeWrite", "-- SELECT\nDELETE FROM hero", no},
      {"OtherCase", "dElEtE fRoM hero", no},
      {"NoUtf8", "SELECT '\xff\xfe'; DROP TABLE hero", wrong},
  };
}

std::set<std::string> FilesIn(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

class SqliteAttacks : public testing::TestWithParam<Attack> {
 protected:
  void SetUp() override { ASSERT_TRUE(rig_.made()); }
  SandboxRig rig_;
};

TEST_P(SqliteAttacks, DoNoHarm) {
  const Attack& attack = GetParam();
  const std::string before = TemporaryFolder::Contents(rig_.path());
  const std::set<std::string> files = FilesIn(rig_.folder().path());
  ASSERT_EQ(rig_.Told("SELECT count(*) FROM hero"), "3");

  // A machine that is busy with other things may hold up one try, or two.
  auto took = std::chrono::steady_clock::duration::max();
  for (int i = 0; i < kTries && took >= kTime + kOvertime; ++i) {
    const auto begun = rig_.clock().SteadyNow();
    const auto answer = rig_.Query(attack.sql, kTime);
    took = rig_.clock().SteadyNow() - begun;
    ASSERT_FALSE(answer);
    EXPECT_TRUE(attack.ends.contains(answer.error().problem))
        << ToString(answer.error().problem) << ": " << answer.error().message;
  }
  EXPECT_LT(took, kTime + kOvertime);
  EXPECT_EQ(rig_.Told("SELECT count(*) FROM hero"), "3");
  EXPECT_EQ(TemporaryFolder::Contents(rig_.path()), before);
  EXPECT_EQ(FilesIn(rig_.folder().path()), files);
}

std::string NameOf(const testing::TestParamInfo<Attack>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Writes, SqliteAttacks, testing::ValuesIn(Writes()), NameOf);
INSTANTIATE_TEST_SUITE_P(Settings, SqliteAttacks, testing::ValuesIn(Settings()), NameOf);
INSTANTIATE_TEST_SUITE_P(Bombs, SqliteAttacks, testing::ValuesIn(Bombs()), NameOf);
INSTANTIATE_TEST_SUITE_P(Disguises, SqliteAttacks, testing::ValuesIn(Disguises()), NameOf);

}  // namespace
}  // namespace harness
