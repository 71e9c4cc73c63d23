#include "harness/runner/follower.h"

#include <utility>

namespace harness {
namespace {

constexpr size_t kBatch = 64;  // news handed over at once, so that the lock costs little for each

}  // namespace

Follower::Follower(Visit visit, std::function<void()> gave_up, FollowLimits limits)
    : visit_(std::move(visit)), tell_gave_up_(std::move(gave_up)), limits_(limits), thread_([this] { Run(); }) {}

Follower::~Follower() {
  if (thread_.joinable()) Finish();
}

void Follower::OnEvent(const Event& event) {
  if (const auto* claimed = std::get_if<AttemptClaimed>(&event)) {
    batch_.push_back({claimed->key, {}});
  } else if (const auto* committed = std::get_if<AttemptCommitted>(&event)) {
    batch_bytes_ += committed->finished.bytes;
    batch_.push_back({{}, committed->finished});
  }
  if (batch_.size() >= kBatch || batch_bytes_ >= limits_.queued) HandOver();
}

void Follower::HandOver() {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return queued_bytes_ <= limits_.queued; });
    for (News& news : batch_) queue_.push_back(std::move(news));
    queued_bytes_ += batch_bytes_;
  }
  changed_.notify_all();
  batch_.clear();
  batch_bytes_ = 0;
}

bool Follower::Finish() {
  HandOver();
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  thread_.join();
  return !gave_up_;
}

void Follower::Run() {
  while (true) {
    std::vector<News> news;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return over_ || !queue_.empty(); });
      if (queue_.empty()) break;
      news.swap(queue_);
      queued_bytes_ = 0;
    }
    changed_.notify_all();
    Take(std::move(news));
  }
  in_order_.GiveUpMissing();
  VisitReady();
}

void Follower::Take(std::vector<News> news) {
  for (News& one : news) {
    if (gave_up_) return;
    if (!one.finished.attempt) {
      in_order_.Expect(one.claimed);
      continue;
    }
    in_order_.Add(std::move(one.finished));
    VisitReady();
    if (in_order_.bytes() > limits_.held) GiveUp();
  }
}

void Follower::VisitReady() {
  while (!gave_up_) {
    const Finished next = in_order_.Take();
    if (!next.attempt) return;
    if (!visit_(*next.test, *next.attempt)) GiveUp();
  }
}

void Follower::GiveUp() {
  gave_up_ = true;
  in_order_ = {};
  tell_gave_up_();
}

}  // namespace harness
