// Requests with holes that a case fills: what the target `http` sends.
//
// What a case holds can't choose who is asked: the host stands in the suite in full. Values in a url are
// percent-encoded, in a header they are one line. Immutable; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/base/http.h"
#include "harness/base/node.h"
#include "harness/base/template.h"
#include "harness/core/services.h"
#include "harness/targets/json_template.h"

namespace harness {

class UrlTemplate {
 public:
  // A whole url. Refuses, at the node: no http or https, a host with holes, metadata services. Secrets in it are made
  // known.
  static std::optional<UrlTemplate> Read(const Node& node, const Services& services, Diagnostics& mistakes);
  // The same, or a path ("/jobs/{{ response.id }}") or one expression that gives either ("{{ response.url }}"), as seen
  // from the url that was asked before, whose origin it can't leave.
  static std::optional<UrlTemplate> ReadFollowing(const Node& node, const Services& services, Diagnostics& mistakes);

  // `before`: the url that was asked before; empty: none.
  Result<std::string> Fill(const Json& vars, const TemplateLimits& limits, std::string_view before = "") const;

 private:
  UrlTemplate(Template text, bool whole) : text_(std::move(text)), whole_(whole) {}

  Template text_;
  bool whole_;
};

// Where an answer leads, as seen from the url that it came from; fails if that is another origin.
Result<std::string> FollowUrl(std::string_view before, std::string_view reference);

class HeaderTemplates {
 public:
  // A map. Values are made known as secrets, but for those of harmless headers.
  static HeaderTemplates Read(const Node& node, const Services& services, Diagnostics& mistakes);

  bool Has(std::string_view name) const;
  Result<std::vector<HttpHeader>> Fill(const Json& vars, const TemplateLimits& limits) const;

 private:
  struct Header {
    std::string name;
    Template value;
  };
  std::vector<Header> headers_;
};

struct RequestTemplate {
  std::string method;
  UrlTemplate url;
  HeaderTemplates headers;
  std::variant<std::monostate, Template, JsonTemplate> body;  // none, a text, JSON

  Result<HttpRequest> Fill(const Json& vars, const TemplateLimits& limits) const;
};

// Of a map that has been checked. Nothing: it has mistakes.
std::optional<RequestTemplate> ReadRequestTemplate(const Node& http, const Services& services, Diagnostics& mistakes);

}  // namespace harness
