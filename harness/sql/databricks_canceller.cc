#include "harness/sql/databricks_canceller.h"

#include <utility>

#include "harness/base/rest.h"
#include "harness/sql/databricks_result.h"

namespace harness {
namespace {

constexpr std::chrono::seconds kPatience{5};  // for one statement
constexpr std::chrono::milliseconds kFirstPause{50};

}  // namespace

DatabricksCanceller::~DatabricksCanceller() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void DatabricksCanceller::Cancel(std::string statement) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(statement));
  if (!thread_.joinable()) thread_ = std::jthread([this](const std::stop_token& stop) { Work(stop); });
  changed_.notify_one();
}

void DatabricksCanceller::Work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, stop, [&] { return !waiting_.empty(); });
    if (waiting_.empty()) return;
    const std::string statement = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    End(statement);
    lock.lock();
  }
}

void DatabricksCanceller::End(const std::string& statement) {
  const SqlLimits limits{clock_.SteadyNow() + kPatience};
  std::chrono::milliseconds pause = kFirstPause;
  while (clock_.SteadyNow() < limits.deadline) {
    (void)api_.Call({"POST", "/" + statement + "/cancel"}, limits);
    Rest(pause, {});
    const auto state = api_.Call({"GET", "/" + statement}, limits);
    if (!state) return;
    const std::string word = TextOf(MemberOf(*state, "status"), "state");
    if (word != "PENDING" && word != "RUNNING") return;
    pause *= 2;
  }
}

}  // namespace harness
