#include "harness/base/http_secrets.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "harness/base/base64.h"
#include "harness/base/percent.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr std::array<std::string_view, 22> kHarmless = {
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "anthropic-version",
    "cache-control",
    "content-type",
    "content-length",
    "content-encoding",
    "content-language",
    "date",
    "expect",
    "from",
    "host",
    "origin",
    "pragma",
    "prefer",
    "range",
    "referer",
    "traceparent",
    "tracestate",
    "user-agent",
};

void AddBoth(std::string_view value, Secrets& secrets) {
  secrets.Add(value);
  secrets.Add(PercentDecode(value));
}

// "Bearer KEY", "Basic BASE64", or a key alone.
void AddCredentials(std::string_view value, Secrets& secrets) {
  const size_t blank = value.find(' ');
  const std::string_view credentials = blank == std::string_view::npos ? value : Trim(value.substr(blank));
  secrets.Add(credentials);
  if (blank == std::string_view::npos || FoldCase(value.substr(0, blank)) != "basic") return;
  if (const std::optional<std::string> pair = FromBase64(credentials)) {
    secrets.Add(*pair);
    secrets.Add(std::string_view(*pair).substr(std::min(pair->size(), pair->find(':') + 1)));
  }
}

// "name=value; name=value".
void AddCookies(std::string_view value, Secrets& secrets) {
  for (const std::string_view cookie : Split(value, ";"))
    if (const size_t equals = cookie.find('='); equals != std::string_view::npos)
      AddBoth(Trim(cookie.substr(equals + 1)), secrets);
}

bool IsKeyName(std::string_view name) {
  const std::string lower = FoldCase(name);
  for (const char* part : {"key", "token", "secret", "password", "passwd", "auth", "credential", "sig"})
    if (lower.find(part) != std::string::npos) return true;
  return false;
}

}  // namespace

void AddHeaderSecrets(std::string_view name, std::string_view value, Secrets& secrets) {
  const std::string lower = FoldCase(name);
  if (std::find(kHarmless.begin(), kHarmless.end(), lower) != kHarmless.end()) return;
  value = Trim(value);
  if (lower == "cookie") return AddCookies(value, secrets);
  if (lower.ends_with("authorization")) return AddCredentials(value, secrets);
  secrets.Add(value);
}

void AddUrlSecrets(std::string_view url, Secrets& secrets) {
  const size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) {
    const std::string_view rest = url.substr(scheme + 3);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    if (const size_t at = authority.rfind('@'); at != std::string_view::npos) {
      const std::string_view user = authority.substr(0, at);
      const size_t colon = user.find(':');
      AddBoth(user.substr(0, colon), secrets);
      if (colon != std::string_view::npos) AddBoth(user.substr(colon + 1), secrets);
    }
  }
  const size_t question = url.find('?');
  if (question == std::string_view::npos) return;
  for (const std::string_view part : Split(url.substr(question + 1), "&#"))
    if (const size_t equals = part.find('='); equals != std::string_view::npos && IsKeyName(part.substr(0, equals)))
      AddBoth(part.substr(equals + 1), secrets);
}

}  // namespace harness
