#include "harness/runner/dispatcher.h"

#include <algorithm>

#include "harness/base/rng.h"

namespace harness {
namespace {

constexpr std::chrono::milliseconds kTick{100};
constexpr std::chrono::microseconds kGather{500};
constexpr std::chrono::milliseconds kFirstBackoff{500};
constexpr std::chrono::seconds kLongestBackoff{30};

}  // namespace

Dispatcher::Dispatcher(const Suite& suite, const Plan& plan, const RunRecord& run, Store& store,
                       const Services& services, Control& control, DispatchOptions options,
                       std::vector<Listener*> listeners)
    : suite_(suite),
      plan_(plan),
      run_(run),
      services_(services),
      control_(control),
      options_(std::move(options)),
      listeners_(std::move(listeners)),
      pacer_(options_.recorded ? Pacer()
                               : Pacer(suite.targets, run.shard ? run.shard->count : 1, services.clock.SteadyNow())),
      last_tick_(services.clock.SteadyNow()),
      writer_(
          store, run.number, services.clock,
          [this](std::vector<harness::Finished> batch) { mailbox_.Put(Committed{std::move(batch)}); },
          [this](const Error& error) { mailbox_.Put(WriteFailed{error}); }),
      replies_(store, run.number, writer_, services.clock),
      executor_(suite, plan, options_.recorded,
                RunContext{services.clock, control.abort(), &replies_, services.secrets},
                [this](std::vector<Done> done) { mailbox_.Put(std::move(done)); }) {}

Result<Stopped> Dispatcher::Run() {
  if (auto opened = replies_.Open(); !opened) return Unexpected(opened.error());
  auto reader = plan_.Open();
  if (!reader) return Unexpected(reader.error());
  reader_ = std::move(*reader);
  const std::stop_callback wake_on_stop(control_.stop(), [this] { mailbox_.Put(Wake{}); });
  const std::stop_callback wake_on_abort(control_.abort(), [this] { mailbox_.Put(Wake{}); });
  Tell(RunStarted{run_, options_.done_before});
  while (!Finished()) {
    ObeyControl();
    StartReady();
    if (in_flight_ == 0 && retries_.empty()) FlushWriter();
    HandleAll(mailbox_.TakeGathered(NextWake(), IsAhead() ? kGather : std::chrono::microseconds(0)));
    if (AllClaimed()) executor_.Shrink(in_flight_ + retries_.size());
    TickIfDue();
  }
  Tell(RunEnded{run_});
  if (error_) return Unexpected(*error_);
  return stopped_;
}

// Nothing is left of the plan but what is in flight or waits to be tried again.
bool Dispatcher::AllClaimed() const {
  return !reader_ && claimed_.empty() && pacer_.empty();
}

bool Dispatcher::Finished() const {
  return AllClaimed() && retries_.empty() && in_flight_ == 0 && (uncommitted_ == 0 || error_);
}

// Whether workers that end a call find the next one without being helped at once.
bool Dispatcher::IsAhead() const {
  return executor_.waits() && in_flight_ > executor_.workers();
}

// How many attempts may be with the executor. What waits for a rate begins when it is let go: none may queue there.
size_t Dispatcher::Room() const {
  return pacer_.idle() ? executor_.capacity() : executor_.workers();
}

void Dispatcher::StartReady() {
  std::vector<Task> tasks;
  const auto now = services_.clock.SteadyNow();
  while (in_flight_ + tasks.size() < Room()) {
    if (std::optional<Task> next = pacer_.Take(now)) {
      tasks.push_back(*std::move(next));
    } else if (!retries_.empty() && retries_.top().due <= now) {
      Task again = retries_.top().task;
      retries_.pop();
      if (pacer_.Paces(again.key.target))
        pacer_.PutFirst(std::move(again));
      else
        tasks.push_back(std::move(again));
    } else if (pacer_.full() || !Claim(tasks)) {
      break;
    }
  }
  Submit(std::move(tasks));
}

void Dispatcher::Submit(std::vector<Task> tasks) {
  if (tasks.empty()) return;
  const size_t count = tasks.size();
  if (auto submitted = executor_.Submit(std::move(tasks)); submitted)
    in_flight_ += count;
  else
    Fail(submitted.error());
}

// Takes the next attempt of the plan, which may have to wait for its rate; false when there is none.
bool Dispatcher::Claim(std::vector<Task>& tasks) {
  while (claimed_.empty()) {
    if (!reader_) return false;
    Result<std::optional<PlannedCase>> next = reader_->Next();
    if (!next) {
      Fail(next.error());
      return false;
    }
    if (!*next) {
      reader_.reset();
      return false;
    }
    ReadAttempts(**next);
  }
  Task next = std::move(claimed_.back());
  claimed_.pop_back();
  Tell(AttemptClaimed{next.key});
  if (pacer_.Paces(next.key.target))
    pacer_.Put(std::move(next));
  else
    tasks.push_back(std::move(next));
  return true;
}

// The attempts of a case that are to be made become what is claimed next.
void Dispatcher::ReadAttempts(const PlannedCase& planned) {
  const auto work = std::make_shared<CaseWork>(planned.test);
  std::vector<std::shared_ptr<ComparedCase>> groups;
  if (IsCompared(suite_, work->test())) groups = GroupAttempts(planned);
  for (const uint16_t target : planned.targets) {
    for (int repeat = 0; repeat < suite_.run.repeat; ++repeat) {
      const AttemptKey key{work->test().number, target, static_cast<uint16_t>(repeat)};
      const std::shared_ptr<ComparedCase> group = groups.empty() ? nullptr : groups[static_cast<size_t>(repeat)];
      if (group || (groups.empty() && !IsDone(key))) claimed_.push_back({work, key, 1, group});
    }
  }
  std::reverse(claimed_.begin(), claimed_.end());
}

// For each repeat those that are compared; null where all of them are done. Else they are made together again: what is
// stored of some of them was compared with outputs that are not.
std::vector<std::shared_ptr<ComparedCase>> Dispatcher::GroupAttempts(const PlannedCase& planned) const {
  std::vector<std::shared_ptr<ComparedCase>> groups;
  for (int repeat = 0; repeat < suite_.run.repeat; ++repeat) {
    auto group = std::make_shared<ComparedCase>();
    group->attempts = planned.targets.size();
    for (const uint16_t target : planned.targets) {
      const AttemptKey key{planned.test->number, target, static_cast<uint16_t>(repeat)};
      if (IsDone(key)) group->stored.push_back(key);
    }
    groups.push_back(group->stored.size() < group->attempts ? std::move(group) : nullptr);
  }
  return groups;
}

void Dispatcher::HandleAll(std::vector<Message> messages) {
  for (Message& message : messages) std::visit([this](auto& m) { Handle(std::move(m)); }, message);
}

void Dispatcher::Handle(std::vector<Done> done) {
  in_flight_ -= done.size();
  for (Done& one : done) {
    if (one.changed)
      Fail(Error(fmt::format("{}: the case changed while the run read it", ToString(one.task.work->test().place))));
    for (harness::Finished& finished : one.together) Keep(std::move(finished));
    if (!one.finished.attempt && !one.made) continue;
    const TargetSpec& target = suite_.targets[one.task.key.target];
    const bool again = one.retryable && one.task.tries <= target.retries && stopped_ == Stopped::kNot && !error_;
    if (again)
      RetryLater(std::move(one.task), one.retry_after);
    else if (one.made)
      Gather(std::move(one));
    else
      Keep(std::move(one.finished));
  }
}

// The last attempt of those that are compared sends them off.
void Dispatcher::Gather(Done done) {
  ComparedCase& compared = *done.task.compared;
  compared.made.push_back(std::move(*done.made));
  if (!compared.complete() || error_) return;
  done.task.compares = true;
  Submit({std::move(done.task)});
}

void Dispatcher::Keep(harness::Finished finished) {
  const AttemptRow& row = *finished.attempt;
  if (options_.fail_fast && row.verdict == Verdict::kFail) StopClaiming(Stopped::kFailFast);
  if (suite_.run.stop_on_error && row.verdict == Verdict::kError) StopClaiming(Stopped::kOnError);
  if (error_) return;
  if (auto added = writer_.Add(std::move(finished)); added)
    ++uncommitted_;
  else
    Fail(added.error());
}

// Nothing more is coming: what waits for company in the writer need not wait.
void Dispatcher::FlushWriter() {
  if (uncommitted_ == 0 || error_) return;
  if (auto flushed = writer_.Flush(); !flushed) Fail(flushed.error());
}

void Dispatcher::RetryLater(Task task, std::chrono::microseconds at_least) {
  // Full jitter: a uniform share of a span that doubles with every try, on top of what was asked for.
  const double span =
      std::min<double>(std::chrono::duration<double>(kLongestBackoff).count(),
                       std::chrono::duration<double>(kFirstBackoff).count() * (1 << std::min(task.tries, 16)));
  const double share =
      Rng(suite_.run.seed, "retry", task.work->test().id, task.key.target, task.key.repeat, task.tries).Unit();
  const auto wait =
      std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(span * share));
  ++task.tries;
  retries_.push({services_.clock.SteadyNow() + at_least + wait, std::move(task)});
}

void Dispatcher::Handle(const Committed& committed) {
  uncommitted_ -= committed.batch.size();
  for (const harness::Finished& finished : committed.batch) Tell(AttemptCommitted{finished});
}

void Dispatcher::Handle(WriteFailed failed) {
  Fail(std::move(failed.error));
}

// The run can't go on; what is in flight is still kept where that is possible.
void Dispatcher::Fail(Error error) {
  if (!error_) error_ = std::move(error);
  StopClaiming(stopped_);
}

void Dispatcher::ObeyControl() {
  if (control_.stop().stop_requested() && stopped_ == Stopped::kNot) StopClaiming(Stopped::kInterrupted);
  if (options_.is_spent && stopped_ == Stopped::kNot && options_.is_spent()) StopClaiming(Stopped::kSpent);
}

// What no worker has begun is left for a resumed run; but targets that all have answered are still compared, unless
// that would cost more than is left.
void Dispatcher::StopClaiming(Stopped why) {
  if (stopped_ == Stopped::kNot) stopped_ = why;
  reader_.reset();
  claimed_.clear();
  retries_ = {};
  pacer_.Clear();
  std::vector<Task> not_begun = executor_.TakeBack();
  in_flight_ -= not_begun.size();
  if (error_ || stopped_ == Stopped::kSpent) return;
  std::erase_if(not_begun, [](const Task& task) { return !task.compares; });
  Submit(std::move(not_begun));
}

std::chrono::steady_clock::time_point Dispatcher::NextWake() {
  const auto tick = last_tick_ + kTick;
  if (in_flight_ >= Room()) return tick;  // whose end is told
  const auto next = std::min(tick, pacer_.NextTurn(services_.clock.SteadyNow()));
  return retries_.empty() ? next : std::min(next, retries_.top().due);
}

void Dispatcher::TickIfDue() {
  const auto now = services_.clock.SteadyNow();
  if (now - last_tick_ < kTick) return;
  last_tick_ = now;
  Tell(Tick{in_flight_});
}

void Dispatcher::Tell(const Event& event) {
  for (Listener* listener : listeners_) listener->OnEvent(event);
}

}  // namespace harness
