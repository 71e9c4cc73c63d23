#include "scorers/tool_call_f1.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "harness/base/find_json.h"
#include "harness/base/text.h"
#include "scorers/judged.h"
#include "scorers/tool_calls.h"

namespace harness {
namespace {

constexpr size_t kNamed = 5;  // calls that a reason names on each side

using Calls = std::set<std::string>;  // names, with arguments behind them where these count

// "name" or "name({…})"; a call without arguments is one with none: "name({})". Arguments that can't be read as a map
// are shown as they are: they match nothing that can.
std::string Described(const FoundCall& call, bool with_arguments) {
  if (!with_arguments) return call.name;
  if (!call.arguments) return fmt::format("{}({{}})", call.name);
  const Result<Json> arguments = ArgumentsOf(call);
  const std::string text = arguments ? CanonicalJson(*arguments) : CanonicalJson(*call.arguments);
  return fmt::format("{}({})", call.name, text);
}

void AddCalls(const Json& value, bool with_arguments, Calls& to) {
  for (const FoundCall& call : ToolCallsIn(value).calls) to.insert(Described(call, with_arguments));
}

// What an answer calls: as structure, as a text of JSON, or as JSON within prose. nullopt: the search was given up.
std::optional<Calls> CalledIn(const Json& actual, bool with_arguments) {
  Calls calls;
  if (!actual.is_string()) {
    AddCalls(actual, with_arguments, calls);
    return calls;
  }
  const bool searched = VisitJson(actual.get_ref<const std::string&>(), [&](const Json& value) {
    AddCalls(value, with_arguments, calls);
    return false;
  });
  return searched ? std::optional<Calls>(std::move(calls)) : std::nullopt;
}

// A list of names or calls, or names between commas.
Result<Calls> ExpectedIn(const Json& expected, bool with_arguments) {
  Calls calls;
  if (expected.is_string() && !with_arguments) {
    for (const std::string_view name : Split(expected.get_ref<const std::string&>(), ","))
      if (!Trim(name).empty()) calls.emplace(Trim(name));
    return calls;
  }
  if (!expected.is_structured()) return Fail("a list of calls is expected, found {}", QuoteJson(expected));
  Json named = Json::array();
  for (const Json& item : expected.is_array() ? expected : Json::array({expected})) {
    if (!item.is_string())
      named.push_back(item);
    else if (with_arguments)
      return Fail("with 'arguments' a call is a map {{ name, arguments }}, found {}", QuoteJson(item));
    else if (!Trim(item.get_ref<const std::string&>()).empty())
      calls.emplace(Trim(item.get_ref<const std::string&>()));
  }
  const ToolCalls found = ToolCallsIn(named);
  if (found.calls.size() != named.size()) return Fail("what is expected is no list of calls: {}", QuoteJson(expected));
  for (const FoundCall& call : found.calls) calls.insert(Described(call, with_arguments));
  return calls;
}

std::vector<std::string> Without(const Calls& calls, const Calls& others) {
  std::vector<std::string> rest;
  std::set_difference(calls.begin(), calls.end(), others.begin(), others.end(), std::back_inserter(rest));
  return rest;
}

// "; not called: 'a', 'b'"
std::string Named(std::string_view what, const std::vector<std::string>& calls) {
  if (calls.empty()) return "";
  std::string text;
  for (size_t i = 0; i < std::min(calls.size(), kNamed); ++i) text += (i > 0 ? ", " : "") + Quote(calls[i]);
  if (calls.size() > kNamed) text += fmt::format(" and {} more", calls.size() - kNamed);
  return fmt::format("; {} {}", what, text);
}

class ToolCallF1Scorer final : public Scorer {
 public:
  explicit ToolCallF1Scorer(bool with_arguments) : with_arguments_(with_arguments) {}

  Score Judge(const Question& question, const CallContext&) override {
    const Result<Calls> expected = ExpectedIn(*question.expected, with_arguments_);
    if (!expected) return Score::Error(expected.error().Message());
    const std::optional<Calls> found = CalledIn(question.actual, with_arguments_);
    if (!found) return Score::Fail("the search for calls was given up: too many brackets never close");
    const Calls& called = *found;
    if (called == *expected) return Score::Pass();
    const std::vector<std::string> missing = Without(*expected, called);
    const std::vector<std::string> extra = Without(called, *expected);
    const auto hits = static_cast<double>(called.size() - extra.size());
    const auto both = static_cast<double>(called.size() + expected->size());
    const double f1 = 2 * hits / both;  // = 2PR / (P + R)
    return Score::Graded(
        f1, false, fmt::format("F1 {:.3f}{}{}", f1, Named("not called:", missing), Named("not expected:", extra)));
  }

 private:
  const bool with_arguments_;
};

}  // namespace

ScorerType ToolCallF1ScorerType() {
  ScorerType type;
  type.name = "tool-call-f1";
  type.doc = "The tools that the output calls are those that are expected; the value is F1.";
  type.value = kText | kList;
  type.shape.fields = {{.name = "arguments", .types = kBool, .doc = "Whether arguments must be the same too."}};
  type.make = [](const Node& config, const Services&) -> Result<std::unique_ptr<Scorer>> {
    const Node* arguments = config.Find("arguments");
    return std::make_unique<ToolCallF1Scorer>(arguments && arguments->AsBool());
  };
  return type;
}

}  // namespace harness
