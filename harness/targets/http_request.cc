#include "harness/targets/http_request.h"

#include <algorithm>
#include <array>

#include "harness/base/http_secrets.h"
#include "harness/base/metadata_address.h"
#include "harness/base/percent.h"
#include "harness/base/template_files.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr size_t kMaxUrl = 16 << 10;           // bytes
constexpr size_t kMaxBody = size_t{64} << 20;  // bytes
// These say where a request ends, or to whom it goes, and are the client's.
constexpr std::array<std::string_view, 5> kOwnHeaders = {"connection", "content-length", "expect", "transfer-encoding",
                                                         "upgrade"};

// Where the first hole of a template begins; npos: it has none.
size_t HoleIn(std::string_view text) {
  return std::min({text.find("{{"), text.find("{%"), text.find("{#")});
}

std::string EncodeValue(std::string_view value) {
  return PercentEncode(value);
}

// What is wrong with a whole url, or "".
std::string FlawOf(const std::string& text) {
  const size_t hole = HoleIn(text);
  const size_t scheme = text.find("://");
  if (scheme == std::string::npos || scheme > hole) return "a url begins with http:// or https:// and a host";
  const size_t end = text.find_first_of("/?#", scheme + 3);
  if (hole != std::string::npos && (end == std::string::npos || end > hole))
    return "the host of a url stands there in full, with the / behind it: a case can't choose who is asked";
  const std::string origin = OriginOf(text.substr(0, end));
  if (!origin.starts_with("http://") && !origin.starts_with("https://"))
    return "not a url that begins with http:// or https://";
  if (hole == std::string::npos && OriginOf(text).empty()) return "it can't be read as a url";
  const std::string_view host = std::string_view(origin).substr(origin.find("://") + 3);
  const std::string_view name = host.substr(0, host.starts_with('[') ? host.find(']') + 1 : host.find(':'));
  if (IsMetadataHost(name)) return fmt::format("{} is a metadata service, which is never asked", name);
  return "";
}

// Values that a case filled in may not climb out of the path that the suite names.
Result<> CheckPath(std::string_view url) {
  if (url.size() > kMaxUrl) return Fail("it has {} bytes, the most are {}", url.size(), kMaxUrl);
  const size_t scheme = url.find("://");
  const std::string_view rest = url.substr(scheme == std::string_view::npos ? 0 : scheme + 3);
  for (const std::string_view segment : Split(rest.substr(0, rest.find_first_of("?#")), "/"))
    if (segment == "." || segment == "..") return Fail("its path has a part '{}', which leads elsewhere", segment);
  return {};
}

bool IsHeaderName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("\"(),/:;<=>?@[\\]{}").find(c) == std::string_view::npos;
  });
}

// The texts between the holes of a template.
void AddLiteralSecrets(std::string_view name, std::string_view text, Secrets& secrets) {
  while (!text.empty()) {
    const size_t hole = HoleIn(text);
    AddHeaderSecrets(name, text.substr(0, hole), secrets);
    if (hole == std::string_view::npos) return;
    const size_t end = text.find(text[hole + 1] == '{' ? "}}" : text[hole + 1] == '%' ? "%}" : "#}", hole);
    text = end == std::string_view::npos ? "" : text.substr(end + 2);
  }
}

}  // namespace

std::optional<UrlTemplate> UrlTemplate::Read(const Node& node, const Services& services, Diagnostics& mistakes) {
  const std::string& text = node.AsString();
  if (services.secrets) AddUrlSecrets(text, *services.secrets);
  if (const std::string flaw = FlawOf(text); !flaw.empty()) {
    mistakes.Add(node.MakeDiagnostic(flaw));
    return std::nullopt;
  }
  Result<Template> parsed = TemplateAt(node, services.files);
  if (parsed) return UrlTemplate(*std::move(parsed), true);
  mistakes.Add(parsed.error());
  return std::nullopt;
}

std::optional<UrlTemplate> UrlTemplate::ReadFollowing(const Node& node, const Services& services,
                                                      Diagnostics& mistakes) {
  Result<Template> parsed = TemplateAt(node, services.files);
  if (parsed && !parsed->IsExpression() && !node.AsString().starts_with('/')) return Read(node, services, mistakes);
  if (parsed) return UrlTemplate(*std::move(parsed), false);
  mistakes.Add(parsed.error());
  return std::nullopt;
}

Result<std::string> UrlTemplate::Fill(const Json& vars, const TemplateLimits& limits, std::string_view before) const {
  if (!whole_ && text_.IsExpression()) {
    const Result<Json> value = text_.Evaluate(vars, limits);
    if (!value) return Unexpected(value.error());
    if (!value->is_string()) return Fail("it is no text but {}", value->type_name());
    return FollowUrl(before, value->get_ref<const std::string&>());
  }
  Result<std::string> url = text_.Render(vars, limits, EncodeValue);
  if (!url) return url;
  if (const auto checked = CheckPath(*url); !checked) return Unexpected(checked.error());
  return whole_ ? url : FollowUrl(before, *url);
}

Result<std::string> FollowUrl(std::string_view before, std::string_view reference) {
  if (const auto checked = CheckPath(reference); !checked) return Unexpected(checked.error());
  std::string url = ResolveUrl(before, reference);
  if (url.empty()) return Fail("it can't be read as a url");
  if (IsSameOrigin(before, url)) return url;
  return Fail("it leads to {}, and only {} is asked: write that host into the suite if it is right", OriginOf(url),
              OriginOf(before));
}

HeaderTemplates HeaderTemplates::Read(const Node& node, const Services& services, Diagnostics& mistakes) {
  HeaderTemplates made;
  const auto mistake = [&](const Node& at, std::string message) {
    mistakes.Add(at.MakeDiagnostic(std::move(message)));
  };
  for (const Node::Entry& entry : node.entries()) {
    const std::string& name = entry.key.AsString();
    if (!IsHeaderName(name)) {
      mistake(entry.key, "the name of a header is one word without a colon");
    } else if (std::find(kOwnHeaders.begin(), kOwnHeaders.end(), FoldCase(name)) != kOwnHeaders.end()) {
      mistake(entry.key, fmt::format("the header '{}' is set by harness alone", name));
    } else if (made.Has(name)) {
      mistake(entry.key, fmt::format("the header '{}' is given twice", name));
    } else if (!entry.value.IsScalar() || entry.value.IsNull()) {
      mistake(entry.value, fmt::format("the header '{}' must be text, found {}", name, Describe(entry.value.kind())));
    } else if (entry.value.AsString().find_first_of("\r\n") != std::string::npos) {
      mistake(entry.value, fmt::format("the header '{}' must be one line", name));
    } else if (Result<Template> value = TemplateAt(entry.value, services.files); value) {
      if (services.secrets) AddLiteralSecrets(name, entry.value.AsString(), *services.secrets);
      made.headers_.push_back({name, *std::move(value)});
    } else {
      mistakes.Add(value.error());
    }
  }
  return made;
}

bool HeaderTemplates::Has(std::string_view name) const {
  return std::any_of(headers_.begin(), headers_.end(),
                     [&](const Header& header) { return FoldCase(header.name) == FoldCase(name); });
}

Result<std::vector<HttpHeader>> HeaderTemplates::Fill(const Json& vars, const TemplateLimits& limits) const {
  std::vector<HttpHeader> filled;
  for (const Header& header : headers_) {
    Result<std::string> value = header.value.Render(vars, limits);
    if (!value) return Fail("the header {}: {}", header.name, value.error().Message());
    if (value->find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
      return Fail("the header {}: the case fills it with more than one line", header.name);
    filled.push_back({header.name, *std::move(value)});
  }
  return filled;
}

Result<HttpRequest> RequestTemplate::Fill(const Json& vars, const TemplateLimits& limits) const {
  HttpRequest request;
  request.method = method;
  Result<std::string> filled = url.Fill(vars, limits);
  if (!filled) return Fail("the url: {}", filled.error().Message());
  request.url = *std::move(filled);
  Result<std::vector<HttpHeader>> lines = headers.Fill(vars, limits);
  if (!lines) return Unexpected(lines.error());
  request.headers = *std::move(lines);
  const bool typed = headers.Has("content-type");
  if (const auto* text = std::get_if<Template>(&body)) {
    Result<std::string> written = text->Render(vars, limits);
    if (!written) return Fail("the body: {}", written.error().Message());
    request.body = *std::move(written);
    if (!typed) request.headers.push_back({"Content-Type", "text/plain; charset=utf-8"});
  } else if (const auto* json = std::get_if<JsonTemplate>(&body)) {
    const Result<Json> value = json->Fill(vars, limits);
    if (!value) return Fail("the body: {}", value.error().Message());
    request.body = CanonicalJson(*value);
    if (!typed) request.headers.push_back({"Content-Type", "application/json"});
  }
  if (request.body.size() > kMaxBody)
    return Fail("the body: it has {}, the most are {}", FormatSize(request.body.size()), FormatSize(kMaxBody));
  return request;
}

std::optional<RequestTemplate> ReadRequestTemplate(const Node& http, const Services& services, Diagnostics& mistakes) {
  Diagnostics found;
  std::optional<UrlTemplate> url = UrlTemplate::Read(*http.Find("url"), services, found);
  HeaderTemplates headers;
  if (const Node* node = http.Find("headers")) headers = HeaderTemplates::Read(*node, services, found);
  const Node* body = http.Find("body");
  const bool file = body && body->IsMap() && body->entries().size() == 1 && body->Find("file");
  std::variant<std::monostate, Template, JsonTemplate> content;
  if (body && !file && !body->IsScalar()) {
    content = JsonTemplate::Read(*body, services.files, found);
  } else if (body) {
    Result<Template> text = TemplateAt(*body, services.files);
    if (text)
      content = *std::move(text);
    else
      found.Add(text.error());
  }
  const Node* method = http.Find("method");
  for (const Diagnostic& one : found.all()) mistakes.Add(one);
  if (!found.empty()) return std::nullopt;
  return RequestTemplate{method ? method->AsString()
                         : body ? "POST"
                                : "GET",
                         *std::move(url), std::move(headers), std::move(content)};
}

}  // namespace harness
