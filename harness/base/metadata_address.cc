#include "harness/base/metadata_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>

namespace harness {
namespace {

using Bytes6 = std::array<uint8_t, 16>;

bool IsMetadata4(uint32_t address) {
  constexpr uint32_t kLinkLocal = 0xA9FE;    // 169.254
  constexpr uint32_t kAlibaba = 0x646464C8;  // 100.100.100.200
  return address >> 16 == kLinkLocal || address == kAlibaba;
}

bool IsMetadata6(const Bytes6& address) {
  constexpr Bytes6 kAws = {0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54};
  constexpr std::array<uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  constexpr std::array<uint8_t, 12> kCompatible = {};
  constexpr std::array<uint8_t, 12> kNat64 = {0, 0x64, 0xff, 0x9b};
  if (address == kAws || (address[0] == 0xfe && (address[1] & 0xc0) == 0x80)) return true;
  const auto begins = [&](const auto& prefix) { return std::equal(prefix.begin(), prefix.end(), address.begin()); };
  if (!begins(kMapped) && !begins(kCompatible) && !begins(kNat64)) return false;
  return IsMetadata4(static_cast<uint32_t>(address[12]) << 24 | static_cast<uint32_t>(address[13]) << 16 |
                     static_cast<uint32_t>(address[14]) << 8 | address[15]);
}

}  // namespace

bool IsMetadataAddress(int family, const void* address) {
  if (family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, address, sizeof v4);
    return IsMetadata4(ntohl(v4.sin_addr.s_addr));
  }
  if (family != AF_INET6) return false;
  sockaddr_in6 v6;
  std::memcpy(&v6, address, sizeof v6);
  Bytes6 bytes;
  std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
  return IsMetadata6(bytes);
}

bool IsMetadataHost(std::string_view host) {
  std::string name(host);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  while (name.ends_with('.')) name.pop_back();
  if (name == "metadata.google.internal" || name == "metadata") return true;
  if (in_addr v4; inet_aton(name.c_str(), &v4) != 0) return IsMetadata4(ntohl(v4.s_addr));
  if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
  name = name.substr(0, name.find('%'));  // a zone
  Bytes6 v6;
  return inet_pton(AF_INET6, name.c_str(), v6.data()) == 1 && IsMetadata6(v6);
}

}  // namespace harness
