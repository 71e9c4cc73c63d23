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

constexpr int kEvents = 256;                // taken at a time
constexpr size_t kMovingAtOnce = 100;       // by one multi handle
constexpr uint64_t kOfWake = ~uint64_t{0};  // what epoll says of wake_

uint64_t TagOf(uint32_t multi, curl_socket_t socket) {
  return (uint64_t{multi} << 32) | static_cast<uint32_t>(socket);
}

// An error or a hang-up is found out by reading: telling libcurl of it would lose what can still be read.
int FlagsOf(uint32_t events) {
  int flags = 0;
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) flags |= CURL_CSELECT_IN;
  if ((events & (EPOLLOUT | EPOLLERR)) != 0) flags |= CURL_CSELECT_OUT;
  return flags;
}

}  // namespace

CurlMover::CurlMover(long connections)
    : epoll_(epoll_create1(EPOLL_CLOEXEC)), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), connections_(connections) {
  epoll_event event{.events = EPOLLIN, .data = {.u64 = kOfWake}};
  epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, wake_.get(), &event);
  thread_ = std::jthread([this](const std::stop_token& stop) { Move(stop); });
}

CurlMover::~CurlMover() {
  thread_.request_stop();
  Wake();
  thread_.join();
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
    for (int i = 0; i < count; ++i) {
      const uint64_t tag = events[i].data.u64;
      if (tag != kOfWake)
        Act(*multis_[tag >> 32], static_cast<curl_socket_t>(tag & UINT32_MAX), FlagsOf(events[i].events));
    }
    ActWhereTimeIsUp();
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
    Multi& multi = WithRoom();
    ++multi.moving;
    moving_.emplace(easy, Moving{transfer, &multi});
    if (!multi.handle || Curl().multi_add_handle(multi.handle.get(), easy) != CURLM_OK)
      Remove(easy)->Finish(CURLE_OUT_OF_MEMORY);
  }
  for (const std::shared_ptr<CurlTransfer>& transfer : abandoned) Remove(transfer->easy());
}

CurlMover::Multi& CurlMover::WithRoom() {
  for (const std::unique_ptr<Multi>& multi : multis_)
    if (multi->moving < kMovingAtOnce) return *multi;
  Multi& multi = *multis_.emplace_back(std::make_unique<Multi>());
  multi.handle.reset(Curl().multi_init());
  multi.index = static_cast<uint32_t>(multis_.size() - 1);
  multi.epoll = epoll_.get();
  const auto set = [&](CURLMoption option, auto value) { Curl().multi_setopt(multi.handle.get(), option, value); };
  set(CURLMOPT_MAXCONNECTS, connections_);
  set(CURLMOPT_SOCKETFUNCTION, &CurlMover::OnSocket);
  set(CURLMOPT_SOCKETDATA, &multi);
  set(CURLMOPT_TIMERFUNCTION, &CurlMover::OnTimer);
  set(CURLMOPT_TIMERDATA, &multi);
  return multi;
}

// Milliseconds to sleep for at most; -1: until there is an event.
int CurlMover::Wait() const {
  std::optional<TimePoint> first;
  for (const std::unique_ptr<Multi>& multi : multis_)
    if (multi->timer && (!first || *multi->timer < *first)) first = multi->timer;
  if (!first) return -1;
  const auto left = std::chrono::ceil<milliseconds>(*first - steady_clock::now());
  return static_cast<int>(std::clamp<int64_t>(left.count(), 0, INT32_MAX));
}

void CurlMover::Act(const Multi& multi, curl_socket_t socket, int events) {
  int running = 0;
  Curl().multi_socket_action(multi.handle.get(), socket, events, &running);
}

void CurlMover::ActWhereTimeIsUp() {
  const TimePoint now = steady_clock::now();
  for (const std::unique_ptr<Multi>& multi : multis_) {
    if (!multi->timer || now < *multi->timer) continue;
    multi->timer.reset();
    Act(*multi, CURL_SOCKET_TIMEOUT, 0);
  }
}

void CurlMover::FinishDone() {
  int left = 0;
  for (const std::unique_ptr<Multi>& multi : multis_) {
    while (const CURLMsg* message = Curl().multi_info_read(multi->handle.get(), &left)) {
      const CURLcode code = message->data.result;
      if (const std::shared_ptr<CurlTransfer> transfer = Remove(message->easy_handle)) transfer->Finish(code);
    }
  }
}

std::shared_ptr<CurlTransfer> CurlMover::Remove(CURL* easy) {
  const auto found = moving_.find(easy);
  if (found == moving_.end()) return nullptr;
  Moving moving = std::move(found->second);
  moving_.erase(found);
  --moving.by->moving;
  Curl().multi_remove_handle(moving.by->handle.get(), easy);
  return std::move(moving.transfer);
}

int CurlMover::OnSocket(CURL*, curl_socket_t socket, int what, void* of, void* known) {
  const auto& multi = *static_cast<const Multi*>(of);
  if (what == CURL_POLL_REMOVE) {
    epoll_ctl(multi.epoll, EPOLL_CTL_DEL, socket, nullptr);
    return 0;
  }
  epoll_event event{.events = 0, .data = {.u64 = TagOf(multi.index, socket)}};
  if ((what & CURL_POLL_IN) != 0) event.events |= EPOLLIN;
  if ((what & CURL_POLL_OUT) != 0) event.events |= EPOLLOUT;
  epoll_ctl(multi.epoll, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
  if (!known) Curl().multi_assign(multi.handle.get(), socket, of);
  return 0;
}

int CurlMover::OnTimer(CURLM*, long wait_ms, void* of) {
  auto& timer = static_cast<Multi*>(of)->timer;
  if (wait_ms < 0)
    timer.reset();
  else
    timer = steady_clock::now() + milliseconds(wait_ms);
  return 0;
}

}  // namespace harness
