// A weighted grammar that writes texts without a model.
//
//   rules:
//     start: "{greeting|capital} {problem#1} since {3..20} minutes. {name}"
//     greeting: [ hello, { text: good morning, weight: 0.5 } ]
//     problem:
//       - { text: "{device|a} does not start", when: "category == 'Hardware'" }
//       - "error {/0x8007[0-9A-F]{4}/}"
//
// A rule is a text or a list of alternatives; of those whose condition holds one is chosen by weight. {name} is what
// the rule of that name writes, or else what the column of that name holds; {name#1} the same each time that it stands
// in one text; {3..20} a whole number; {/…/} a text that the pattern matches; forms of words (inflection.h) follow
// after |. {{ and }} are braces. Immutable; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "generators/inflection.h"
#include "generators/pattern.h"
#include "harness/base/error.h"
#include "harness/base/expression.h"
#include "harness/base/node.h"
#include "harness/base/rng.h"

namespace harness {

inline constexpr size_t kMaxPhrase = 64 << 10;  // bytes of a text

class Grammar {
 public:
  // What columns hold, for the names that are no rules.
  class Values {
   public:
    virtual ~Values() = default;
    virtual void Append(const std::string& name, std::string& to) const = 0;
    virtual const Scope& scope() const = 0;  // for conditions
  };

  // `rules` is a map. All mistakes at once: slots that can't be read, rules that never end.
  static Result<Grammar> Read(const Node& rules, const std::string& start);

  // Names that are not rules, of the slots and conditions that can be reached, and where they stand.
  const std::map<std::string, Node>& names() const { return names_; }
  // An error is at the rule that has no alternative for these values, or that made the text too long.
  Result<std::string> Write(Rng& rng, const Values& values) const;

 private:
  struct Slot {
    enum class Kind : uint8_t { kText, kRule, kColumn, kRange, kPattern };
    Kind kind = Kind::kText;
    std::string text;  // of kText; the name of others
    size_t rule = 0;
    int64_t low = 0, high = 0;
    std::optional<Pattern> pattern;
    std::string label;  // behind #
    std::vector<Inflection> forms;
  };
  struct Alternative {
    std::vector<Slot> slots;
    double weight = 1;
    std::optional<Expression> when;
    Node node;
  };
  struct Rule {
    std::string name;
    std::vector<Alternative> alternatives;
    Node node;
  };
  class Reader;
  class Writing;

  std::vector<Rule> rules_;
  size_t start_ = 0;
  std::map<std::string, Node> names_;
};

}  // namespace harness
