// A program that answers others for as long as they need it: started, waited for until it is ready, drained of what it
// writes, stopped. Or somebody else's, which is only waited for.
//
// Start and Stop belong to one thread, Death to any. Like every program it does not outlive harness (process.h).
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "harness/base/http.h"
#include "harness/base/process.h"

namespace harness {

struct ServerOptions {
  ProcessRequest program;  // without argv: somebody else's
  std::string ready;       // what IsReadyUrl takes; empty: as soon as it is started
  std::chrono::microseconds ready_timeout = std::chrono::seconds(30);
};

// http and https: ready when any 2xx comes back; tcp://ADDRESS:PORT (tcp_address.h): when a connection is taken.
Result<> CheckReadyUrl(std::string_view url);

class Server {
 public:
  // What is lent outlives it.
  Server(ServerOptions options, Processes& processes, Http& http);
  ~Server() { Stop(std::chrono::seconds(0)); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Returns when it is ready. Else it does not run, and the error says why, with the end of what it wrote: it can't be
  // started, ended, was not ready in time, or `stop` asked. Somebody who answers in its place already is an error too.
  Result<> Start(const std::stop_token& stop);
  // Asks it to end, and kills it after `grace`.
  void Stop(std::chrono::milliseconds grace);
  // How it ended though nobody stopped it, or "". Waits up to `patience` for such news.
  std::string Death(std::chrono::milliseconds patience = {});

 private:
  using TimePoint = std::chrono::steady_clock::time_point;

  std::string Trouble(TimePoint deadline, const std::stop_token& stop);
  bool IsAnswered(const std::stop_token& stop);
  Result<> AwaitReady(const std::stop_token& stop);
  Result<> GiveUp(const std::string& why);
  void Watch();
  void Keep(std::string_view line);
  std::string Ending() const;
  std::string Written() const;

  const ServerOptions options_;
  Processes& processes_;
  Http& http_;
  std::string name_;  // of the program, or where it is waited for
  std::unique_ptr<Child> child_;
  std::thread watcher_;  // reads what it writes, until it has ended

  std::mutex mutex_;  // of the rest
  std::condition_variable ended_;
  std::string written_;  // the end of its standard output
  std::optional<ProcessResult> result_;
  bool stopping_ = false;
};

}  // namespace harness
