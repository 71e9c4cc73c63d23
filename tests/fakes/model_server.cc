#include "tests/fakes/model_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <utility>

#include "harness/base/digest.h"
#include "harness/base/text.h"

namespace harness {
namespace {

using std::chrono::steady_clock;

constexpr size_t kMaxRequest = 64 << 20;
constexpr int kBacklog = 4096;

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

// The head of a request; nullopt: it is not whole yet.
struct Head {
  ModelCall call;
  size_t size = 0;    // with the empty line
  size_t length = 0;  // of the body
};

std::optional<Head> ReadHead(const std::string& in) {
  const size_t end = in.find("\r\n\r\n");
  if (end == std::string::npos) return std::nullopt;
  Head head;
  head.size = end + 4;
  const std::string_view text = std::string_view(in).substr(0, end);
  const size_t line_end = std::min(text.find("\r\n"), text.size());
  const std::vector<std::string_view> words = Split(text.substr(0, line_end), " ");
  head.call.method = words[0];
  const std::string_view target = words.size() > 1 ? words[1] : "";
  head.call.path = target.substr(0, target.find('?'));
  for (const std::string_view line : Split(text.substr(line_end), "\r\n")) {
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string name = Lower(line.substr(0, colon));
    const std::string value(Trim(line.substr(colon + 1)));
    if (name == "content-length") head.length = std::strtoul(value.c_str(), nullptr, 10);
    if (name == "authorization" || name == "x-api-key" || name == "api-key") head.call.authorization = value;
  }
  return head;
}

ModelAnswer Plain(int status, const Json& json) {
  const std::string body = CanonicalJson(json);
  ModelAnswer answer;
  answer.status = status;
  answer.bytes = fmt::format("HTTP/1.1 {} Answer\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
                             status, body.size(), body);
  return answer;
}

}  // namespace

Result<std::unique_ptr<ModelServer>> ModelServer::Listen(int port, ModelScript script) {
  Descriptor listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int yes = 1;
  setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  socklen_t size = sizeof address;
  if (bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener.get(), kBacklog) != 0)
    return Fail("can't listen on port {}", port);
  getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size);
  return std::unique_ptr<ModelServer>(new ModelServer(std::move(listener), ntohs(address.sin_port), std::move(script)));
}

ModelServer::ModelServer(Descriptor listener, int port, ModelScript script)
    : listener_(std::move(listener)), port_(port), script_(std::move(script)), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  for (const int fd : {listener_.get(), wakeup_.fd()}) {
    epoll_event event = {.events = EPOLLIN, .data = {.fd = fd}};
    epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event);
  }
}

void ModelServer::Stop() {
  wakeup_.Notify();
}

void ModelServer::Run() {
  std::array<epoll_event, 256> events;
  for (;;) {
    const int count = Wait(events);
    for (int i = 0; i < count; ++i) {
      const int fd = events[static_cast<size_t>(i)].data.fd;
      if (fd == wakeup_.fd()) return;
      if (fd == listener_.get()) {
        Accept();
        continue;
      }
      if (events[static_cast<size_t>(i)].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) Read(fd);
      const auto found = connections_.find(fd);
      if (found != connections_.end() && (events[static_cast<size_t>(i)].events & EPOLLOUT)) Send(found->second);
    }
    FireTimers();
  }
}

int ModelServer::Wait(std::span<epoll_event> events) const {
  const int count = static_cast<int>(events.size());
  if (timers_.empty()) return epoll_pwait2(epoll_.get(), events.data(), count, nullptr, nullptr);
  const int64_t wait = std::max<int64_t>(0, std::chrono::nanoseconds(timers_.top().at - steady_clock::now()).count());
  const timespec time = {.tv_sec = wait / 1'000'000'000, .tv_nsec = wait % 1'000'000'000};
  return epoll_pwait2(epoll_.get(), events.data(), count, &time, nullptr);
}

void ModelServer::FireTimers() {
  const TimePoint now = steady_clock::now();
  while (!timers_.empty() && timers_.top().at <= now) {
    const Timer timer = timers_.top();
    timers_.pop();
    const auto found = connections_.find(timer.fd);
    if (found == connections_.end() || found->second.id != timer.id) continue;
    Connection& connection = found->second;
    const ModelAnswer& answer = connection.answer;
    const size_t all = answer.bytes.size();
    connection.allowed = answer.piece == 0 ? all : std::min(all, connection.allowed + answer.piece);
    if (connection.allowed < all) timers_.push({now + answer.every, timer.fd, timer.id});
    Send(connection);
  }
}

void ModelServer::Accept() {
  for (;;) {
    const int fd = accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return;
    const int yes = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    epoll_event event = {.events = EPOLLIN, .data = {.fd = fd}};
    epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event);
    Connection& connection = connections_[fd];
    connection.socket = Descriptor(fd);
    connection.id = next_id_++;
    ++stats_.connections;
    stats_.most_open = std::max(stats_.most_open, static_cast<int64_t>(connections_.size()));
  }
}

void ModelServer::Read(int fd) {
  const auto found = connections_.find(fd);
  if (found == connections_.end()) return;
  Connection& connection = found->second;
  char bytes[65536];
  for (;;) {
    const ssize_t count = recv(fd, bytes, sizeof bytes, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) break;
    if (count <= 0 || connection.in.size() > kMaxRequest) {
      if (connection.busy) ++stats_.abandoned;
      return Close(fd, false);
    }
    connection.in.append(bytes, static_cast<size_t>(count));
    if (static_cast<size_t>(count) < sizeof bytes) break;
  }
  TakeRequests(connection);
}

void ModelServer::TakeRequests(Connection& connection) {
  if (connection.busy) return;
  std::optional<Head> head = ReadHead(connection.in);
  if (!head || connection.in.size() < head->size + head->length) return;
  head->call.body = connection.in.substr(head->size, head->length);
  connection.in.erase(0, head->size + head->length);
  Begin(connection, head->call);
}

ModelAnswer ModelServer::AnswerTo(const ModelCall& call) {
  if (call.method == "GET" && call.path == "/stats") return Plain(200, StatsJson());
  if (call.method == "GET" && call.path == "/billed") {
    Json json = Json::object();
    for (const auto& [body, count] : stats_.bodies) json[fmt::format("{:016x}", body)] = count;
    return Plain(200, json);
  }
  try {
    if (call.method == "POST" && call.path == "/script") {
      const Result<Json> json = ParseJson(call.body);
      Result<ModelScript> script = json ? ModelScript::Parse(*json) : Unexpected(json.error());
      if (!script) return Plain(400, {{"error", script.error().Message()}});
      script_ = std::move(*script);
      stats_ = {};
      return Plain(200, {{"rules", script_.hits().size()}});
    }
    ++stats_.requests;
    ModelAnswer answer = script_.Answer(call);
    ++stats_.statuses[std::to_string(answer.status)];
    return answer;
  } catch (const nlohmann::json::exception& error) {
    return Plain(500, {{"error", error.what()}});
  }
}

void ModelServer::Begin(Connection& connection, const ModelCall& call) {
  connection.busy = true;
  connection.answer = AnswerTo(call);
  connection.sent = connection.allowed = 0;
  connection.body = Hash64(call.body);
  const ModelAnswer& answer = connection.answer;
  if (answer.latency.count() > 0 || answer.piece > 0) {
    timers_.push({steady_clock::now() + answer.latency, connection.socket.get(), connection.id});
    return;
  }
  connection.allowed = answer.bytes.size();
  Send(connection);
}

bool ModelServer::SendSome(Connection& connection) {
  static const std::string kPadding(65536, 'x');
  ModelAnswer& answer = connection.answer;
  const bool padding = connection.sent == answer.bytes.size();
  const char* from = padding ? kPadding.data() : answer.bytes.data() + connection.sent;
  const size_t size = padding ? std::min(answer.padding, kPadding.size()) : connection.allowed - connection.sent;
  const ssize_t count = send(connection.socket.get(), from, size, MSG_NOSIGNAL);
  if (count < 0) return errno == EINTR;
  if (padding)
    answer.padding -= static_cast<size_t>(count);
  else
    connection.sent += static_cast<size_t>(count);
  return true;
}

void ModelServer::Send(Connection& connection) {
  if (!connection.busy) return Watch(connection, false);
  const ModelAnswer& answer = connection.answer;
  const auto due = [&] {
    return connection.sent < connection.allowed || (connection.sent == answer.bytes.size() && answer.padding > 0);
  };
  while (due())
    if (!SendSome(connection)) return errno == EAGAIN ? Watch(connection, true) : Close(connection.socket.get(), false);
  Watch(connection, false);
  if (connection.sent == answer.bytes.size()) Finish(connection);
}

void ModelServer::Finish(Connection& connection) {
  const ModelAnswer::End end = connection.answer.end;
  if (connection.answer.billed) {
    ++stats_.billed;
    ++stats_.bodies[connection.body];
  }
  connection.answer.billed = false;
  if (end == ModelAnswer::End::kStall) return;
  if (end != ModelAnswer::End::kKeep) return Close(connection.socket.get(), end == ModelAnswer::End::kReset);
  connection.busy = false;
  TakeRequests(connection);
}

void ModelServer::Watch(Connection& connection, bool writing) {
  if (connection.waiting_to_write == writing) return;
  connection.waiting_to_write = writing;
  epoll_event event = {.events = writing ? EPOLLIN | EPOLLOUT : uint32_t{EPOLLIN},
                       .data = {.fd = connection.socket.get()}};
  epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, connection.socket.get(), &event);
}

void ModelServer::Close(int fd, bool reset) {
  const linger now = {.l_onoff = 1, .l_linger = 0};
  if (reset) setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  connections_.erase(fd);
}

Json ModelServer::StatsJson() const {
  int64_t most = 0;
  for (const auto& [body, count] : stats_.bodies) most = std::max(most, count);
  return {{"requests", stats_.requests}, {"billed", stats_.billed},       {"bodies", stats_.bodies.size()},
          {"most_billed", most},         {"statuses", stats_.statuses},   {"connections", stats_.connections},
          {"open", connections_.size()}, {"most_open", stats_.most_open}, {"abandoned", stats_.abandoned},
          {"rules", script_.hits()}};
}

}  // namespace harness
