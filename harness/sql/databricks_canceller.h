// Cancels statements that nobody waits for any more, on a thread of its own.
//
// Thread-safe. A cancel may miss silently, so the statement is asked after until it has ended, and cancelled again.
// Gives up after a while: the service ends forgotten statements by itself.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "harness/sql/databricks_api.h"

namespace harness {

class DatabricksCanceller {
 public:
  DatabricksCanceller(DatabricksApi& api, Clock& clock) : api_(api), clock_(clock) {}
  // Waits until what was asked for is done or given up, some seconds at most.
  ~DatabricksCanceller();

  void Cancel(std::string statement);

 private:
  void Work(const std::stop_token& stop);
  void End(const std::string& statement);

  DatabricksApi& api_;
  Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::string> waiting_;
  std::jthread thread_;  // starts with the first
};

}  // namespace harness
