#include "harness/models/base_url.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

#include "harness/base/metadata_address.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr size_t kMaxUrl = 2000;  // bytes

char LowerAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool IsPort(std::string_view text) {
  return !text.empty() && text.size() <= 5 && text.find_first_not_of("0123456789") == std::string_view::npos &&
         std::stoi(std::string(text)) <= 65535;
}

// Only what every reader of urls takes for the same host.
bool IsHost(std::string_view host) {
  const bool brackets = host.size() > 2 && host.starts_with('[') && host.ends_with(']');
  if (brackets)
    return host.substr(1, host.size() - 2).find_first_not_of("0123456789abcdef:.") == std::string_view::npos;
  return !host.empty() && host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_") == std::string_view::npos;
}

Result<> CheckText(std::string_view text) {
  const bool odd = std::any_of(text.begin(), text.end(), [](char c) { return c <= ' ' || c >= 0x7f || c == '\\'; });
  if (odd) return Fail("a base_url has no blanks, backslashes and other odd characters");
  if (text.size() > kMaxUrl) return Fail("a base_url has at most {} bytes", kMaxUrl);
  if (text.find('#') != std::string_view::npos) return Fail("a base_url has no '#'");
  return {};
}

// "host:port".
Result<> TakeAuthority(std::string authority, const std::string& scheme, BaseUrl& url) {
  if (authority.find('@') != std::string::npos)
    return Fail("a base_url holds no user and password; name the key by api_key_env");
  std::transform(authority.begin(), authority.end(), authority.begin(), LowerAscii);
  const size_t colon = authority.find(':', authority.find(']') == std::string::npos ? 0 : authority.find(']'));
  url.host = authority.substr(0, colon);
  if (!IsHost(url.host) || (colon != std::string::npos && !IsPort(std::string_view(authority).substr(colon + 1))))
    return Fail("the host of the base_url can't be read");
  url.origin = scheme + "://" + authority;
  return {};
}

}  // namespace

bool IsLoopbackHost(std::string_view host) {
  in_addr address;
  if (host == "localhost" || host == "[::1]") return true;
  return inet_aton(std::string(host).c_str(), &address) != 0 && ntohl(address.s_addr) >> 24 == 127;
}

Result<BaseUrl> ParseBaseUrl(std::string_view text, bool insecure) {
  if (auto checked = CheckText(text); !checked) return Unexpected(checked.error());
  const size_t colon = text.find("://");
  std::string scheme(text.substr(0, colon == std::string_view::npos ? 0 : colon));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(), LowerAscii);
  if (scheme != "http" && scheme != "https") return Fail("a base_url begins with https:// or http://");
  text.remove_prefix(colon + 3);
  BaseUrl url;
  const size_t end = std::min(text.find_first_of("/?"), text.size());
  if (auto taken = TakeAuthority(std::string(text.substr(0, end)), scheme, url); !taken)
    return Unexpected(taken.error());
  const size_t question = std::min(text.find('?'), text.size());
  url.path = text.substr(end, question - end);
  url.query = text.substr(question);
  while (url.path.ends_with('/')) url.path.pop_back();
  if (IsMetadataHost(url.host)) return Fail("{} is a metadata service, which is never asked", url.host);
  if (scheme == "http" && !insecure && !IsLoopbackHost(url.host))
    return Fail("http to another machine can be overheard; use https, or say 'insecure: true'");
  return url;
}

}  // namespace harness
