// What every Store does. An implementation's test includes this and instantiates StoreContract with a factory of its
// own.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/core/store.h"
#include "tests/fakes/store_samples.h"

namespace harness {

// A new, empty store; whatever it needs lives as long as the pointer.
struct StoreFactory {
  const char* name;  // what test reports call it
  std::function<std::shared_ptr<Store>()> make;
  friend void PrintTo(const StoreFactory& factory, std::ostream* out) { *out << factory.name; }
};

class StoreContract : public ::testing::TestWithParam<StoreFactory> {
 protected:
  // The number of a new run.
  int64_t NewRun(const std::string& id, int targets = 1, int repeat = 1) {
    RunRecord run = PlainRun(id, targets, repeat);
    EXPECT_TRUE(Succeeded(store_->Save(run)));
    return run.number;
  }
  void Append(int64_t run, const std::vector<Finished>& batch) { EXPECT_TRUE(Succeeded(store_->Append(run, batch))); }
  std::vector<std::string> RunIds() {
    std::vector<std::string> ids;
    const auto runs = store_->Runs();
    EXPECT_TRUE(Succeeded(runs));
    for (const RunRecord& run : *runs) ids.push_back(run.id);
    return ids;
  }

  std::shared_ptr<Store> store_ = GetParam().make();
};

TEST_P(StoreContract, ANewStoreHasNoRuns) {
  EXPECT_EQ(RunIds(), std::vector<std::string>());
  const auto run = store_->Find("nobody");
  ASSERT_TRUE(Succeeded(run));
  EXPECT_FALSE(run->has_value());
}

TEST_P(StoreContract, ARunIsReadBackAsItWasSaved) {
  RunRecord run;
  run.id = "20260131-235959-1a2b3c";
  run.parent = "20260130-000000-000000";
  run.suite = "triage \"Ü\"";
  run.suite_path = "a/b.yaml";
  run.kind = "merge";
  run.state = RunState::kPaused;
  run.started_at = 1'750'000'000'000'001;
  run.finished_at = 1'750'000'000'000'002;
  run.seed = ~uint64_t{0};
  run.suite_sha256 = "00ff";
  run.git = "abc-dirty";
  run.shard = Shard{2, 7};
  run.owner = "me@here";
  run.label = "nightly";
  run.targets = {{"a", "command", 20}, {"b", "replay", 40}};
  run.scorers = {{"equals", "not-equals", 0.1, "22dd"}};
  run.metrics = {{"group", "classification", "/group", "/expected", "json"}};
  run.gates = {{"pass_rate >= 90%", true}};
  run.repeat = 3;
  run.require = Require{Require::Kind::kCount, 2};
  run.min_coverage = 0.95;
  run.planned_cases = 10;
  run.planned_attempts = 60;
  run.plan_cases = 70;
  run.plan_sha256 = "11ee";
  run.options = Json{{"filter", "category == 'x'"}};
  run.exit_code = 3;
  ASSERT_TRUE(Succeeded(store_->Save(run)));
  EXPECT_GT(run.number, 0);
  const auto found = store_->Find(run.id);
  ASSERT_TRUE(Succeeded(found));
  ASSERT_TRUE(found->has_value());
  EXPECT_TRUE(**found == run);
}

TEST_P(StoreContract, SavingAgainChangesTheRun) {
  RunRecord run = PlainRun("r");
  ASSERT_TRUE(Succeeded(store_->Save(run)));
  const int64_t number = run.number;
  run.state = RunState::kCompleted;
  run.exit_code = 0;
  ASSERT_TRUE(Succeeded(store_->Save(run)));
  EXPECT_EQ(run.number, number);
  const auto found = store_->Find("r");
  ASSERT_TRUE(Succeeded(found));
  EXPECT_EQ((*found)->state, RunState::kCompleted);
  EXPECT_EQ((*found)->exit_code, 0);
  EXPECT_EQ((*found)->shard, std::nullopt);
}

TEST_P(StoreContract, TwoRunsCannotHaveOneId) {
  NewRun("r");
  RunRecord other = PlainRun("r");
  EXPECT_FALSE(store_->Save(other).has_value());
  EXPECT_EQ(other.number, 0);
}

TEST_P(StoreContract, RunsAreListedNewestFirst) {
  NewRun("20260102-000000-000000");
  NewRun("20260103-000000-000000");
  NewRun("20260101-000000-000000");
  EXPECT_EQ(RunIds(),
            (std::vector<std::string>{"20260103-000000-000000", "20260102-000000-000000", "20260101-000000-000000"}));
}

TEST_P(StoreContract, AnAttemptIsReadBackAsItWasAppended) {
  const int64_t run = NewRun("r", 2, 3);
  AttemptRow attempt = PlainRow({7, 1, 2}, Verdict::kFail);
  attempt.failure_kind = "timeout";
  attempt.failure_message = "no answer within 10s";
  attempt.failure_category = "slow";
  attempt.latency_us = 10'000'001;
  attempt.started_at = 1'750'000'000'000'000;
  attempt.tries = 3;
  attempt.usage = Usage{1, 2, 3};
  attempt.cost_usd = 0.25;
  attempt.output_json = "{}";
  attempt.output_turns = "[]";
  attempt.finish_reason = "stop";
  Append(run, {AttemptOf(attempt)});
  const auto all = ReadAll(*store_, run);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_TRUE(all[0].test == PlainCase(7));
  EXPECT_TRUE(all[0].attempt == attempt);
}

TEST_P(StoreContract, WhatIsUnknownStaysUnknownBehindAnAttemptThatKnewIt) {
  const int64_t run = NewRun("r");
  AttemptRow knows = PlainRow({0, 0, 0});
  knows.usage = Usage{1, 2, 3};
  knows.cost_usd = 1;
  Append(run, {AttemptOf(knows), PlainAttempt(1)});
  const auto all = ReadAll(*store_, run);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].attempt.usage, std::nullopt);
  EXPECT_EQ(all[1].attempt.cost_usd, std::nullopt);
}

TEST_P(StoreContract, LargeAndStrangeTextsSurvive) {
  const int64_t run = NewRun("r");
  const std::string strange("a\0b\n\"\xF0\x9F\x98\x80", 9);
  const std::string large(300'000, 'x');
  Append(run, {PlainAttempt(0, 0, 0, Verdict::kPass, strange), PlainAttempt(1, 0, 0, Verdict::kPass, large),
               PlainAttempt(2, 0, 0, Verdict::kPass, "")});
  const auto all = ReadAll(*store_, run);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].attempt.output_text, strange);
  EXPECT_TRUE(all[1].attempt.output_text == large);
  EXPECT_EQ(all[2].attempt.output_text, "");
}

TEST_P(StoreContract, AttemptsComeInTheOrderOfCaseTargetRepeat) {
  const int64_t run = NewRun("r", 2, 2);
  Append(run, {PlainAttempt(4'000'000'000u, 1, 0), PlainAttempt(0, 1, 1), PlainAttempt(2, 0, 0)});
  Append(run, {PlainAttempt(0, 0, 1), PlainAttempt(0, 1, 0), PlainAttempt(1, 1, 1), PlainAttempt(0, 0, 0)});
  EXPECT_EQ(KeysIn(*store_, run),
            (std::vector<AttemptKey>{
                {0, 0, 0}, {0, 0, 1}, {0, 1, 0}, {0, 1, 1}, {1, 1, 1}, {2, 0, 0}, {4'000'000'000u, 1, 0}}));
}

TEST_P(StoreContract, EveryAttemptCarriesItsOwnCase) {
  const int64_t run = NewRun("r", 1, 2);
  Append(run, {PlainAttempt(5), PlainAttempt(3, 0, 1), PlainAttempt(3)});
  std::vector<std::string> ids;
  for (const StoredAttempt& stored : ReadAll(*store_, run)) ids.push_back(stored.test.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"case-3", "case-3", "case-5"}));
}

TEST_P(StoreContract, PartsThatWereNotAskedForAreEmpty) {
  const int64_t run = NewRun("r");
  Append(run, {PlainAttempt(0)});
  const auto all = ReadAll(*store_, run, {});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].test.id, "case-0");
  EXPECT_EQ(all[0].test.input, "");
  EXPECT_EQ(all[0].attempt.scores, "");
  EXPECT_EQ(all[0].attempt.output_text, "");
}

TEST_P(StoreContract, EachPartIsLoadedOnItsOwn) {
  const int64_t run = NewRun("r");
  Append(run, {PlainAttempt(0)});
  const auto parts_of = [&](AttemptParts parts) {
    const auto all = ReadAll(*store_, run, parts);
    return all.size() == 1 ? all[0].attempt.scores + "|" + all[0].test.input + "|" + all[0].attempt.output_text : "?";
  };
  EXPECT_EQ(parts_of({.scores = true}), "[[0,0,1]]||");
  EXPECT_EQ(parts_of({.input = true}), "|\"VPN drops\"|");
  EXPECT_EQ(parts_of({.output = true}), "||out");
}

TEST_P(StoreContract, ADecidedAttemptIsNotReplaced) {
  const int64_t run = NewRun("r");
  for (const Verdict verdict : {Verdict::kPass, Verdict::kFail, Verdict::kUnknown, Verdict::kSkipped}) {
    const auto number = static_cast<uint32_t>(verdict);
    Append(run, {PlainAttempt(number, 0, 0, verdict, "first")});
    Append(run, {PlainAttempt(number, 0, 0, Verdict::kPass, "second")});
  }
  for (const StoredAttempt& stored : ReadAll(*store_, run)) {
    EXPECT_EQ(stored.attempt.output_text, "first");
    EXPECT_EQ(static_cast<uint32_t>(stored.attempt.verdict), stored.test.number);
  }
}

TEST_P(StoreContract, AnAttemptThatEndedInErrorIsReplaced) {
  const int64_t run = NewRun("r");
  AttemptRow error = PlainRow({0, 0, 0}, Verdict::kError, "first");
  error.failure_kind = "unavailable";
  error.usage = Usage{1, 1, 1};
  Append(run, {AttemptOf(error)});
  Append(run, {PlainAttempt(0, 0, 0, Verdict::kFail, "second")});
  const auto all = ReadAll(*store_, run);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].attempt.verdict, Verdict::kFail);
  EXPECT_EQ(all[0].attempt.output_text, "second");
  EXPECT_EQ(all[0].attempt.failure_kind, "");
  EXPECT_EQ(all[0].attempt.usage, std::nullopt);
}

TEST_P(StoreContract, AnAttemptThatReplacesDoesSoHoweverTheStoredOneEnded) {
  const int64_t run = NewRun("r");
  AttemptRow first = PlainRow({0, 0, 0}, Verdict::kPass, "first");
  first.usage = Usage{1, 1, 1};
  Append(run, {AttemptOf(first), PlainAttempt(1, 0, 0, Verdict::kPass, "beside it")});
  Finished second = PlainAttempt(0, 0, 0, Verdict::kUnknown, "second");
  second.replaces = true;
  Finished fresh = PlainAttempt(2, 0, 0, Verdict::kFail, "fresh");
  fresh.replaces = true;
  Append(run, {second, fresh});
  const auto all = ReadAll(*store_, run);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].attempt.output_text, "second");
  EXPECT_EQ(all[0].attempt.verdict, Verdict::kUnknown);
  EXPECT_EQ(all[0].attempt.usage, std::nullopt);
  EXPECT_EQ(all[1].attempt.output_text, "beside it");
  EXPECT_EQ(all[2].attempt.output_text, "fresh");
}

TEST_P(StoreContract, TheRuleHoldsWithinOneBatch) {
  const int64_t run = NewRun("r");
  Append(run, {PlainAttempt(0, 0, 0, Verdict::kError, "first"), PlainAttempt(0, 0, 0, Verdict::kPass, "second"),
               PlainAttempt(0, 0, 0, Verdict::kFail, "third")});
  const auto all = ReadAll(*store_, run);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].attempt.output_text, "second");
}

TEST_P(StoreContract, ABatchThatIsRefusedLeavesNothingBehind) {
  const int64_t run = NewRun("r");
  EXPECT_FALSE(store_->Append(run, std::vector{PlainAttempt(0), PlainAttempt(1, 1, 0)}).has_value());
  EXPECT_EQ(KeysIn(*store_, run), std::vector<AttemptKey>());
}

TEST_P(StoreContract, AnEmptyBatchIsNothing) {
  const int64_t run = NewRun("r");
  Append(run, {});
  EXPECT_EQ(KeysIn(*store_, run), std::vector<AttemptKey>());
}

TEST_P(StoreContract, RunsDoNotSeeEachOther) {
  const int64_t first = NewRun("a");
  const int64_t second = NewRun("b");
  Append(first, {PlainAttempt(0), PlainAttempt(2)});
  Append(second, {PlainAttempt(1)});
  EXPECT_EQ(KeysIn(*store_, first), (std::vector<AttemptKey>{{0, 0, 0}, {2, 0, 0}}));
  EXPECT_EQ(KeysIn(*store_, second), (std::vector<AttemptKey>{{1, 0, 0}}));
}

TEST_P(StoreContract, ACursorSeesTheStoreAsItWasWhenItWasOpened) {
  const int64_t run = NewRun("r");
  Append(run, {PlainAttempt(0)});
  auto cursor = store_->Attempts(run, {});
  ASSERT_TRUE(Succeeded(cursor));
  Append(run, {PlainAttempt(1)});
  EXPECT_EQ((*cursor)->Next(), true);
  EXPECT_EQ((*cursor)->Next(), false);
  EXPECT_EQ((*cursor)->Next(), false);
}

TEST_P(StoreContract, ACursorOverNothingEndsAtOnce) {
  auto cursor = store_->Attempts(NewRun("r"), {});
  ASSERT_TRUE(Succeeded(cursor));
  EXPECT_EQ((*cursor)->Next(), false);
}

TEST_P(StoreContract, AttemptsOfNoRunAreAnError) {
  EXPECT_FALSE(store_->Attempts(99, {}).has_value());
  EXPECT_FALSE(store_->Append(99, std::vector{PlainAttempt(0)}).has_value());
  EXPECT_FALSE(store_->SavePlan(99, std::vector<uint64_t>{1}).has_value());
}

TEST_P(StoreContract, ADeletedRunIsGoneWithAllThatBelongsToIt) {
  const int64_t gone = NewRun("gone");
  const int64_t stays = NewRun("stays");
  Append(gone, {PlainAttempt(0)});
  Append(stays, {PlainAttempt(0)});
  ASSERT_TRUE(Succeeded(store_->SavePlan(stays, std::vector<uint64_t>{5})));
  ASSERT_TRUE(Succeeded(store_->Delete("gone")));
  EXPECT_EQ(RunIds(), std::vector<std::string>{"stays"});
  EXPECT_FALSE(store_->Append(gone, std::vector{PlainAttempt(1)}).has_value());
  EXPECT_EQ(KeysIn(*store_, stays), (std::vector<AttemptKey>{{0, 0, 0}}));
  EXPECT_EQ(store_->LoadPlan(stays), (std::vector<uint64_t>{5}));
  EXPECT_EQ(store_->LoadPlan(gone), std::vector<uint64_t>());
}

TEST_P(StoreContract, TheNumberOfADeletedRunIsNotGivenAgain) {
  const int64_t gone = NewRun("r");
  ASSERT_TRUE(Succeeded(store_->Delete("r")));
  EXPECT_NE(NewRun("r"), gone);
}

TEST_P(StoreContract, DeletingNoRunIsAnError) {
  EXPECT_FALSE(store_->Delete("nobody").has_value());
}

TEST_P(StoreContract, ADeletedRunCannotBeSaved) {
  RunRecord run = PlainRun("r");
  ASSERT_TRUE(Succeeded(store_->Save(run)));
  ASSERT_TRUE(Succeeded(store_->Delete("r")));
  EXPECT_FALSE(store_->Save(run).has_value());
}

TEST_P(StoreContract, APlanIsReadBackWhateverItsLength) {
  const int64_t run = NewRun("r");
  for (const size_t length : {0u, 1u, 8191u, 8192u, 8193u, 100'000u}) {
    std::vector<uint64_t> digests(length);
    for (size_t i = 0; i < length; ++i) digests[i] = (length + i) * 0x9E3779B97F4A7C15;
    ASSERT_TRUE(Succeeded(store_->SavePlan(run, digests)));
    EXPECT_TRUE(store_->LoadPlan(run) == digests) << length;
  }
}

TEST_P(StoreContract, AShorterPlanTakesThePlaceOfALongerOne) {
  const int64_t run = NewRun("r");
  ASSERT_TRUE(Succeeded(store_->SavePlan(run, std::vector<uint64_t>(20'000, 1))));
  ASSERT_TRUE(Succeeded(store_->SavePlan(run, std::vector<uint64_t>{2})));
  EXPECT_EQ(store_->LoadPlan(run), std::vector<uint64_t>{2});
}

TEST_P(StoreContract, ALookupFindsSingleAttemptsInAnyOrder) {
  const int64_t run = NewRun("r", 2, 2);
  Append(run, {PlainAttempt(0), PlainAttempt(3, 1, 1), PlainAttempt(7)});
  auto lookup = store_->Lookup(run, {true, true, true});
  ASSERT_TRUE(Succeeded(lookup));
  for (const auto& [number, target, repeat] : {std::tuple(7, 0, 0), std::tuple(3, 1, 1), std::tuple(0, 0, 0)}) {
    const AttemptKey key{static_cast<uint32_t>(number), static_cast<uint16_t>(target), static_cast<uint16_t>(repeat)};
    ASSERT_EQ((*lookup)->Find(key), true);
    const Finished wanted = PlainAttempt(key.case_number, key.target, key.repeat);
    EXPECT_EQ((*lookup)->attempt(), *wanted.attempt);
    EXPECT_EQ((*lookup)->test(), *wanted.test);
  }
}

TEST_P(StoreContract, ALookupSaysWhatIsNotThere) {
  const int64_t run = NewRun("r", 2, 2);
  Append(run, {PlainAttempt(0)});
  auto lookup = store_->Lookup(run, {});
  ASSERT_TRUE(Succeeded(lookup));
  EXPECT_EQ((*lookup)->Find({0, 1, 0}), false);
  EXPECT_EQ((*lookup)->Find({1, 0, 0}), false);
  EXPECT_EQ((*lookup)->Find({0, 2, 0}), false) << "beyond the run's targets";
  EXPECT_EQ((*lookup)->Find({0, 0, 0}), true);
}

KeptReply Reply(const ReplyKey& key, int64_t stored_at, const std::string& text) {
  return {key, stored_at, text};
}

TEST_P(StoreContract, AReplyIsFoundByItsKeyAlone) {
  const int64_t run = NewRun("r", 2, 2), other = NewRun("other", 2, 2);
  const ReplyKey key{{3, 1, 1}, "hash", 2};
  ASSERT_TRUE(Succeeded(store_->KeepReplies(run, std::vector{Reply(key, 7, "\"one\"")})));
  EXPECT_EQ(*store_->FindReply(run, key), "\"one\"");
  EXPECT_EQ(*store_->FindReply(other, key), std::nullopt);
  EXPECT_EQ(*store_->FindReply(run, {{3, 1, 0}, "hash", 2}), std::nullopt);
  EXPECT_EQ(*store_->FindReply(run, {{3, 1, 1}, "hash", 0}), std::nullopt);
  EXPECT_EQ(*store_->FindReply(run, {{3, 1, 1}, "hat", 2}), std::nullopt);
  EXPECT_EQ(*store_->ReplyKeys(run), std::vector{key});
  EXPECT_EQ(*store_->ReplyKeys(other), std::vector<ReplyKey>());
}

TEST_P(StoreContract, AReplyThatIsThereStays) {
  const int64_t run = NewRun("r");
  const ReplyKey key{{0, 0, 0}, "hash", 0};
  ASSERT_TRUE(Succeeded(store_->KeepReplies(run, std::vector{Reply(key, 7, "1"), Reply(key, 8, "2")})));
  ASSERT_TRUE(Succeeded(store_->KeepReplies(run, std::vector{Reply(key, 9, "3")})));
  EXPECT_EQ(*store_->FindReply(run, key), "1");
}

TEST_P(StoreContract, RepliesCanBeForgotten) {
  const int64_t run = NewRun("r");
  const ReplyKey one{{0, 0, 0}, "hash", 0}, two{{0, 0, 0}, "hash", 1};
  ASSERT_TRUE(Succeeded(store_->KeepReplies(run, std::vector{Reply(one, 7, "1"), Reply(two, 8, "2")})));
  ASSERT_TRUE(Succeeded(store_->ForgetReplies(run, std::vector{one, {{9, 0, 0}, "none", 0}})));
  EXPECT_EQ(*store_->ReplyKeys(run), std::vector{two});
}

TEST_P(StoreContract, TheNewestReplyToARequestIsFoundInAnyRun) {
  const int64_t run = NewRun("r", 1, 2), other = NewRun("other", 1, 2);
  ASSERT_TRUE(Succeeded(store_->KeepReplies(run, std::vector{Reply({{0, 0, 1}, "hash", 0}, 7, "1")})));
  ASSERT_TRUE(Succeeded(store_->KeepReplies(other, std::vector{Reply({{5, 0, 1}, "hash", 0}, 9, "2")})));
  ASSERT_TRUE(Succeeded(store_->KeepReplies(run, std::vector{Reply({{1, 0, 1}, "hash", 0}, 8, "3")})));
  const auto found = store_->FindReplyTo("hash", 1);
  ASSERT_TRUE(Succeeded(found));
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->reply, "2");
  EXPECT_EQ((*found)->stored_at, 9);
  EXPECT_FALSE(store_->FindReplyTo("hash", 0)->has_value()) << "of another repeat";
}

TEST_P(StoreContract, RepliesCostWhatTheySay) {
  const int64_t run = NewRun("r"), other = NewRun("other");
  ASSERT_TRUE(Succeeded(store_->KeepReplies(run, std::vector{Reply({{0, 0, 0}, "a", 0}, 7, R"({"cost_usd": 0.5})"),
                                                             Reply({{0, 0, 0}, "b", 0}, 7, R"({"text": "free"})"),
                                                             Reply({{1, 0, 0}, "a", 0}, 7, R"({"cost_usd": 0.25})")})));
  EXPECT_EQ(*store_->CostOfReplies(run), 0.75);
  EXPECT_EQ(*store_->CostOfReplies(other), 0);
}

TEST_P(StoreContract, ADeletedRunTakesItsRepliesWithIt) {
  const int64_t run = NewRun("r");
  ASSERT_TRUE(Succeeded(store_->KeepReplies(run, std::vector{Reply({{0, 0, 0}, "hash", 0}, 7, "1")})));
  ASSERT_TRUE(Succeeded(store_->Delete("r")));
  EXPECT_FALSE(store_->FindReplyTo("hash", 0)->has_value());
}

}  // namespace harness
