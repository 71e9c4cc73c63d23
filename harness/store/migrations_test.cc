#include "harness/store/migrations.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>

#include "harness/store/schema.h"
#include "harness/store/sqlite_store.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

class StoreFileTest : public ::testing::Test {
 protected:
  void Make(const std::string& sql) {
    auto database = Database::Open(path_, {.mode = SqliteOptions::Mode::kCreate, .vfs = {}});
    ASSERT_TRUE(database.has_value());
    const auto done = database->Exec(sql);
    ASSERT_TRUE(done.has_value()) << done.error().Message();
  }
  void MakeStore() { ASSERT_TRUE(OpenStore(path_, *files_).has_value()); }
  std::string Contents() { return TemporaryFolder::Contents(path_); }
  void Write(const std::string& bytes) { std::ofstream(path_, std::ios::binary) << bytes; }

  std::map<std::string, std::string> Folder() {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
      files[entry.path().filename()] = entry.is_regular_file() ? TemporaryFolder::Contents(entry.path()) : "";
    return files;
  }

  // The message with which the file is refused, with PATH for its path; it and its folder must stay as they are.
  std::string Refusal() {
    const auto before = Folder();
    const auto store = OpenStore(path_, *files_);
    EXPECT_TRUE(Folder() == before) << "the folder was touched";
    if (store) return "";
    std::string message = store.error().Message();
    for (size_t at = message.find(path_); at != std::string::npos; at = message.find(path_))
      message.replace(at, path_.size(), "PATH");
    return message;
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_ / "harness.db";
  std::unique_ptr<Files> files_ = MakeFiles();
};

TEST_F(StoreFileTest, RefusesANewerSchema) {
  MakeStore();
  Make("PRAGMA user_version = 7");
  EXPECT_EQ(Refusal(),
            "PATH is a store of a newer harness (schema 7, this one knows up to 4): use that harness, or name another "
            "store with --store");
}

TEST_F(StoreFileTest, RefusesANewerSchemaThatIsStillInTheLog) {
  MakeStore();
  auto other = Database::Open(path_);
  ASSERT_TRUE(other->Exec("PRAGMA user_version = 7").has_value());
  const std::string before = Contents();
  EXPECT_EQ(OpenStore(path_, *files_).error().Message(),
            path_ +
                " is a store of a newer harness (schema 7, this one knows up to 4): use that harness, or name "
                "another store with --store");
  EXPECT_TRUE(Contents() == before);
}

TEST_F(StoreFileTest, RefusesAForeignDatabase) {
  Make("CREATE TABLE runs (id TEXT)");
  EXPECT_EQ(Refusal(), "PATH is an SQLite database, but not a store of harness: name another store with --store");
}

TEST_F(StoreFileTest, RefusesAForeignDatabaseInWalMode) {
  Make("PRAGMA journal_mode = WAL; CREATE TABLE runs (id TEXT)");
  EXPECT_EQ(Refusal(), "PATH is an SQLite database, but not a store of harness: name another store with --store");
}

TEST_F(StoreFileTest, RefusesADatabaseOfAnotherApplication) {
  Make("PRAGMA application_id = 252006673; PRAGMA user_version = 1; CREATE TABLE t (a)");
  EXPECT_EQ(Refusal(), "PATH is an SQLite database, but not a store of harness: name another store with --store");
}

TEST_F(StoreFileTest, RefusesATextFile) {
  Write("suite: helpdesk\n");
  EXPECT_EQ(Refusal(), "PATH is not a store of harness: name another store with --store");
}

TEST_F(StoreFileTest, RefusesALongFileThatIsNoDatabase) {
  Write(std::string(100'000, '\0'));
  EXPECT_EQ(Refusal(), "PATH is not a store of harness: name another store with --store");
}

TEST_F(StoreFileTest, RefusesAnEmptyFile) {
  Write("");
  EXPECT_EQ(Refusal(), "PATH is empty, not a store: remove it, or name another store with --store");
}

TEST_F(StoreFileTest, RefusesAFolder) {
  std::filesystem::create_directory(path_);
  EXPECT_EQ(Refusal(), "PATH is not a file: name another store with --store");
}

TEST_F(StoreFileTest, RefusesAStoreThatIsCutShort) {
  MakeStore();
  const std::string whole = Contents();
  Write(whole.substr(0, whole.size() - 1));
  EXPECT_EQ(
      Refusal(),
      fmt::format("PATH is cut short ({} of {} bytes): restore it from a copy, or name another store with --store",
                  whole.size() - 1, whole.size()));
}

TEST_F(StoreFileTest, RefusesEveryLengthOfACutStore) {
  MakeStore();
  const std::string whole = Contents();
  for (size_t length = 0; length < whole.size(); length += length < 200 ? 1 : 997) {
    Write(whole.substr(0, length));
    EXPECT_NE(Refusal(), "") << length;
  }
}

TEST_F(StoreFileTest, RefusesAStoreWhoseTablesAreDamaged) {
  MakeStore();
  std::string bytes = Contents();
  for (size_t i = 100; i < 16384; ++i) bytes[i] = static_cast<char>(0xAA);
  Write(bytes);
  EXPECT_EQ(Refusal(),
            "PATH is damaged: restore it from a copy, or name another store with --store (PATH: database disk image is "
            "malformed)");
}

TEST_F(StoreFileTest, RefusesAStoreWithoutItsTables) {
  Make(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = 1; CREATE TABLE t (a)", kStoreApplicationId));
  EXPECT_EQ(Refusal(), "PATH lacks tables of a store: restore it from a copy, or name another store with --store");
}

TEST_F(StoreFileTest, OpensAStoreWhoseRestIsInTheLog) {
  MakeStore();
  auto other = Database::Open(path_);
  ASSERT_TRUE(other->Exec("INSERT INTO plan VALUES (1, x'00')").has_value());
  EXPECT_TRUE(OpenStore(path_, *files_).has_value());
}

TEST_F(StoreFileTest, ReadsTheRunsOfASchemaThatKnewNoMetrics) {
  ASSERT_TRUE(CreateStore(path_, "", StoreMigrations().first(1)).has_value());
  Make(
      "INSERT INTO runs VALUES (1, 'old', '', 's', '', 'run', 'completed', 0, 0, 0, '', '', NULL, NULL, '', '', 1, "
      "'all', 1, 0, 0, 0, '', NULL, '[]', '[]', '[]', '{}', 1, 1)");
  const auto store = OpenStore(path_, *files_);
  ASSERT_TRUE(store.has_value()) << store.error().Message();
  const auto run = (*store)->Find("old");
  ASSERT_TRUE(run.has_value()) << run.error().Message();
  ASSERT_TRUE(run->has_value());
  EXPECT_TRUE((*run)->metrics.empty());
  EXPECT_EQ((*run)->suite, "s");
}

constexpr std::array<std::string_view, 1> kOne = {"CREATE TABLE a (x)"};
constexpr std::array<std::string_view, 3> kThree = {
    "CREATE TABLE a (x)", "CREATE TABLE b (x); INSERT INTO b VALUES (1)", "ALTER TABLE b ADD COLUMN y DEFAULT 5"};
constexpr std::array<std::string_view, 3> kBroken = {"CREATE TABLE a (x)", "CREATE TABLE b (x)", "CREATE TABLE a (x)"};

TEST_F(StoreFileTest, MigratesAnOlderSchemaStepByStep) {
  ASSERT_TRUE(CreateStore(path_, "", kOne).has_value());
  auto database = Database::Open(path_);
  const auto done = Migrate(*database, path_, kThree);
  ASSERT_TRUE(done.has_value()) << done.error().Message();
  auto select = database->Prepare("SELECT x + y FROM b");
  ASSERT_TRUE(select.has_value());
  ASSERT_EQ(select->Step(), true);
  EXPECT_EQ(select->Integer(0), 6);
}

TEST_F(StoreFileTest, MigratingTwiceIsMigratingOnce) {
  ASSERT_TRUE(CreateStore(path_, "", kThree).has_value());
  auto database = Database::Open(path_);
  EXPECT_TRUE(Migrate(*database, path_, kThree).has_value());
}

TEST_F(StoreFileTest, AMigrationThatFailsChangesNothing) {
  ASSERT_TRUE(CreateStore(path_, "", kOne).has_value());
  auto database = Database::Open(path_);
  EXPECT_EQ(Migrate(*database, path_, kBroken).error().Message(),
            fmt::format("can't bring {0} to schema 3: {0}: table a already exists", path_));
  EXPECT_FALSE(database->Prepare("SELECT * FROM b").has_value());
  EXPECT_TRUE(Migrate(*database, path_, kOne).has_value());
}

TEST_F(StoreFileTest, AFailedCreationLeavesNothingBehind) {
  EXPECT_FALSE(CreateStore(path_, "", kBroken).has_value());
  EXPECT_TRUE(Folder().empty());
}

TEST_F(StoreFileTest, TheFirstOfTwoCreatorsWins) {
  ASSERT_TRUE(CreateStore(path_, "", kThree).has_value());
  const std::string before = Contents();
  ASSERT_TRUE(CreateStore(path_, "", kOne).has_value());
  EXPECT_TRUE(Contents() == before);
  EXPECT_EQ(Folder().size(), 1u);
}

TEST_F(StoreFileTest, ACreatorStepsOverTheDraftOfAnother) {
  folder_.Put("harness.db.new0", "");
  ASSERT_TRUE(CreateStore(path_, "", kOne).has_value());
  EXPECT_EQ(Folder().size(), 2u);
}

TEST_F(StoreFileTest, SaysWhereAStoreCannotBeMade) {
  folder_.Put("file", "");
  EXPECT_EQ(OpenStore(folder_ / "file/harness.db", *files_).has_value(), false);
}

}  // namespace
}  // namespace harness
