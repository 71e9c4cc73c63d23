// The thread that moves all transfers of libcurl: it sleeps until one of their sockets, or libcurl's timer, has
// something to do, and looks at that one alone, however many there are.
//
// Add and Abandon may be called by any thread. Destroying stops what is still moving.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "harness/base/descriptor.h"
#include "harness/base/http_curl.h"

namespace harness {

class CurlTransfer {
 public:
  virtual ~CurlTransfer() = default;
  virtual CURL* easy() const = 0;
  // One of these is called once, on the thread, unless it was abandoned.
  virtual void Finish(CURLcode code) = 0;
  virtual void Stop() = 0;
};

class CurlMover {
 public:
  // `connections`: how many are kept at most.
  explicit CurlMover(long connections);
  ~CurlMover();
  CurlMover(const CurlMover&) = delete;
  CurlMover& operator=(const CurlMover&) = delete;

  void Add(std::shared_ptr<CurlTransfer> transfer) { Tell(added_, std::move(transfer)); }
  // Nobody waits for it any more.
  void Abandon(std::shared_ptr<CurlTransfer> transfer) { Tell(abandoned_, std::move(transfer)); }

 private:
  using Transfers = std::vector<std::shared_ptr<CurlTransfer>>;
  struct FreeMulti {
    void operator()(CURLM* multi) const { Curl().multi_cleanup(multi); }
  };

  void Tell(Transfers& list, std::shared_ptr<CurlTransfer> transfer);
  void Wake() const;
  void Move(const std::stop_token& stop);
  void TakeNews();
  int Wait() const;
  void Act(curl_socket_t socket, int events);
  void ActIfTimeIsUp();
  void FinishDone();
  std::shared_ptr<CurlTransfer> Remove(CURL* easy);

  static int OnSocket(CURL* easy, curl_socket_t socket, int what, void* self, void* of_socket);
  static int OnTimer(CURLM* multi, long wait_ms, void* self);

  std::mutex mutex_;
  Transfers added_, abandoned_;  // guarded by mutex_
  const Descriptor epoll_, wake_;

  // Of the thread.
  std::unique_ptr<CURLM, FreeMulti> multi_;
  std::unordered_map<CURL*, std::shared_ptr<CurlTransfer>> moving_;
  std::optional<std::chrono::steady_clock::time_point> timer_;  // when libcurl wants to be called

  std::jthread thread_;
};

}  // namespace harness
