// A Store in memory. Not thread-safe. Keeps the contract of core/store.h: attempts in the order (case, target, repeat),
// only the parts asked for, a stored attempt replaced only if it ended in error or the new one says so.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/store.h"

namespace harness {

class FakeStore final : public Store {
 public:
  using Rows = std::map<AttemptKey, Finished>;

  Result<> Save(RunRecord& run) override {
    if (run.number == 0) run.number = ++last_;
    runs_[run.number] = run;
    return {};
  }
  Result<std::optional<RunRecord>> Find(const std::string& id) override {
    for (const auto& [number, run] : runs_)
      if (run.id == id) return run;
    return std::nullopt;
  }
  Result<std::vector<RunRecord>> Runs() override {
    std::vector<RunRecord> runs;
    for (const auto& [number, run] : runs_) runs.insert(runs.begin(), run);
    return runs;
  }
  Result<> Delete(const std::string& id) override {
    std::erase_if(runs_, [&](const auto& entry) { return entry.second.id == id; });
    return {};
  }
  Result<> Append(int64_t run, std::span<const Finished> batch) override {
    for (const Finished& finished : batch) {
      Finished& stored = rows_[run].try_emplace(finished.attempt->key, finished).first->second;
      if (stored.attempt->verdict == Verdict::kError || finished.replaces) stored = finished;
    }
    return {};
  }
  Result<std::unique_ptr<AttemptCursor>> Attempts(int64_t run, AttemptParts parts) override {
    ++opened;
    return std::make_unique<Cursor>(rows_[run], parts);
  }
  Result<std::unique_ptr<AttemptLookup>> Lookup(int64_t run, AttemptParts parts) override {
    return std::make_unique<Finder>(rows_[run], parts);
  }
  Result<> KeepReplies(int64_t run, std::span<const KeptReply> replies) override {
    for (const KeptReply& kept : replies) replies_[run].try_emplace(kept.key, kept);
    return {};
  }
  Result<> ForgetReplies(int64_t run, std::span<const ReplyKey> keys) override {
    for (const ReplyKey& key : keys)
      if (const auto node = replies_[run].extract(key)) forgotten_[run].push_back(node.mapped());
    return {};
  }
  Result<std::vector<ReplyKey>> ReplyKeys(int64_t run) override {
    std::vector<ReplyKey> keys;
    for (const auto& [key, kept] : replies_[run]) keys.push_back(key);
    return keys;
  }
  Result<std::optional<std::string>> FindReply(int64_t run, const ReplyKey& key) override {
    const auto found = replies_[run].find(key);
    if (found == replies_[run].end()) return std::nullopt;
    return found->second.reply;
  }
  Result<double> CostOfReplies(int64_t run) override {
    double sum = 0;
    const auto add = [&](const KeptReply& kept) {
      const Json reply = *ParseJson(kept.reply);
      if (reply.is_object()) sum += reply.value("cost_usd", 0.0);
    };
    for (const auto& [key, kept] : replies_[run]) add(kept);
    for (const KeptReply& kept : forgotten_[run]) add(kept);
    return sum;
  }
  Result<std::optional<KeptReply>> FindReplyTo(const std::string& request, uint16_t repeat) override {
    std::optional<KeptReply> newest;
    for (const auto& [run, replies] : replies_)
      for (const auto& [key, kept] : replies)
        if (key.request == request && key.attempt.repeat == repeat && (!newest || kept.stored_at > newest->stored_at))
          newest = kept;
    return newest;
  }
  Result<> SavePlan(int64_t run, std::span<const uint64_t> digests) override {
    plans_[run].assign(digests.begin(), digests.end());
    return {};
  }
  Result<std::vector<uint64_t>> LoadPlan(int64_t run) override { return plans_[run]; }

  int opened = 0;  // cursors

 private:
  static void LeaveOut(AttemptParts parts, CaseRow& test, AttemptRow& attempt) {
    if (!parts.scores) attempt.scores.clear();
    if (!parts.input) test.input.clear(), test.expected.clear(), test.vars.clear();
    if (!parts.output) attempt.output_text.clear(), attempt.output_json.clear(), attempt.output_turns.clear();
  }

  class Finder final : public AttemptLookup {
   public:
    Finder(Rows rows, AttemptParts parts) : rows_(std::move(rows)), parts_(parts) {}
    Result<bool> Find(const AttemptKey& key) override {
      const auto found = rows_.find(key);
      if (found == rows_.end()) return false;
      test_ = *found->second.test;
      attempt_ = *found->second.attempt;
      LeaveOut(parts_, test_, attempt_);
      return true;
    }
    const CaseRow& test() const override { return test_; }
    const AttemptRow& attempt() const override { return attempt_; }

   private:
    const Rows rows_;  // as they were when it was opened
    const AttemptParts parts_;
    CaseRow test_;
    AttemptRow attempt_;
  };

  class Cursor final : public AttemptCursor {
   public:
    Cursor(Rows rows, AttemptParts parts) : rows_(std::move(rows)), parts_(parts), next_(rows_.begin()) {}

    Result<bool> Next() override {
      if (next_ == rows_.end()) return false;
      test_ = *next_->second.test;
      attempt_ = *next_->second.attempt;
      ++next_;
      LeaveOut(parts_, test_, attempt_);
      return true;
    }
    const CaseRow& test() const override { return test_; }
    const AttemptRow& attempt() const override { return attempt_; }

   private:
    const Rows rows_;  // as they were when it was opened
    const AttemptParts parts_;
    Rows::const_iterator next_;
    CaseRow test_;
    AttemptRow attempt_;
  };

  std::map<int64_t, RunRecord> runs_;
  std::map<int64_t, Rows> rows_;
  std::map<int64_t, std::map<ReplyKey, KeptReply>> replies_;
  std::map<int64_t, std::vector<KeptReply>> forgotten_;
  std::map<int64_t, std::vector<uint64_t>> plans_;
  int64_t last_ = 0;
};

}  // namespace harness
