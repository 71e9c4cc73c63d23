// A template from anyone, with values from anyone: parsing and rendering end within their limits, twice alike, and what
// is wrong is at a place of the template and can be shown. Values are never read as templates.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "harness/base/template.h"
#include "harness/base/text.h"

namespace {

using namespace harness;

void Expect(bool holds) {
  if (!holds) std::abort();
}

// Every template is the fuzzed one, or a short one.
class TwoTemplates final : public TemplateLoader {
 public:
  explicit TwoTemplates(std::string text) : text_(std::move(text)) {}
  Result<std::optional<Text>> Load(const std::string& name, const std::string&) override {
    if (name == "gone") return std::nullopt;
    if (name == "self") return Text{"self", text_};
    return Text{"part", "{% macro m(x) %}{{ x }}{{ caller() if caller is defined }}{% endmacro %}{{ s }}"};
  }

 private:
  std::string text_;
};

const Json& Vars() {
  static const Json vars = Json::parse(R"({
    "s": "a <b> {{ s }} {% raw %} Ä", "i": 7, "f": -2.5, "t": true, "n": null, "big": 18446744073709551615,
    "l": [3, "x", 1.5, [1], {"k": "v"}], "d": {"a": 1, "b": [1, 2], "c": {"d": "e"}},
    "rows": [{"k": "b", "v": 1}, {"k": "A", "v": 2}, {"k": "b", "v": 3}]
  })");
  return vars;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const TemplateOptions options{(data[0] & 1) != 0, (data[0] & 2) != 0, (data[0] & 4) != 0};
  std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  RepairUtf8(text);
  TwoTemplates others(text);
  const auto parsed = Template::Parse(text, "t", &others, options);
  if (!parsed) {
    Expect(!parsed.error().diagnostics().empty() && IsValidUtf8(parsed.error().Render()));
    return 0;
  }
  const TemplateLimits limits{.output = 64 << 10, .steps = 200'000, .made = 8 << 20, .depth = 20, .expired = {}};
  const auto first = parsed->Render(Vars(), limits);
  const auto second = parsed->Render(Vars(), limits);
  Expect(first.has_value() == second.has_value());
  if (first) {
    Expect(*first == *second && first->size() <= limits.output);
    Expect(text.find("{") != std::string::npos || first->size() <= text.size());
  } else {
    const Diagnostic& diagnostic = first.error().diagnostics().at(0);
    Expect(diagnostic.place.line > 0 && diagnostic.place.column > 0);
    Expect(first.error().Render() == second.error().Render());
  }
  return 0;
}
