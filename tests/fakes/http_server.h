// A web server on the loopback interface for tests: answers what a function says, and misbehaves where it says so.
//
// One thread a connection; connections are kept open. The function may be called by several threads at once.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace harness {

struct ServerRequest {
  std::string method;
  std::string path;                            // with its query
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

struct ServerReply {
  int status = 200;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::optional<std::string> raw = {};  // these bytes instead, then the connection is closed
  bool endless = false;                 // then zeros for as long as they are taken
  bool hang = false;                    // then nothing, until the other side closes
};

class HttpServer {
 public:
  using Answer = std::function<ServerReply(const ServerRequest&)>;

  // `port` 0: any that is free. good() says whether it could be had.
  explicit HttpServer(Answer answer, int port = 0) : answer_(std::move(answer)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int again = 1;  // a port that a server of an earlier test had is free
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &again, sizeof again);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(port));
    socklen_t size = sizeof address;
    good_ = bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 && listen(listener_, 64) == 0;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    accepter_ = std::thread([this] { Accept(); });
  }
  ~HttpServer() {
    shutdown(listener_, SHUT_RDWR);
    accepter_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int open : open_) shutdown(open, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
    close(listener_);
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  bool good() const { return good_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::vector<ServerRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  // How many were made to it so far.
  size_t connections() const {
    const std::lock_guard lock(mutex_);
    return threads_.size();
  }

 private:
  void Accept() {
    for (;;) {
      const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) return;
      const std::lock_guard lock(mutex_);
      open_.push_back(client);
      threads_.emplace_back([this, client] { Serve(client); });
    }
  }

  void Serve(int client) {
    std::string buffer;
    ServerRequest request;
    while (Read(client, buffer, request) && Reply(client, request)) request = {};
    const std::lock_guard lock(mutex_);
    open_.remove(client);
    close(client);
  }

  static bool More(int client, std::string& buffer) {
    char bytes[4096];
    const ssize_t count = recv(client, bytes, sizeof bytes, 0);
    if (count > 0) buffer.append(bytes, static_cast<size_t>(count));
    return count > 0;
  }

  bool Read(int client, std::string& buffer, ServerRequest& request) {
    size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
      if (!More(client, buffer)) return false;
      const bool tls = buffer[0] == '\x16';
      if (tls) SendAll(client, "HTTP/1.1 400 Bad Request\r\n\r\n");
      if (tls) return false;
    }
    const std::string head = buffer.substr(0, end + 2);
    buffer.erase(0, end + 4);
    const size_t line_end = head.find("\r\n");
    const std::string line = head.substr(0, line_end);
    const size_t blank = line.find(' ');
    request.method = line.substr(0, blank);
    request.path = line.substr(blank + 1, line.rfind(' ') - blank - 1);
    for (size_t at = line_end + 2; at < head.size();) {
      const size_t next = head.find("\r\n", at);
      const size_t colon = head.find(':', at);
      std::string name = head.substr(at, colon - at);
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      request.headers[name] = head.substr(std::min(colon + 2, next), next - std::min(colon + 2, next));
      at = next + 2;
    }
    const size_t length =
        request.headers.contains("content-length") ? std::stoul(request.headers["content-length"]) : 0;
    while (buffer.size() < length)
      if (!More(client, buffer)) return false;
    request.body = buffer.substr(0, length);
    buffer.erase(0, length);
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    return true;
  }

  static bool SendAll(int client, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(count));
    }
    return true;
  }

  // Whether the connection stays open.
  bool Reply(int client, const ServerRequest& request) {
    const ServerReply reply = answer_(request);
    std::string text = reply.raw.value_or("");
    if (!reply.raw && !reply.hang) {
      text = "HTTP/1.1 " + std::to_string(reply.status) + " Whatever\r\n";
      for (const auto& [name, value] : reply.headers) text += name + ": " + value + "\r\n";
      if (!reply.endless) text += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
      text += "\r\n" + reply.body;
    }
    if (!SendAll(client, text)) return false;
    const std::string zeros(65536, '0');
    while (reply.endless)
      if (!SendAll(client, zeros)) return false;
    std::string ignored;
    while (reply.hang)
      if (!More(client, ignored)) return false;
    return !reply.raw;
  }

  const Answer answer_;
  int listener_ = -1;
  int port_ = 0;
  bool good_ = false;
  mutable std::mutex mutex_;
  std::vector<ServerRequest> requests_;
  std::list<int> open_;
  std::list<std::thread> threads_;
  std::thread accepter_;
};

}  // namespace harness
