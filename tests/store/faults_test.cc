// The disk fills up, or fails, at every operation in turn: nothing that was acknowledged is lost, and nothing is there
// in part.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "harness/store/sqlite_store.h"
#include "tests/fakes/failing_vfs.h"
#include "tests/fakes/temporary_folder.h"
#include "tests/store/store_check.h"

namespace harness {
namespace {

constexpr uint32_t kSize = 8;

struct Scenario {
  uint32_t batches = 6;
  size_t bytes = 3000;  // of each output
  bool deletes = true;
};

// What the store said that it had done.
struct Acknowledged {
  int64_t run = 0;
  bool plan = false;
  std::vector<bool> batches;
  bool deleted_other = false;
};

class StoreFaultsTest : public ::testing::Test {
 protected:
  // Goes on after a failure, as a program would that serves others too.
  Acknowledged Play(const std::string& path, const Scenario& scenario) {
    Acknowledged said;
    said.batches.resize(scenario.batches);
    auto store = OpenStore(path, *files_, {.create = true, .vfs = vfs_.name()});
    if (!store) return said;
    RunRecord other = PlainRun("other");
    if ((*store)->Save(other)) (void)(*store)->Append(other.number, BatchOf(0, kSize, 0, scenario.bytes));
    RunRecord run = PlainRun("r");
    if (!(*store)->Save(run)) return said;
    said.run = run.number;
    said.plan = (*store)->SavePlan(run.number, std::vector<uint64_t>(20'000, 7)).has_value();
    for (uint32_t i = 0; i < scenario.batches; ++i)
      said.batches[i] = (*store)->Append(run.number, BatchOf(i, kSize, 0, scenario.bytes)).has_value();
    if (scenario.deletes) said.deleted_other = (*store)->Delete("other").has_value();
    return said;
  }

  void Check(const std::string& path, const Acknowledged& said) {
    const auto store = OpenStore(path, *files_, {.create = true, .vfs = vfs_.name()});
    ASSERT_TRUE(Succeeded(store));
    ASSERT_EQ(IntegrityOf(path), "ok");
    const auto run = (*store)->Find("r");
    ASSERT_TRUE(Succeeded(run));
    if (said.run != 0) CheckRun(**store, *run, said);
    EXPECT_FALSE(said.deleted_other && (*store)->Find("other")->has_value());
    RunRecord next = PlainRun("next");
    ASSERT_TRUE(Succeeded((*store)->Save(next)));
    ASSERT_TRUE(Succeeded((*store)->Append(next.number, BatchOf(0, kSize))));
    EXPECT_EQ(CountBatches(**store, next.number, kSize), std::vector<uint32_t>{kSize});
  }

  void CheckRun(Store& store, const std::optional<RunRecord>& run, const Acknowledged& said) {
    ASSERT_TRUE(run.has_value());
    ASSERT_EQ(run->number, said.run);
    const auto plan = store.LoadPlan(said.run);
    ASSERT_TRUE(Succeeded(plan));
    EXPECT_TRUE(plan->size() == 20'000 || (plan->empty() && !said.plan));
    auto counts = CountBatches(store, said.run, kSize);
    counts.resize(said.batches.size());
    for (size_t i = 0; i < counts.size(); ++i)
      EXPECT_TRUE(counts[i] == kSize || (counts[i] == 0 && !said.batches[i])) << "batch " << i << ": " << counts[i];
  }

  // Fails the n-th operation, n = 1, 1 + stride, …, until a run of the scenario is clean.
  void FailEach(const Scenario& scenario, bool persistent, int stride) {
    for (int n = 1; n < 1'000'000; n += stride) {
      SCOPED_TRACE(testing::Message() << "operation " << n << (persistent ? " and all after it" : ""));
      const TemporaryFolder folder;
      const std::string path = folder / "harness.db";
      vfs_.Arm(n, persistent);
      const Acknowledged said = Play(path, scenario);
      const bool clean = !vfs_.fired();
      vfs_.Disarm();
      Check(path, said);
      if (HasFailure()) return;
      for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
        ASSERT_EQ(entry.path().filename(), "harness.db");
      if (!clean) continue;
      ASSERT_GT(n, 50) << "the scenario does too little";
      EXPECT_TRUE(said.plan && said.deleted_other == scenario.deletes);
      return;
    }
    FAIL() << "the scenario never came to its end";
  }

  FailingVfs vfs_{"failing"};
  std::unique_ptr<Files> files_ = MakeFiles();
};

TEST_F(StoreFaultsTest, EachOperationFailsOnce) {
  FailEach({}, false, 1);
}

TEST_F(StoreFaultsTest, EachOperationIsTheLastThatWorks) {
  FailEach({}, true, 1);
}

// Batches that outgrow the page cache and the log, so that pages go to disk before the commit, and checkpoints run.
TEST_F(StoreFaultsTest, OperationsOfLargeCommitsFailOnce) {
  FailEach({.batches = 4, .bytes = 600'000, .deletes = true}, false, 331);
}

TEST_F(StoreFaultsTest, OperationsOfLargeCommitsAreTheLastThatWork) {
  FailEach({.batches = 4, .bytes = 600'000, .deletes = true}, true, 331);
}

}  // namespace
}  // namespace harness
