#include "harness/base/http_mover.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kEvents = 256;  // taken at a time

// An error or a hang-up is found out by reading: telling libcurl of it would lose what can still be read.
int FlagsOf(uint32_t events) {
  int flags = 0;
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) flags |= CURL_CSELECT_IN;
  if ((events & (EPOLLOUT | EPOLLERR)) != 0) flags |= CURL_CSELECT_OUT;
  return flags;
}

}  // namespace

CurlMover::CurlMover(long connections)
    : epoll_(epoll_create1(EPOLL_CLOEXEC)), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  Curl().global_init(CURL_GLOBAL_DEFAULT);
  multi_.reset(Curl().multi_init());
  Curl().multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, connections);
  Curl().multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &CurlMover::OnSocket);
  Curl().multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  Curl().multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &CurlMover::OnTimer);
  Curl().multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
  epoll_event event{.events = EPOLLIN, .data = {.fd = wake_.get()}};
  epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), &event);
  thread_ = std::jthread([this](const std::stop_token& stop) { Move(stop); });
}

CurlMover::~CurlMover() {
  thread_.request_stop();
  Wake();
  thread_.join();
  multi_.reset();
  Curl().global_cleanup();
}

void CurlMover::Tell(Transfers& list, std::shared_ptr<CurlTransfer> transfer) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = added_.empty() && abandoned_.empty();  // else the thread knows that there is news
    list.push_back(std::move(transfer));
  }
  if (first) Wake();
}

void CurlMover::Wake() const {
  const uint64_t one = 1;
  (void)!write(wake_.get(), &one, sizeof one);
}

void CurlMover::Move(const std::stop_token& stop) {
  std::array<epoll_event, kEvents> events{};
  while (!stop.stop_requested()) {
    TakeNews();
    const int count = epoll_wait(epoll_.get(), events.data(), kEvents, Wait());
    for (int i = 0; i < count; ++i)
      if (events[i].data.fd != wake_.get()) Act(events[i].data.fd, FlagsOf(events[i].events));
    ActIfTimeIsUp();
    FinishDone();
  }
  TakeNews();
  while (!moving_.empty()) Remove(moving_.begin()->first)->Stop();
}

void CurlMover::TakeNews() {
  uint64_t count = 0;
  (void)!read(wake_.get(), &count, sizeof count);
  Transfers added, abandoned;
  {
    const std::lock_guard lock(mutex_);
    added.swap(added_);
    abandoned.swap(abandoned_);
  }
  for (std::shared_ptr<CurlTransfer>& transfer : added) {
    CURL* easy = transfer->easy();
    moving_.emplace(easy, std::move(transfer));
    Curl().multi_add_handle(multi_.get(), easy);
  }
  for (const std::shared_ptr<CurlTransfer>& transfer : abandoned) Remove(transfer->easy());
}

// Milliseconds to sleep for at most; -1: until there is an event.
int CurlMover::Wait() const {
  if (!timer_) return -1;
  const auto left = std::chrono::ceil<milliseconds>(*timer_ - steady_clock::now());
  return static_cast<int>(std::clamp<int64_t>(left.count(), 0, INT32_MAX));
}

void CurlMover::Act(curl_socket_t socket, int events) {
  int running = 0;
  Curl().multi_socket_action(multi_.get(), socket, events, &running);
}

void CurlMover::ActIfTimeIsUp() {
  if (!timer_ || steady_clock::now() < *timer_) return;
  timer_.reset();
  Act(CURL_SOCKET_TIMEOUT, 0);
}

void CurlMover::FinishDone() {
  int left = 0;
  while (const CURLMsg* message = Curl().multi_info_read(multi_.get(), &left)) {
    const CURLcode code = message->data.result;
    if (const std::shared_ptr<CurlTransfer> transfer = Remove(message->easy_handle)) transfer->Finish(code);
  }
}

std::shared_ptr<CurlTransfer> CurlMover::Remove(CURL* easy) {
  const auto found = moving_.find(easy);
  if (found == moving_.end()) return nullptr;
  std::shared_ptr<CurlTransfer> transfer = std::move(found->second);
  moving_.erase(found);
  Curl().multi_remove_handle(multi_.get(), easy);
  return transfer;
}

int CurlMover::OnSocket(CURL*, curl_socket_t socket, int what, void* self, void*) {
  const int epoll = static_cast<CurlMover*>(self)->epoll_.get();
  if (what == CURL_POLL_REMOVE) {
    epoll_ctl(epoll, EPOLL_CTL_DEL, socket, nullptr);
    return 0;
  }
  epoll_event event{.events = 0, .data = {.fd = socket}};
  if ((what & CURL_POLL_IN) != 0) event.events |= EPOLLIN;
  if ((what & CURL_POLL_OUT) != 0) event.events |= EPOLLOUT;
  if (epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event) != 0) epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
  return 0;
}

int CurlMover::OnTimer(CURLM*, long wait_ms, void* self) {
  auto& timer = static_cast<CurlMover*>(self)->timer_;
  if (wait_ms < 0)
    timer.reset();
  else
    timer = steady_clock::now() + milliseconds(wait_ms);
  return 0;
}

}  // namespace harness
