#include "harness/runner/pacer.h"

#include <algorithm>
#include <map>
#include <utility>

namespace harness {
namespace {

// How many calls an attempt makes, at most: a conversation one for each turn.
double CallsOf(const Task& task) {
  const Conversation* conversation = task.work ? task.work->test().conversation.get() : nullptr;
  if (!conversation) return 1;
  if (conversation->user) return conversation->user->max_turns;
  return static_cast<double>(conversation->turns.size());
}

}  // namespace

Pacer::Pacer(const std::vector<TargetSpec>& targets, int parts, Time now) : line_of_(targets.size(), -1) {
  std::map<int, int> lines;  // by entry
  for (size_t i = 0; i < targets.size(); ++i) {
    if (!targets[i].rate) continue;
    const auto [line, added] = lines.try_emplace(targets[i].entry, static_cast<int>(lines_.size()));
    if (added) lines_.push_back({RateBucket(Rate{targets[i].rate->per_second / parts}, now), {}});
    line_of_[i] = line->second;
  }
}

void Pacer::Put(Task task) {
  lines_[static_cast<size_t>(line_of_[task.key.target])].tasks.push_back(std::move(task));
  ++waiting_;
}

void Pacer::PutFirst(Task task) {
  lines_[static_cast<size_t>(line_of_[task.key.target])].tasks.push_front(std::move(task));
  ++waiting_;
}

std::optional<Task> Pacer::Take(Time now) {
  Line* first = nullptr;
  for (Line& line : lines_) {
    if (line.tasks.empty() || line.bucket.ReadyAt(1, now) > now) continue;
    if (!first || line.tasks.front().key < first->tasks.front().key) first = &line;
  }
  if (!first) return std::nullopt;
  Task task = std::move(first->tasks.front());
  first->bucket.Take(CallsOf(task), now);
  first->tasks.pop_front();
  --waiting_;
  return task;
}

Pacer::Time Pacer::NextTurn(Time now) {
  Time next = Time::max();
  for (Line& line : lines_)
    if (!line.tasks.empty()) next = std::min(next, line.bucket.ReadyAt(1, now));
  return next;
}

void Pacer::Clear() {
  for (Line& line : lines_) line.tasks.clear();
  waiting_ = 0;
}

}  // namespace harness
