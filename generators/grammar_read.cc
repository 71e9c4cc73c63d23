#include <algorithm>
#include <charconv>
#include <map>

#include "generators/grammar.h"
#include "harness/base/shape.h"
#include "harness/base/text.h"

namespace harness {
namespace {

const Shape& AlternativeShape() {
  static const Shape kShape{
      {{.name = "text", .types = kText, .doc = "What is written.", .required = true},
       {.name = "weight", .types = kNumber, .doc = "How often it is chosen (default 1)."},
       {.name = "when", .types = kText, .doc = "An expression over columns; else it is not chosen."}}};
  return kShape;
}

bool IsName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
  });
}

std::optional<int64_t> ReadWhole(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

class Grammar::Reader {
 public:
  Result<Grammar> Read(const Node& rules, const std::string& start) {
    for (const Node::Entry& entry : rules.entries()) {
      index_.emplace(entry.key.AsString(), grammar_.rules_.size());
      grammar_.rules_.push_back({entry.key.AsString(), {}, entry.key});
      if (!IsName(entry.key.AsString())) Mistake(entry.key, "a rule's name is made of letters, digits and _");
    }
    for (size_t i = 0; i < rules.entries().size(); ++i) ReadRule(rules.entries()[i].value, grammar_.rules_[i]);
    const auto found = index_.find(start);
    if (found == index_.end())
      Mistake(rules, fmt::format("the grammar has no rule '{}' to begin with", start));
    else
      grammar_.start_ = found->second;
    if (mistakes_.empty()) CheckThatRulesEnd();
    if (!mistakes_.empty()) return Unexpected(std::move(mistakes_).ToError());
    FindNames();
    return std::move(grammar_);
  }

 private:
  void Mistake(const Node& node, std::string message) { mistakes_.Add(node.MakeDiagnostic(std::move(message))); }

  void ReadRule(const Node& value, Rule& rule) {
    if (!value.IsList()) return ReadAlternative(value, rule);
    if (value.items().empty()) Mistake(value, fmt::format("the rule '{}' has no alternatives", rule.name));
    for (const Node& item : value.items()) ReadAlternative(item, rule);
    const bool all_zero = std::all_of(rule.alternatives.begin(), rule.alternatives.end(),
                                      [](const Alternative& alternative) { return alternative.weight == 0; });
    if (!rule.alternatives.empty() && all_zero) Mistake(value, "one weight must be more than 0");
  }

  void ReadAlternative(const Node& node, Rule& rule) {
    Alternative alternative;
    alternative.node = node;
    if (node.IsMap()) {
      if (!CheckShape(node, AlternativeShape(), mistakes_)) return;
      if (!ReadOptions(node, alternative)) return;
      alternative.node = *node.Find("text");
    } else if (!node.IsScalar() || node.IsNull()) {
      return Mistake(node,
                     fmt::format("an alternative is a text or a map such as {{ text: hello, weight: 2 }}; found {}",
                                 Describe(node.kind())));
    }
    if (ReadSlots(alternative)) rule.alternatives.push_back(std::move(alternative));
  }

  bool ReadOptions(const Node& node, Alternative& alternative) {
    if (const Node* weight = node.Find("weight")) {
      alternative.weight = weight->AsNumber();
      if (alternative.weight < 0 || alternative.weight > 1e12)
        return Mistake(*weight, "'weight' must be from 0 to 1e12"), false;
    }
    const Node* when = node.Find("when");
    return !when || mistakes_.Take(Expression::Read(*when), alternative.when);
  }

  bool ReadSlots(Alternative& alternative) {
    const std::string& text = alternative.node.AsString();
    std::string plain;
    const auto flush = [&] {
      if (plain.empty()) return;
      Slot slot;
      slot.text = std::exchange(plain, "");
      alternative.slots.push_back(std::move(slot));
    };
    for (size_t at = 0; at < text.size();) {
      const char c = text[at];
      if ((c == '{' || c == '}') && at + 1 < text.size() && text[at + 1] == c) {
        plain += c;
        at += 2;
      } else if (c == '}') {
        return Mistake(alternative.node, fmt::format("byte {}: a }} without its {{; write }}}} for a brace", at + 1)),
               false;
      } else if (c != '{') {
        plain += c;
        ++at;
      } else {
        flush();
        const size_t end = EndOfSlot(text, at + 1);
        if (end == std::string::npos)
          return Mistake(alternative.node, fmt::format("byte {}: a {{ without its }}; write {{{{ for a brace", at + 1)),
                 false;
        Slot slot;
        if (!ReadSlot(std::string_view(text).substr(at + 1, end - at - 1), alternative.node, slot)) return false;
        alternative.slots.push_back(std::move(slot));
        at = end + 1;
      }
    }
    flush();
    return true;
  }

  // The } of a slot whose inside begins at `at`; that of a pattern follows its last slash, or its forms.
  static size_t EndOfSlot(const std::string& text, size_t at) {
    if (at >= text.size() || text[at] != '/') return text.find('}', at);
    for (size_t end = at + 1; end < text.size(); ++end) {
      if (text[end] == '\\')
        ++end;
      else if (text[end] == '/')
        return text.find('}', end);
    }
    return std::string::npos;
  }

  bool ReadSlot(std::string_view inside, const Node& node, Slot& slot) {
    const size_t begin = inside.starts_with('/') ? inside.rfind('/') : 0;
    const size_t bar = inside.find('|', begin);
    std::string_view what = Trim(inside.substr(0, bar));
    if (bar != std::string_view::npos && !ReadForms(inside.substr(bar + 1), node, slot)) return false;
    if (what.size() >= 2 && what.starts_with('/')) return ReadPattern(what.substr(1, what.size() - 2), node, slot);
    if (const size_t dots = what.find(".."); dots != std::string_view::npos) return ReadRange(what, dots, node, slot);
    if (const size_t hash = what.find('#'); hash != std::string_view::npos) {
      slot.label = what.substr(hash + 1);
      what = what.substr(0, hash);
      if (!IsName(slot.label))
        return Mistake(node, fmt::format("{{{}}}: a label such as #1 is needed behind #", inside)), false;
    }
    if (!IsName(what))
      return Mistake(node, fmt::format("{{{}}}: a slot is {{name}}, {{name#1}}, {{3..20}} or {{/pattern/}}", inside)),
             false;
    slot.text = what;
    const auto found = index_.find(slot.text);
    slot.kind = found == index_.end() ? Slot::Kind::kColumn : Slot::Kind::kRule;
    if (found != index_.end()) slot.rule = found->second;
    return true;
  }

  bool ReadForms(std::string_view forms, const Node& node, Slot& slot) {
    for (const std::string_view name : Split(forms, "|")) {
      const std::optional<Inflection> form = InflectionOf(Trim(name));
      if (!form) {
        std::vector<std::string> known;
        for (const std::string_view one : InflectionNames()) known.emplace_back(one);
        return Mistake(node, UnknownName("form of words", Trim(name), known)), false;
      }
      slot.forms.push_back(*form);
    }
    return true;
  }

  bool ReadPattern(std::string_view expression, const Node& node, Slot& slot) {
    Result<Pattern> pattern = Pattern::Parse(expression);
    if (!pattern) return Mistake(node, fmt::format("/{}/: {}", expression, pattern.error().Message())), false;
    slot.kind = Slot::Kind::kPattern;
    slot.pattern = *std::move(pattern);
    return true;
  }

  bool ReadRange(std::string_view what, size_t dots, const Node& node, Slot& slot) {
    const auto low = ReadWhole(what.substr(0, dots)), high = ReadWhole(what.substr(dots + 2));
    constexpr int64_t kMost = int64_t{1} << 62;
    if (!low || !high || *low > *high || *low < -kMost || *high > kMost)
      return Mistake(node, fmt::format("{{{}}}: a range is two whole numbers, the lower one first", what)), false;
    slot.kind = Slot::Kind::kRange;
    slot.low = *low;
    slot.high = *high;
    return true;
  }

  // A rule ends if one of its alternatives is made of rules that end.
  void CheckThatRulesEnd() {
    std::vector<char> ends(grammar_.rules_.size(), 0);
    const auto all_end = [&](const Alternative& alternative) {
      return std::all_of(alternative.slots.begin(), alternative.slots.end(),
                         [&](const Slot& slot) { return slot.kind != Slot::Kind::kRule || ends[slot.rule] != 0; });
    };
    for (bool news = true; news;) {
      news = false;
      for (size_t i = 0; i < ends.size(); ++i) {
        const auto& alternatives = grammar_.rules_[i].alternatives;
        if (ends[i] != 0 || std::none_of(alternatives.begin(), alternatives.end(), all_end)) continue;
        ends[i] = 1;
        news = true;
      }
    }
    for (size_t i = 0; i < ends.size(); ++i)
      if (ends[i] == 0)
        Mistake(grammar_.rules_[i].node,
                fmt::format("the rule '{}' never ends: each of its alternatives leads back to it",
                            grammar_.rules_[i].name));
  }

  // The names that rules read which can be reached: a file of rules may serve several columns.
  void FindNames() {
    std::vector<char> seen(grammar_.rules_.size(), 0);
    std::vector<size_t> waiting = {grammar_.start_};
    while (!waiting.empty()) {
      const size_t index = waiting.back();
      waiting.pop_back();
      if (std::exchange(seen[index], 1) != 0) continue;
      for (const Alternative& alternative : grammar_.rules_[index].alternatives) {
        if (alternative.when)
          for (const std::string& name : alternative.when->names()) grammar_.names_.emplace(name, alternative.node);
        for (const Slot& slot : alternative.slots) {
          if (slot.kind == Slot::Kind::kRule) waiting.push_back(slot.rule);
          if (slot.kind == Slot::Kind::kColumn) grammar_.names_.emplace(slot.text, alternative.node);
        }
      }
    }
  }

  Grammar grammar_;
  std::map<std::string, size_t, std::less<>> index_;
  Diagnostics mistakes_;
};

Result<Grammar> Grammar::Read(const Node& rules, const std::string& start) {
  return Reader().Read(rules, start);
}

}  // namespace harness
