// The filters, tests and methods that expressions know: constant tables. A new one is a row in a table and a function.
//
// Names, parameters and results are Jinja2's (tests and filters) and Python's (methods).
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/expression_evaluation.h"
#include "harness/base/expression_value.h"

namespace harness::expression {

inline constexpr size_t kMaxParameters = 4;

// One for each parameter; not given where there is none. A variadic function has them in `call` instead.
class Arguments {
 public:
  Arguments(Evaluation& evaluation, std::span<const Value> given, const CallArguments* call = nullptr)
      : evaluation_(evaluation), given_(given), call_(call) {}

  const Value& operator[](size_t i) const { return given_[i]; }
  Evaluation& evaluation() const { return evaluation_; }
  bool python() const { return evaluation_.python(); }
  const CallArguments* call() const { return call_; }

 private:
  Evaluation& evaluation_;
  std::span<const Value> given_;
  const CallArguments* call_;
};

struct Function {
  std::string_view name;
  size_t required = 0;  // of the parameters
  std::array<std::string_view, kMaxParameters> parameters = {};
  Outcome<Value> (*apply)(const Value& input, Arguments arguments) = nullptr;
  bool takes_undefined = false;  // what is not defined may be its input even where that is an error
  bool variadic = false;         // any arguments; in suites only if it has no parameters

  size_t size() const;
  bool IsVariadic(Dialect dialect) const { return variadic && (dialect == Dialect::kTemplate || size() == 0); }
};

// `function` with arguments that nobody has checked.
Outcome<Value> Apply(Evaluation& evaluation, const Function& function, const Value& input, CallArguments arguments);

std::span<const Function> Filters();
std::span<const Function> Tests();
std::span<const Function> Methods();

// Jinja's filters and tests that there are not, with the reason: for messages. Empty for others.
std::string_view WhyRefused(std::string_view name);

// Null if there is none of that name.
const Function* FindFunction(std::span<const Function> functions, std::string_view name);
std::vector<std::string_view> NamesOf(std::span<const Function> functions);

// What the tables' files share.
Outcome<Value> TextResult(std::string text);  // refused above kMaxExpressionText
tl::unexpected<std::string> Wrong(std::string message);
// Text to work on: refused above kMaxExpressionText.
Outcome<std::string> TextToChange(const Arguments& arguments, const Value& input);
Outcome<Value> ReplaceText(std::string_view text, std::string_view from, std::string_view to, int64_t count);
// The whole number that an argument holds, or `otherwise` when it was not given.
Outcome<int64_t> IntegerOr(const Value& argument, int64_t otherwise);

// What `attribute` ("a", "a.b", "0", a whole number) names in `value`; the value itself without one. `otherwise` stands
// for what is not there, if it is given.
Value PathOf(Evaluation& evaluation, Value value, const Value& attribute, const Value& otherwise = Value());
// A list that can be gone through once in templates, a list in suites.
Outcome<Value> MakeGenerator(const Arguments& arguments, std::vector<Value> items);

struct Keyed {
  Value key;
  Value item;
};
// The items with what they are compared by: an attribute perhaps, a text perhaps without its case.
Outcome<std::vector<Keyed>> KeyedItems(const Arguments& arguments, const Value& input, const Value& attribute,
                                       const Value& case_sensitive);
// In the order of their keys, equal ones in theirs.
Outcome<std::vector<Keyed>> Sorted(Evaluation& evaluation, std::vector<Keyed> items, bool reverse);

// Filters that stand in files of their own.
Outcome<Value> BatchFilter(const Value& input, Arguments arguments);
Outcome<Value> DictSortFilter(const Value& input, Arguments arguments);
Outcome<Value> GroupByFilter(const Value& input, Arguments arguments);
Outcome<Value> MapFilter(const Value& input, Arguments arguments);
Outcome<Value> RejectFilter(const Value& input, Arguments arguments);
Outcome<Value> RejectAttrFilter(const Value& input, Arguments arguments);
Outcome<Value> SelectFilter(const Value& input, Arguments arguments);
Outcome<Value> SelectAttrFilter(const Value& input, Arguments arguments);
Outcome<Value> SliceFilter(const Value& input, Arguments arguments);
Outcome<Value> CenterFilter(const Value& input, Arguments arguments);
Outcome<Value> EscapeFilter(const Value& input, Arguments arguments);
Outcome<Value> FileSizeFormatFilter(const Value& input, Arguments arguments);
Outcome<Value> FormatFilter(const Value& input, Arguments arguments);
Outcome<Value> IndentFilter(const Value& input, Arguments arguments);
Outcome<Value> StripTagsFilter(const Value& input, Arguments arguments);
Outcome<Value> TruncateFilter(const Value& input, Arguments arguments);
Outcome<Value> UrlEncodeFilter(const Value& input, Arguments arguments);
Outcome<Value> WordCountFilter(const Value& input, Arguments arguments);
Outcome<Value> WordWrapFilter(const Value& input, Arguments arguments);
Outcome<Value> MaxFilter(const Value& input, Arguments arguments);
Outcome<Value> MinFilter(const Value& input, Arguments arguments);
Outcome<Value> SortFilter(const Value& input, Arguments arguments);
Outcome<Value> SumFilter(const Value& input, Arguments arguments);
Outcome<Value> UniqueFilter(const Value& input, Arguments arguments);
Outcome<Value> AbsFilter(const Value& input, Arguments arguments);
Outcome<Value> IntFilter(const Value& input, Arguments arguments);
Outcome<Value> FloatFilter(const Value& input, Arguments arguments);
Outcome<Value> RoundFilter(const Value& input, Arguments arguments);
Outcome<Value> ToJsonFilter(const Value& input, Arguments arguments);

Outcome<Value> LowerFilter(const Value& input, Arguments arguments);
Outcome<Value> UpperFilter(const Value& input, Arguments arguments);
Outcome<Value> TrimFilter(const Value& input, Arguments arguments);
Outcome<Value> TitleFilter(const Value& input, Arguments arguments);
Outcome<Value> CapitalizeFilter(const Value& input, Arguments arguments);

}  // namespace harness::expression
