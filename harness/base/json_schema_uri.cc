#include "harness/base/json_schema_uri.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace harness {
namespace {

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kSchemeBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.";

// RFC 3986, appendix B. Each part keeps its delimiter ("http:", "//host", "?query"), so that joining them gives the
// text back.
struct UriParts {
  std::string_view scheme, authority, path, query, fragment;
};

UriParts Split(std::string_view uri) {
  UriParts parts;
  const size_t hash = std::min(uri.find('#'), uri.size());
  parts.fragment = uri.substr(hash);
  uri = uri.substr(0, hash);
  const size_t colon = uri.find_first_not_of(kSchemeBytes);
  if (colon != std::string_view::npos && colon > 0 && uri[colon] == ':' &&
      kLetters.find(uri[0]) != std::string_view::npos) {
    parts.scheme = uri.substr(0, colon + 1);
    uri.remove_prefix(colon + 1);
  }
  const size_t question = std::min(uri.find('?'), uri.size());
  parts.query = uri.substr(question);
  uri = uri.substr(0, question);
  if (uri.substr(0, 2) == "//") {
    const size_t slash = std::min(uri.find('/', 2), uri.size());
    parts.authority = uri.substr(0, slash);
    uri.remove_prefix(slash);
  }
  parts.path = uri;
  return parts;
}

// RFC 3986, section 5.2.4, for paths that begin with a slash or hold no dot segments.
std::string WithoutDots(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    if (segment == "/." || segment == "/..") {
      if (segment == "/..") out.resize(std::min(out.rfind('/'), out.size()));
      if (path.empty()) out += '/';
    } else {
      out += segment;
    }
  }
  return out;
}

std::string MergedPath(const UriParts& base, std::string_view path) {
  if (path.substr(0, 1) == "/") return WithoutDots(path);
  if (!base.authority.empty() && base.path.empty()) return WithoutDots("/" + std::string(path));
  const size_t slash = base.path.rfind('/');
  const std::string_view folder = slash == std::string_view::npos ? std::string_view() : base.path.substr(0, slash + 1);
  return WithoutDots(std::string(folder) + std::string(path));
}

}  // namespace

std::string ResolveUri(std::string_view base_text, std::string_view reference_text) {
  const UriParts base = Split(base_text);
  const UriParts reference = Split(reference_text);
  std::string uri(reference.scheme.empty() ? base.scheme : reference.scheme);
  if (!reference.scheme.empty() || !reference.authority.empty()) {
    uri.append(reference.authority).append(WithoutDots(reference.path)).append(reference.query);
  } else if (reference.path.empty()) {
    uri.append(base.authority).append(base.path).append(reference.query.empty() ? base.query : reference.query);
  } else {
    uri.append(base.authority).append(MergedPath(base, reference.path)).append(reference.query);
  }
  return uri.append(reference.fragment);
}

std::string_view WithoutFragment(std::string_view uri) {
  return uri.substr(0, uri.find('#'));
}

std::string_view FragmentOf(std::string_view uri) {
  const size_t hash = uri.find('#');
  return hash == std::string_view::npos ? std::string_view() : uri.substr(hash + 1);
}

std::string PercentDecoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    uint8_t byte = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace harness
