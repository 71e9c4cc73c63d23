// Text templates as Jinja2 has them (docs/templates.md says what there is). Expressions are those of expression.h, with
// Python's meaning of values; what is undefined is an error where it is used.
//
// A Template is parsed once, with all that it includes, and rendered many times: an immutable value that any thread may
// use. Values are never read as templates, and nothing but data can be reached from one. Errors of both are Diagnostics
// at their place in the template.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/json.h"

namespace harness {

// Where other templates come from: {% include %}, {% import %}, {% extends %}.
class TemplateLoader {
 public:
  struct Text {
    std::string name;  // how places name it; the same for the same template
    std::string text;
  };

  virtual ~TemplateLoader() = default;
  // `name` as the template that is called `from` says it. Nothing: there is none.
  virtual Result<std::optional<Text>> Load(const std::string& name, const std::string& from) = 0;
};

// Jinja's options of these names.
struct TemplateOptions {
  bool trim_blocks = false;
  bool lstrip_blocks = false;
  bool keep_trailing_newline = false;
};

inline constexpr size_t kMaxTemplateBytes = size_t{4} << 20;  // of one template
inline constexpr size_t kMaxTemplates = 1000;                 // that one includes, in all
inline constexpr int kMaxTemplateNesting = 50;                // of blocks in one another

// What one rendering may cost at most; more is an error.
struct TemplateLimits {
  size_t output = size_t{4} << 20;      // bytes
  uint64_t steps = 20'000'000;          // values looked at, roughly
  uint64_t made = uint64_t{256} << 20;  // bytes of all values made on the way
  int depth = 100;                      // macros, includes and loops in one another
  std::function<bool()> expired = {};   // asked now and then: whether the time is over
};

namespace templates {
struct Library;
}

class Template {
 public:
  // `name` is how places name it. All mistakes that can be found without values are found here, missing files among
  // them.
  static Result<Template> Parse(std::string_view text, std::string name, TemplateLoader* loader = nullptr,
                                const TemplateOptions& options = {});

  // What becomes of each value that is written, once: of what a macro or a block made, when that is written. Jinja's
  // option `finalize`, on texts. No function: nothing.
  using Escape = std::function<std::string(std::string_view)>;

  // `vars` is an object.
  Result<std::string> Render(const Json& vars, const TemplateLimits& limits = {}, const Escape& escape = {}) const;

  // Whether it is {{ EXPRESSION }} and nothing else. Then Evaluate gives the value instead of its text.
  bool IsExpression() const;
  Result<Json> Evaluate(const Json& vars, const TemplateLimits& limits = {}) const;

  // The names that it reads from `vars`, sorted; not those that what it includes reads.
  const std::vector<std::string>& Names() const;

 private:
  explicit Template(std::shared_ptr<const templates::Library> library) : library_(std::move(library)) {}
  std::shared_ptr<const templates::Library> library_;
};

}  // namespace harness
