// The thread that moves all transfers of libcurl: it sleeps until one of their sockets, or libcurl's timer, has
// something to do, and looks at that one alone, however many there are.
//
// For each transfer libcurl walks through all connections that a multi handle has to the host. So a multi handle moves
// no more than some at once; those beyond go to the next, and none is used before the ones before it are full.
//
// Add and Abandon may be called by any thread. Destroying stops what is still moving.
#pragma once

#include <chrono>
#include <cstdint>
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
  // `connections`: how many a multi handle keeps at most.
  explicit CurlMover(long connections);
  ~CurlMover();
  CurlMover(const CurlMover&) = delete;
  CurlMover& operator=(const CurlMover&) = delete;

  void Add(std::shared_ptr<CurlTransfer> transfer) { Tell(added_, std::move(transfer)); }
  // Nobody waits for it any more.
  void Abandon(std::shared_ptr<CurlTransfer> transfer) { Tell(abandoned_, std::move(transfer)); }

 private:
  using Transfers = std::vector<std::shared_ptr<CurlTransfer>>;
  using TimePoint = std::chrono::steady_clock::time_point;
  struct FreeMulti {
    void operator()(CURLM* multi) const { Curl().multi_cleanup(multi); }
  };

  struct Multi {
    std::unique_ptr<CURLM, FreeMulti> handle;
    uint32_t index = 0;
    int epoll = -1;
    size_t moving = 0;
    std::optional<TimePoint> timer;  // when libcurl wants to be called
  };
  struct Moving {
    std::shared_ptr<CurlTransfer> transfer;
    Multi* by;
  };

  void Tell(Transfers& list, std::shared_ptr<CurlTransfer> transfer);
  void Wake() const;
  void Move(const std::stop_token& stop);
  void TakeNews();
  Multi& WithRoom();
  int Wait() const;
  static void Act(const Multi& multi, curl_socket_t socket, int events);
  void ActWhereTimeIsUp();
  void FinishDone();
  std::shared_ptr<CurlTransfer> Remove(CURL* easy);

  static int OnSocket(CURL* easy, curl_socket_t socket, int what, void* of, void* known);
  static int OnTimer(CURLM* multi, long wait_ms, void* of);

  std::mutex mutex_;
  Transfers added_, abandoned_;  // guarded by mutex_
  const Descriptor epoll_, wake_;

  // Of the thread.
  const long connections_;
  std::vector<std::unique_ptr<Multi>> multis_;
  std::unordered_map<CURL*, Moving> moving_;

  std::jthread thread_;
};

}  // namespace harness
