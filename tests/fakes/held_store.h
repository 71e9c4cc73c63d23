// A store that keeps batches and replies in memory, waits where a test wants it to, and fails when a test says so.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/store.h"

namespace harness {

class HeldStore final : public Store {
 public:
  Result<> Append(int64_t, std::span<const Finished> batch) override {
    std::unique_lock lock(mutex_);
    ++calls_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !held_; });
    if (failure_) return Fail("{}", *failure_);
    batches_.emplace_back(batch.begin(), batch.end());
    return {};
  }
  Result<> Save(RunRecord&) override { return {}; }
  Result<std::optional<RunRecord>> Find(const std::string&) override { return std::nullopt; }
  Result<std::vector<RunRecord>> Runs() override { return std::vector<RunRecord>(); }
  Result<> Delete(const std::string&) override { return {}; }
  Result<std::unique_ptr<AttemptCursor>> Attempts(int64_t, AttemptParts) override {
    return Fail("a fake store has no cursor");
  }
  Result<std::unique_ptr<AttemptLookup>> Lookup(int64_t, AttemptParts) override {
    return Fail("a fake store has no lookup");
  }
  Result<> KeepReplies(int64_t, std::span<const KeptReply> replies) override {
    std::unique_lock lock(mutex_);
    ++calls_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !held_; });
    if (failure_) return Fail("{}", *failure_);
    for (const KeptReply& kept : replies) replies_.push_back(kept.reply);
    return {};
  }
  Result<> ForgetReplies(int64_t, std::span<const ReplyKey>) override { return {}; }
  Result<std::vector<ReplyKey>> ReplyKeys(int64_t) override { return std::vector<ReplyKey>(); }
  Result<std::optional<std::string>> FindReply(int64_t, const ReplyKey&) override { return std::nullopt; }
  Result<double> CostOfReplies(int64_t) override { return 0; }
  Result<std::optional<KeptReply>> FindReplyTo(const std::string&, uint16_t) override { return std::nullopt; }
  Result<> SavePlan(int64_t, std::span<const uint64_t>) override { return {}; }
  Result<std::vector<uint64_t>> LoadPlan(int64_t) override { return std::vector<uint64_t>(); }

  // From now on appends wait until Release.
  void Hold() {
    Set([&] { held_ = true; });
  }
  void Release() {
    Set([&] { held_ = false; });
  }
  void FailWith(std::optional<std::string> message) {
    Set([&] { failure_ = std::move(message); });
  }
  void WaitForCalls(size_t calls) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return calls_ >= calls; });
  }
  std::vector<std::vector<Finished>> batches() {
    const std::lock_guard lock(mutex_);
    return batches_;
  }
  std::vector<std::string> replies() {
    const std::lock_guard lock(mutex_);
    return replies_;
  }

 private:
  template <typename Change>
  void Set(Change change) {
    {
      const std::lock_guard lock(mutex_);
      change();
    }
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;
  size_t calls_ = 0;
  std::optional<std::string> failure_;
  std::vector<std::vector<Finished>> batches_;
  std::vector<std::string> replies_;
};

}  // namespace harness
