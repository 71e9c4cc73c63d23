// A server of models on the loopback interface, for tests: speaks OpenAI's chat completions, Anthropic's messages and
// OpenAI's embeddings, and fails in every way that its script (model_script.h) says.
//
// One thread with epoll, so that thousands of slow connections cost next to nothing. HTTP/1.1 without TLS: where a
// provider would reset an HTTP/2 stream, this resets the TCP connection. Beside the APIs:
//   GET  /stats    { requests, billed, bodies, most_billed, statuses, connections, open, most_open, abandoned, rules }
//   GET  /billed   { HASH: how often a request with this body got a whole, good answer }
//   POST /script   new rules; counts begin anew
// `billed` counts an answer when its last byte has been handed to the kernel; `abandoned` counts requests whose
// connection was closed before.
#pragma once

#include <sys/epoll.h>

#include <chrono>
#include <map>
#include <memory>
#include <queue>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "harness/base/descriptor.h"
#include "harness/base/error.h"
#include "harness/base/json.h"
#include "harness/base/wakeup.h"
#include "tests/fakes/model_script.h"

namespace harness {

class ModelServer {
 public:
  // `port` 0: any that is free. 127.0.0.1 only.
  static Result<std::unique_ptr<ModelServer>> Listen(int port, ModelScript script);

  int port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  // Serves until Stop, which any thread may call.
  void Run();
  void Stop();

 private:
  using TimePoint = std::chrono::steady_clock::time_point;

  struct Connection {
    Descriptor socket;
    uint64_t id = 0;
    std::string in;
    bool busy = false;  // an answer is due or being sent
    bool waiting_to_write = false;
    ModelAnswer answer;
    size_t sent = 0;     // of answer.bytes
    size_t allowed = 0;  // may be sent by now
    uint64_t body = 0;   // hash of the request
  };
  struct Timer {
    TimePoint at;
    int fd;
    uint64_t id;
    bool operator>(const Timer& other) const { return at > other.at; }
  };
  struct Stats {
    int64_t requests = 0, billed = 0, connections = 0, most_open = 0, abandoned = 0;
    std::map<std::string, int64_t> statuses;
    std::unordered_map<uint64_t, int64_t> bodies;
  };

  ModelServer(Descriptor listener, int port, ModelScript script);

  void Accept();
  void Read(int fd);
  void TakeRequests(Connection& connection);
  void Begin(Connection& connection, const ModelCall& call);
  ModelAnswer AnswerTo(const ModelCall& call);
  void Send(Connection& connection);
  // False: the kernel takes no more now.
  bool SendSome(Connection& connection);
  void Finish(Connection& connection);
  void Close(int fd, bool reset);
  void Watch(Connection& connection, bool writing);
  void FireTimers();
  // Until something happens or a timer is due: to the microsecond, since latencies are what is measured.
  int Wait(std::span<epoll_event> events) const;
  Json StatsJson() const;

  Descriptor listener_;
  const int port_;
  ModelScript script_;
  Descriptor epoll_;
  Wakeup wakeup_;
  std::unordered_map<int, Connection> connections_;
  std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
  uint64_t next_id_ = 1;
  Stats stats_;
};

}  // namespace harness
