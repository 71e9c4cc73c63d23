#include "harness/base/tcp_address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <memory>
#include <system_error>

#include "harness/base/descriptor.h"
#include "harness/base/metadata_address.h"
#include "harness/base/supervised.h"

namespace harness {
namespace {

constexpr std::string_view kScheme = "tcp://";

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using AddressPtr = std::unique_ptr<addrinfo, FreeAddresses>;

// Never asks a name server; null: it is no address.
AddressPtr ReadAddress(const std::string& host, int port) {
  addrinfo hints = {};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list) != 0) return nullptr;
  return AddressPtr(list);
}

bool ConnectsTo(const addrinfo& address, std::chrono::steady_clock::time_point deadline) {
  if (IsMetadataAddress(address.ai_family, address.ai_addr)) return false;
  const Descriptor end(socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!end.open()) return false;
  if (connect(end.get(), address.ai_addr, address.ai_addrlen) == 0) return true;
  if (errno != EINPROGRESS) return false;
  pollfd wait = {end.get(), POLLOUT, 0};
  if (poll(&wait, 1, PollTimeout(deadline)) <= 0) return false;
  int error = 0;
  socklen_t size = sizeof error;
  return getsockopt(end.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

}  // namespace

Result<TcpAddress> ParseTcpAddress(std::string_view text) {
  const auto refuse = [] { return Fail("an address such as tcp://127.0.0.1:5432 is expected"); };
  if (!text.starts_with(kScheme)) return refuse();
  text.remove_prefix(kScheme.size());
  if (text.ends_with('/')) text.remove_suffix(1);
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.find('\0') != std::string_view::npos) return refuse();
  const std::string_view digits = text.substr(colon + 1);
  TcpAddress address{std::string(text.substr(0, colon)), 0};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
  if (error != std::errc() || end != digits.data() + digits.size() || address.port < 1 || address.port > 65535)
    return refuse();
  if (IsMetadataHost(address.host)) return Fail("{} is a metadata service, which is never asked", address.host);
  if (address.host.starts_with('[') && address.host.ends_with(']'))
    address.host = address.host.substr(1, address.host.size() - 2);
  if (address.host != "localhost" && !ReadAddress(address.host, address.port))
    return Fail("'{}' is neither an address nor localhost; names are not looked up here", address.host);
  return address;
}

bool Connects(const TcpAddress& address, std::chrono::steady_clock::time_point deadline) {
  if (address.host == "localhost")
    return Connects({"127.0.0.1", address.port}, deadline) || Connects({"::1", address.port}, deadline);
  const AddressPtr read = ReadAddress(address.host, address.port);
  return read && ConnectsTo(*read, deadline);
}

}  // namespace harness
