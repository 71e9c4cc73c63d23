#include "harness/base/line_workers.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/repeated_warning.h"
#include "harness/base/text.h"

namespace harness {
namespace {

using std::chrono::steady_clock;
using Ending = LineOutcome::Ending;

constexpr std::chrono::seconds kGrace{1};         // for a worker to end by itself
constexpr std::chrono::seconds kDeathGrace{5};    // for the kernel to bury what was killed
constexpr std::chrono::hours kLongest{24 * 365};  // so that no deadline overflows
constexpr std::chrono::milliseconds kBlame{5};    // how soon a late case asks again whether another is to blame

struct Worker;

// A question on its way, on the stack of the thread that waits for its answer. Guarded by the pool's mutex.
struct Ticket {
  enum class State {
    kWaiting,   // for a worker; listed in waiting_
    kAssigned,  // has a worker, which is told next
    kSent,      // the worker was told, or is being told
    kLate,      // the worker is being killed for it, and may leave a word on why
    kDone,      // `outcome` is there
  };

  LineQuestion asked;
  bool alone = false;  // the second try, which shares its worker with nobody
  State state = State::kWaiting;
  Worker* worker = nullptr;
  steady_clock::time_point sent_at;
  const char* lateness = nullptr;  // of kLate
  std::chrono::microseconds waited{};
  LineOutcome outcome;
  std::condition_variable_any changed;
};

// A place for one process, and the thread that starts it, reads from it and buries it. Guarded by the pool's mutex.
struct Worker {
  enum class State { kDown, kStarting, kUp, kDoomed };  // kDoomed: told to die

  int number = 0;
  State state = State::kDown;
  std::shared_ptr<Child> child;
  std::vector<Ticket*> held;  // kAssigned or kSent
  bool writing = false;       // some thread is about to write to the child
  bool fresh = false;         // has not answered yet
  bool excused = false;       // killed for a late question, which does not speak against it
  Ticket* late = nullptr;     // that question
  std::condition_variable wanted;
  std::thread thread;
};

// How a worker ended, and what that means for the questions that it held.
struct Death {
  Ending kind = Ending::kCrashed;
  std::string message;
  std::string last_words;  // how its standard error ended
  bool broken = false;     // killed because of what it wrote, for which a single question in flight is to blame
};

class Pool final : public LineWorkers {
 public:
  Pool(LineWorkersOptions options, Processes& processes, Clock& clock, Log& log)
      : options_(std::move(options)),
        processes_(processes),
        clock_(clock),
        log_(log),
        strays_(log, "answers that nobody waited for"),
        deaths_seen_(log, "dead workers") {
    for (int i = 0; i < options_.workers; ++i) {
      workers_.push_back(std::make_unique<Worker>());
      workers_.back()->number = i;
    }
  }

  ~Pool() override {
    std::unique_lock lock(mutex_);
    closing_ = true;
    for (const auto& worker : workers_) {
      if (worker->child) worker->child->CloseInput();
      worker->wanted.notify_all();
    }
    buried_.wait_for(lock, kGrace, [&] { return std::none_of(workers_.begin(), workers_.end(), HasChild); });
    for (const auto& worker : workers_)
      if (worker->child) worker->child->Kill();
    lock.unlock();
    for (const auto& worker : workers_)
      if (worker->thread.joinable()) worker->thread.join();
  }

  // Throws std::system_error when the system has no threads left.
  void StartThreads() {
    for (const auto& worker : workers_) worker->thread = std::thread([this, &worker = *worker] { Work(worker); });
  }

  LineOutcome Ask(LineQuestion question, const std::stop_token& stop) override {
    Ticket ticket;
    ticket.asked = std::move(question);
    ticket.asked.limit = std::min<steady_clock::duration>(ticket.asked.limit, kLongest);
    std::unique_lock lock(mutex_);
    if (!given_up_.empty()) return {Ending::kUnavailable, {}, given_up_, {}};
    waiting_.push_back(&ticket);
    Assign();
    while (ticket.state != Ticket::State::kDone) Advance(ticket, stop, lock);
    return std::move(ticket.outcome);
  }

 private:
  static bool HasChild(const std::unique_ptr<Worker>& worker) { return worker->child != nullptr; }

  // ---- the side of those who call; the mutex is held

  // Waits for the next change of a ticket and does what is to be done then.
  void Advance(Ticket& ticket, const std::stop_token& stop, std::unique_lock<std::mutex>& lock) {
    const auto due = [&] { return ticket.state == Ticket::State::kAssigned || ticket.state == Ticket::State::kDone; };
    if (ticket.state == Ticket::State::kSent) {
      ticket.changed.wait_until(lock, stop, ticket.sent_at + ticket.asked.limit, due);
    } else if (ticket.state == Ticket::State::kLate) {
      // A worker may hang where no signal reaches it.
      if (!ticket.changed.wait_for(lock, stop, kGrace + kDeathGrace, due) && !stop.stop_requested())
        return Withdraw(ticket, Ending::kTimedOut, ticket.lateness);
    } else {
      ticket.changed.wait(lock, stop, due);
    }
    if (ticket.state == Ticket::State::kDone) return;
    if (stop.stop_requested()) return Withdraw(ticket, Ending::kStopped, "stopped");
    if (ticket.state == Ticket::State::kAssigned) return Send(ticket, stop, lock);
    const auto now = clock_.SteadyNow();
    if (!IsLate(ticket, now)) return;
    if (IsToBlame(ticket, now)) return Blame(ticket, "no answer within the time limit");
    ticket.changed.wait_for(lock, stop, kBlame, due);
  }

  static bool IsLate(const Ticket& ticket, steady_clock::time_point now) {
    return ticket.state == Ticket::State::kSent && now >= ticket.sent_at + ticket.asked.limit;
  }

  // Of several late cases the first is: a worker that takes one case after the other hangs in that. The others are
  // tried again once the worker, killed for it, is buried.
  static bool IsToBlame(const Ticket& ticket, steady_clock::time_point now) {
    if (ticket.worker->state == Worker::State::kDoomed) return false;
    return std::none_of(ticket.worker->held.begin(), ticket.worker->held.end(),
                        [&](const Ticket* other) { return other->sent_at < ticket.sent_at && IsLate(*other, now); });
  }

  void Send(Ticket& ticket, const std::stop_token& stop, std::unique_lock<std::mutex>& lock) {
    Worker& worker = *ticket.worker;
    const std::shared_ptr<Child> child = worker.child;
    ticket.state = Ticket::State::kSent;
    ticket.sent_at = clock_.SteadyNow();
    const auto deadline = ticket.sent_at + ticket.asked.limit;
    lock.unlock();
    Child::Written written{};
    {
      const std::stop_callback on_stop(stop, [&] { child->Kill(); });
      written = child->WriteLine(ticket.asked.line, deadline);
    }
    lock.lock();
    if (worker.child != child) return;  // it died meanwhile, and the ticket with it or not
    worker.writing = false;
    const bool late = written == Child::Written::kTimedOut && ticket.state == Ticket::State::kSent;
    if (late) return Blame(ticket, "the worker did not read the case within the time limit");
    if (written != Child::Written::kAll) Doom(worker);
    Assign();
  }

  // A late ticket ends when its worker is dead, so that it can tell what that wrote last.
  void Blame(Ticket& ticket, const char* lateness) {
    Worker& worker = *ticket.worker;
    if (worker.late != nullptr) return Withdraw(ticket, Ending::kTimedOut, lateness);
    std::erase(worker.held, &ticket);
    ticket.state = Ticket::State::kLate;
    ticket.lateness = lateness;
    ticket.waited = std::chrono::duration_cast<std::chrono::microseconds>(clock_.SteadyNow() - ticket.sent_at);
    worker.late = &ticket;
    worker.excused = true;
    Doom(worker);
  }

  // Ends a ticket without an answer. A worker that still has the case is no good any more: it would answer the wrong
  // question.
  void Withdraw(Ticket& ticket, Ending kind, const char* message) {
    if (ticket.state == Ticket::State::kWaiting) {
      std::erase(waiting_, &ticket);
    } else if (ticket.state == Ticket::State::kLate) {
      ticket.worker->late = nullptr;
    } else {
      std::erase(ticket.worker->held, &ticket);
      if (ticket.state == Ticket::State::kSent) {
        ticket.worker->excused = true;
        Doom(*ticket.worker);
      } else {
        ticket.worker->writing = false;
      }
    }
    Finish(ticket, {kind, {}, message, {}});
    Assign();
  }

  static void Finish(Ticket& ticket, LineOutcome outcome) {
    if (ticket.lateness != nullptr) outcome.took = ticket.waited;  // the burial of its worker is no time of its own
    ticket.outcome = std::move(outcome);
    ticket.state = Ticket::State::kDone;
    ticket.changed.notify_all();
  }

  static void Doom(Worker& worker) {
    if (worker.state == Worker::State::kUp) worker.state = Worker::State::kDoomed;
    if (worker.child) worker.child->Kill();
  }

  // ---- who gets what; the mutex is held

  // Gives waiting tickets, the oldest first, to workers that have room, and starts as many workers as there are
  // tickets.
  void Assign() {
    if (closing_ || !given_up_.empty()) return;
    StartWorkers();
    for (auto at = waiting_.begin(); at != waiting_.end() && std::any_of(workers_.begin(), workers_.end(),
                                                                         [&](const auto& w) { return HasRoom(*w); });) {
      Ticket& ticket = **at;
      Worker* worker = Choose(ticket);
      if (worker == nullptr && ticket.alone) return;  // or it would wait for an empty worker for ever
      if (worker == nullptr) {
        ++at;
        continue;
      }
      at = waiting_.erase(at);
      ticket.state = Ticket::State::kAssigned;
      ticket.worker = worker;
      worker->held.push_back(&ticket);
      worker->writing = true;
      ticket.changed.notify_all();
    }
  }

  void StartWorkers() {
    size_t demand = waiting_.size();
    for (const auto& worker : workers_) demand += worker->held.size();
    for (const auto& worker : workers_) {
      if (demand == 0) return;
      --demand;
      if (worker->state != Worker::State::kDown) continue;
      worker->state = Worker::State::kStarting;
      worker->wanted.notify_all();
    }
  }

  bool HasRoom(const Worker& worker) const {
    return worker.state == Worker::State::kUp && !worker.writing &&
           worker.held.size() < static_cast<size_t>(options_.in_flight);
  }

  // The least busy worker that may take the ticket, or null.
  Worker* Choose(const Ticket& ticket) const {
    if (Worker* known = Remembering(ticket)) return HasRoom(*known) && MayShare(ticket, *known) ? known : nullptr;
    const bool fresh_ones_come = std::any_of(workers_.begin(), workers_.end(), [](const auto& worker) {
      return worker->state == Worker::State::kStarting || worker->state == Worker::State::kDoomed;
    });
    Worker* best = nullptr;
    for (const auto& worker : workers_) {
      if (!HasRoom(*worker) || !MayShare(ticket, *worker)) continue;
      if (ticket.alone && !worker->fresh && fresh_ones_come) continue;
      if (best == nullptr || worker->held.size() < best->held.size()) best = worker.get();
    }
    return best;
  }

  // The worker that had what was asked before, if it is alive; null: any will do.
  Worker* Remembering(const Ticket& ticket) const {
    if (!ticket.asked.worker || ticket.alone) return nullptr;
    Worker* worker = workers_[static_cast<size_t>(*ticket.asked.worker)].get();
    return worker->state == Worker::State::kUp && !worker->fresh ? worker : nullptr;
  }

  static bool MayShare(const Ticket& ticket, const Worker& worker) {
    return std::none_of(worker.held.begin(), worker.held.end(), [&](const Ticket* other) {
      return ticket.alone || other->alone || other->asked.id == ticket.asked.id;
    });
  }

  // ---- the side of the workers' threads

  void Work(Worker& worker) {
    std::unique_lock lock(mutex_);
    for (;;) {
      worker.wanted.wait(lock, [&] { return closing_ || worker.state == Worker::State::kStarting; });
      if (closing_) return;
      lock.unlock();
      Result<std::unique_ptr<Child>> child = processes_.Start(options_.request);
      Death death{Ending::kUnavailable, child ? "" : child.error().Message(), "", false};
      if (child) death = Serve(worker, std::move(*child));
      lock.lock();
      Bury(worker, death);
    }
  }

  // From a worker's birth to its death.
  Death Serve(Worker& worker, const std::shared_ptr<Child>& child) {
    {
      const std::lock_guard lock(mutex_);
      if (closing_) return {};
      worker.child = child;
      worker.state = Worker::State::kUp;
      worker.fresh = true;
      Assign();
    }
    Death death = Listen(worker, *child);
    if (death.broken) child->Kill();
    ProcessResult end = child->Wait(clock_.SteadyNow() + kGrace);
    const bool deaf = end.ending == ProcessResult::Ending::kTimedOut;
    if (deaf) {
      child->Kill();
      end = child->Wait(clock_.SteadyNow() + kDeathGrace);
    }
    if (!death.broken) death.message.insert(0, deaf ? "it closed its standard output" : DescribeEnding(end));
    death.last_words = WithErrorTail("", end);
    death.message += death.last_words;
    return death;
  }

  // Takes answers until there will be no more.
  Death Listen(Worker& worker, Child& child) {
    std::string line;
    for (;;) {
      switch (child.ReadLine(line, steady_clock::time_point::max(), options_.max_output)) {
        case Child::Read::kTimedOut:
          break;
        case Child::Read::kClosed:
          if (line.empty()) return {};
          return {Ending::kCrashed, " after half a line, " + QuoteStart(line), "", false};
        case Child::Read::kTooLong:
          return {Ending::kTooLarge, fmt::format("a line of more than {}", FormatSize(options_.max_output)), "", true};
        case Child::Read::kLine: {
          Result<LineReply> reply = options_.read(line);
          if (!reply) return {Ending::kInvalid, "a line that is no answer: " + reply.error().Message(), "", true};
          Take(worker, std::move(*reply));
        }
      }
    }
  }

  void Take(Worker& worker, LineReply reply) {
    const std::lock_guard lock(mutex_);
    const auto asked = std::find_if(worker.held.begin(), worker.held.end(), [&](const Ticket* ticket) {
      return ticket->state == Ticket::State::kSent && ticket->asked.id == reply.id &&
             reply.repeat.value_or(ticket->asked.repeat) == ticket->asked.repeat;
    });
    if (asked == worker.held.end())
      return strays_.Add(fmt::format("{}: an answer to {}, for which nobody waits", name(), QuoteStart(reply.id)));
    Ticket& ticket = **asked;
    worker.held.erase(asked);
    worker.fresh = false;
    deaths_ = 0;
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(clock_.SteadyNow() - ticket.sent_at);
    Finish(ticket, {Ending::kAnswered, std::move(reply.body), "", took, worker.number});
    Assign();
  }

  // Settles what a dead worker held. The mutex is held.
  void Bury(Worker& worker, const Death& death) {
    const std::vector<Ticket*> held = std::exchange(worker.held, {});
    const bool excused = std::exchange(worker.excused, false);
    if (Ticket* late = std::exchange(worker.late, nullptr))
      Finish(*late, {Ending::kTimedOut, {}, late->lateness + death.last_words, {}});
    worker.child = nullptr;
    worker.writing = false;
    worker.state = Worker::State::kDown;
    buried_.notify_all();
    if (closing_) return;
    const auto sent = std::count_if(held.begin(), held.end(),
                                    [](const Ticket* ticket) { return ticket->state == Ticket::State::kSent; });
    for (auto at = held.rbegin(); at != held.rend(); ++at) {
      Ticket& ticket = **at;
      const bool was_sent = ticket.state == Ticket::State::kSent;
      if (was_sent && (ticket.alone || (death.broken && sent == 1))) {
        Finish(ticket, {death.kind,
                        {},
                        (death.broken ? "" : "the worker died while it held this case alone: ") + death.message,
                        {}});
        continue;
      }
      ticket.alone = ticket.alone || was_sent;
      ticket.state = Ticket::State::kWaiting;
      ticket.worker = nullptr;
      waiting_.push_front(&ticket);
    }
    if (!excused) Count(death);
    Assign();
    if (given_up_.empty()) return;
    for (Ticket* ticket : std::exchange(waiting_, {})) Finish(*ticket, {Ending::kUnavailable, {}, given_up_, {}});
  }

  void Count(const Death& death) {
    deaths_seen_.Add(fmt::format("{}: a worker died: {}", name(), death.message));
    if (++deaths_ <= options_.max_restarts || !given_up_.empty()) return;
    given_up_ = fmt::format("given up: the workers of {} died {} times without an answer in between; the last: {}",
                            name(), deaths_, death.message);
    log_.Write(LogLevel::kError, given_up_);
  }

  const std::string& name() const { return options_.request.argv[0]; }

  const LineWorkersOptions options_;
  Processes& processes_;
  Clock& clock_;
  Log& log_;
  RepeatedWarning strays_, deaths_seen_;

  std::mutex mutex_;  // guards all below, and every ticket and worker
  std::deque<Ticket*> waiting_;
  int deaths_ = 0;  // since the last answer
  std::string given_up_;
  bool closing_ = false;
  std::condition_variable buried_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace

Result<std::unique_ptr<LineWorkers>> StartLineWorkers(LineWorkersOptions options, Processes& processes, Clock& clock,
                                                      Log& log) {
  auto pool = std::make_unique<Pool>(std::move(options), processes, clock, log);
  try {
    pool->StartThreads();
  } catch (const std::system_error& error) {
    return Fail("no thread for a worker: {}", error.what());
  }
  return pool;
}

}  // namespace harness
