#include "harness/runner/executor.h"

#include <algorithm>
#include <system_error>

#include "harness/runner/identity.h"

namespace harness {
namespace {

constexpr size_t kComputedBatch = 32;  // tasks a worker takes at once when calls take microseconds
constexpr size_t kBatchesAhead = 4;    // for each such worker

}  // namespace

std::shared_ptr<const CaseRow> CaseWork::Row() {
  const std::lock_guard lock(mutex_);
  if (!row_) row_ = std::make_shared<const CaseRow>(MakeCaseRow(*test_));
  return row_;
}

Executor::Executor(const Suite& suite, const Plan& plan, StoredRun* recorded, RunContext run,
                   std::function<void(std::vector<Done>)> deliver)
    : suite_(suite), plan_(plan), recorded_(recorded), run_(std::move(run)), deliver_(std::move(deliver)) {
  workers_ = static_cast<size_t>(suite.run.concurrency);
  waits_ =
      suite.external_scorers || std::any_of(suite.targets.begin(), suite.targets.end(),
                                            [](const TargetSpec& spec) { return spec.target && spec.target->Waits(); });
  if (waits_) {
    capacity_ = 2 * workers_;
  } else {
    workers_ = std::min<size_t>(workers_, std::max(1U, std::thread::hardware_concurrency()));
    batch_ = kComputedBatch;
    capacity_ = workers_ * kComputedBatch * kBatchesAhead;
  }
}

Executor::~Executor() {
  tasks_.Clear();
  tasks_.Close();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

Result<> Executor::Submit(std::vector<Task> tasks) {
  const size_t needed = std::min(workers_, threads_.size() + tasks.size());
  tasks_.PutAll(std::move(tasks));
  try {
    while (threads_.size() < needed) threads_.emplace_back([this, worker = threads_.size()] { Work(worker); });
  } catch (const std::system_error& error) {
    workers_ = threads_.size();
    if (workers_ > 0) return {};
    tasks_.Clear();
    return Fail("no thread can be started: {}", error.code().message());
  }
  return {};
}

std::vector<Task> Executor::TakeBack() {
  std::vector<Task> tasks = tasks_.Clear();
  const size_t leaving = std::erase_if(tasks, [](const Task& task) { return !task.work; });
  for (size_t i = 0; i < leaving; ++i) tasks_.Put({});
  return tasks;
}

void Executor::Shrink(size_t workers) {
  if (!waits_) return;
  for (; workers_ > std::max<size_t>(workers, 1); --workers_)
    if (workers_ <= threads_.size()) tasks_.Put({});
  for (const size_t worker : left_.Clear()) threads_[worker].join();
}

void Executor::Work(size_t worker) {
  while (true) {
    std::vector<Task> tasks = tasks_.Take(batch_);
    if (tasks.empty()) return;
    if (!tasks.front().work) return left_.Put(worker);
    std::vector<Done> done;
    done.reserve(tasks.size());
    for (Task& task : tasks) done.push_back(Make(std::move(task)));
    deliver_(std::move(done));
  }
}

Done Executor::Make(Task task) {
  if (task.compares) return Compare(std::move(task));
  Done done;
  done.task = std::move(task);
  std::shared_ptr<const CaseRow> row = done.task.work->Row();
  done.changed = !plan_.Saw(done.task.work->test(), row->digest);
  if (done.changed) return done;
  const Case& test = done.task.work->test();
  Tried tried = recorded_ ? recorded_->Judge(suite_, test, row->digest, done.task.key, run_)
                          : MakeAttempt(suite_, test, done.task.key, done.task.tries, run_);
  done.retryable = tried.retryable;
  done.retry_after = tried.retry_after;
  done.made = std::move(tried.made);
  if (tried.row) done.finished = Finished(std::move(row), std::move(tried.row));
  return done;
}

Done Executor::Compare(Task task) {
  Done done;
  ComparedCase& compared = *task.compared;
  Compared result = harness::Compare(suite_, task.work->test(), std::move(compared.made), run_);
  if (recorded_) recorded_->JudgedAnew(result.judged_anew);
  for (auto& row : result.rows) {
    Finished& finished = done.together.emplace_back(task.work->Row(), std::move(row));
    finished.replaces =
        std::find(compared.stored.begin(), compared.stored.end(), finished.attempt->key) != compared.stored.end();
  }
  done.task = std::move(task);
  return done;
}

}  // namespace harness
