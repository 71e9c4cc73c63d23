#include "harness/store/sqlite_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "harness/base/sqlite.h"
#include "tests/contracts/store_contract.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

struct StoreInFolder {
  TemporaryFolder folder;
  std::unique_ptr<Files> files = MakeFiles();
  std::unique_ptr<Store> store;
};

std::shared_ptr<Store> NewSqliteStore() {
  auto owner = std::make_shared<StoreInFolder>();
  auto store = OpenStore(owner->folder / "harness.db", *owner->files);
  EXPECT_TRUE(Succeeded(store));
  if (!store) return nullptr;
  owner->store = std::move(*store);
  return {owner, owner->store.get()};
}

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, ::testing::Values(StoreFactory{"sqlite", NewSqliteStore}));

class SqliteStoreTest : public ::testing::Test {
 protected:
  std::unique_ptr<Store> Open() {
    auto store = OpenStore(path_, *files_);
    EXPECT_TRUE(Succeeded(store));
    return store ? std::move(*store) : nullptr;
  }
  int64_t NewRun(Store& store, const std::string& id, int targets = 1, int repeat = 1) {
    RunRecord run = PlainRun(id, targets, repeat);
    EXPECT_TRUE(Succeeded(store.Save(run)));
    return run.number;
  }
  int64_t Ask(const std::string& sql) {
    auto database = Database::Open(path_, {.mode = SqliteOptions::Mode::kReadOnly, .vfs = {}});
    auto statement = database->Prepare(sql);
    EXPECT_TRUE(Succeeded(statement));
    return *statement->Step() ? statement->Integer(0) : -1;
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_ / "deep/er/harness.db";
  std::unique_ptr<Files> files_ = MakeFiles();
};

TEST_F(SqliteStoreTest, MakesTheFoldersAboveIt) {
  Open();
  EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(SqliteStoreTest, LeavesNothingBesideAClosedStore) {
  NewRun(*Open(), "r");
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "deep/er"))
    names.push_back(entry.path().filename());
  EXPECT_EQ(names, std::vector<std::string>{"harness.db"});
}

TEST_F(SqliteStoreTest, KeepsWhatItHoldsWhenItIsOpenedAgain) {
  const int64_t run = NewRun(*Open(), "r");
  ASSERT_TRUE(Succeeded(Open()->Append(run, std::vector{PlainAttempt(0)})));
  const auto store = Open();
  EXPECT_EQ(KeysIn(*store, run), (std::vector<AttemptKey>{{0, 0, 0}}));
  EXPECT_EQ(store->Runs()->size(), 1u);
}

TEST_F(SqliteStoreTest, ALookupSeesWhatIsStoredMeanwhile) {
  const auto store = Open();
  const int64_t run = NewRun(*store, "r");
  const auto lookup = store->Lookup(run, {});
  ASSERT_TRUE(Succeeded(lookup));
  EXPECT_EQ((*lookup)->Find({0, 0, 0}), false);
  ASSERT_TRUE(Succeeded(store->Append(run, std::vector{PlainAttempt(0)})));
  EXPECT_EQ((*lookup)->Find({0, 0, 0}), true);
}

TEST_F(SqliteStoreTest, ScorersOfOlderStoresHaveNoConfiguration) {
  NewRun(*Open(), "r");
  auto database = Database::Open(path_);
  ASSERT_TRUE(Succeeded(database->Exec(R"(UPDATE runs SET scorers = '[{"name":"a","type":"equals","weight":1}]')")));
  const auto run = Open()->Find("r");
  ASSERT_TRUE(Succeeded(run));
  EXPECT_EQ((*run)->scorers, (std::vector<ScorerInfo>{{"a", "equals", 1, ""}}));
}

TEST_F(SqliteStoreTest, RefusesACalibrationThatIsNone) {
  NewRun(*Open(), "r");
  auto database = Database::Open(path_);
  ASSERT_TRUE(Succeeded(database->Exec(
      R"(UPDATE runs SET scorers = '[{"name":"a","type":"equals","weight":1,"calibration":{"calibration":1}}]')")));
  EXPECT_FALSE(Open()->Find("r"));
}

TEST_F(SqliteStoreTest, SaysThatThereIsNoStoreUnlessItMayMakeOne) {
  const auto store = OpenStore(path_, *files_, {.create = false});
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().Message(), "there is no store at " + path_ + ": name one with --store");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "deep"));
}

TEST_F(SqliteStoreTest, NamesTheRunWhoseIdIsTaken) {
  const auto store = Open();
  NewRun(*store, "r");
  RunRecord again = PlainRun("r");
  EXPECT_EQ(store->Save(again).error().Message(), path_ + ": there is a run r already");
}

TEST_F(SqliteStoreTest, NamesTheAttemptThatIsNotInThePlan) {
  const auto store = Open();
  const int64_t run = NewRun(*store, "r", 2, 3);
  EXPECT_EQ(store->Append(run, std::vector{PlainAttempt(4, 1, 3)}).error().Message(),
            path_ + ": case 4, target 1, repeat 3 is not in the plan of run 1, which has 2 targets and 3 repeats");
}

TEST_F(SqliteStoreTest, TargetsAndRepeatsMayChangeBeforeThereAreAttempts) {
  const auto store = Open();
  RunRecord run = PlainRun("r");
  ASSERT_TRUE(Succeeded(store->Save(run)));
  run.repeat = 2;
  ASSERT_TRUE(Succeeded(store->Save(run)));
  EXPECT_TRUE(Succeeded(store->Append(run.number, std::vector{PlainAttempt(0, 0, 1)})));
}

TEST_F(SqliteStoreTest, TargetsAndRepeatsCannotChangeOnceThereAreAttempts) {
  const auto store = Open();
  RunRecord run = PlainRun("r");
  ASSERT_TRUE(Succeeded(store->Save(run)));
  ASSERT_TRUE(Succeeded(store->Append(run.number, std::vector{PlainAttempt(0)})));
  run.repeat = 2;
  EXPECT_EQ(store->Save(run).error().Message(),
            path_ + ": run r has attempts, so its targets and repeats can't change");
}

TEST_F(SqliteStoreTest, KeepsOneRowForAllAttemptsOfACase) {
  const auto store = Open();
  const int64_t run = NewRun(*store, "r", 2, 2);
  ASSERT_TRUE(Succeeded(store->Append(run, std::vector{PlainAttempt(0), PlainAttempt(0, 1), PlainAttempt(0, 0, 1)})));
  ASSERT_TRUE(Succeeded(store->Append(run, std::vector{PlainAttempt(0, 1, 1)})));
  EXPECT_EQ(Ask("SELECT count(*) FROM cases"), 1);
  EXPECT_EQ(Ask("SELECT count(*) FROM attempts"), 4);
}

TEST_F(SqliteStoreTest, GivesTheSpaceOfADeletedRunBack) {
  const auto store = Open();
  const int64_t keep = NewRun(*store, "keep");
  const auto empty = Ask("PRAGMA page_count");
  const int64_t run = NewRun(*store, "r");
  std::vector<Finished> batch;
  for (uint32_t i = 0; i < 25'000; ++i) batch.push_back(PlainAttempt(i));
  batch.push_back(PlainAttempt(25'000, 0, 0, Verdict::kPass, std::string(1'000'000, 'x')));
  ASSERT_TRUE(Succeeded(store->Append(run, batch)));
  ASSERT_TRUE(Succeeded(store->SavePlan(run, std::vector<uint64_t>(30'000))));
  ASSERT_TRUE(Succeeded(store->Append(keep, std::vector{PlainAttempt(0)})));
  ASSERT_TRUE(Succeeded(store->Delete("r")));
  EXPECT_EQ(Ask("PRAGMA freelist_count"), 0);
  EXPECT_LE(Ask("PRAGMA page_count"), empty + 4);
  EXPECT_EQ(std::filesystem::file_size(path_), static_cast<uint64_t>(Ask("PRAGMA page_count")) * 16384);
  EXPECT_EQ(Ask("SELECT count(*) FROM attempts"), 1);
}

TEST_F(SqliteStoreTest, SweepsUpWhatAKilledDeleteLeftBehind) {
  const auto store = Open();
  const int64_t run = NewRun(*store, "r");
  ASSERT_TRUE(Succeeded(store->Append(run, std::vector{PlainAttempt(0)})));
  ASSERT_TRUE(Succeeded(
      Database::Open(path_)->Exec("INSERT INTO garbage SELECT number FROM runs; DELETE FROM runs WHERE id = 'r'")));
  NewRun(*store, "other");
  ASSERT_TRUE(Succeeded(store->Delete("other")));
  EXPECT_EQ(Ask("SELECT count(*) FROM attempts") + Ask("SELECT count(*) FROM cases"), 0);
  EXPECT_EQ(Ask("SELECT count(*) FROM garbage"), 0);
}

TEST_F(SqliteStoreTest, DeletesWhileACursorReads) {
  const auto store = Open();
  const int64_t run = NewRun(*store, "r");
  ASSERT_TRUE(Succeeded(store->Append(run, std::vector{PlainAttempt(0), PlainAttempt(1)})));
  auto cursor = store->Attempts(run, {});
  ASSERT_TRUE(Succeeded(cursor));
  EXPECT_EQ((*cursor)->Next(), true);
  ASSERT_TRUE(Succeeded(store->Delete("r")));
  EXPECT_EQ((*cursor)->Next(), true);
  EXPECT_EQ((*cursor)->Next(), false);
}

TEST_F(SqliteStoreTest, SaysWhichRunWasDamagedByAnotherHand) {
  const auto store = Open();
  const int64_t run = NewRun(*store, "r");
  ASSERT_TRUE(Succeeded(store->Append(run, std::vector{PlainAttempt(3)})));
  ASSERT_TRUE(Succeeded(Database::Open(path_)->Exec("DELETE FROM cases; UPDATE runs SET state = 'odd'")));
  EXPECT_EQ((*store->Attempts(run, {}))->Next().error().Message(), "run 1 is damaged in the store: case 3 is missing");
  EXPECT_EQ(store->Find("r").error().Message(), path_ + ": the record of run r can't be read");
}

TEST_F(SqliteStoreTest, SeveralThreadsAndStoresWriteAtOnce) {
  const int64_t run = NewRun(*Open(), "r", 4);
  const auto shared = Open();
  std::vector<std::thread> threads;
  for (uint16_t lane = 0; lane < 4; ++lane)
    threads.emplace_back([&, lane] {
      const auto own = lane < 2 ? nullptr : Open();
      Store& store = own ? *own : *shared;
      for (uint32_t number = 0; number < 50; ++number)
        EXPECT_TRUE(Succeeded(store.Append(run, std::vector{PlainAttempt(number, lane)})));
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(KeysIn(*shared, run).size(), 200u);
}

}  // namespace
}  // namespace harness
