#include "generators/grammar.h"

#include <map>
#include <tuple>

namespace harness {
namespace {

constexpr int kMaxDepth = 100;        // rules in one another
constexpr int kMaxChoices = 100'000;  // of a text

}  // namespace

// One text in the making.
class Grammar::Writing {
 public:
  Writing(const Grammar& grammar, Rng& rng, const Values& values) : grammar_(grammar), rng_(rng), values_(values) {}

  Result<std::string> Write() {
    std::string text;
    if (auto written = WriteRule(grammar_.start_, 0, text); !written) return Unexpected(written.error());
    return text;
  }

 private:
  Result<> WriteRule(size_t index, int depth, std::string& to) {
    const Rule& rule = grammar_.rules_[index];
    if (depth > kMaxDepth)
      return rule.node.Fail("the rule '{}' leads to {} rules in one another", rule.name, kMaxDepth);
    if (++choices_ > kMaxChoices || to.size() > kMaxPhrase)
      return rule.node.Fail("the text becomes too long: more than {} bytes or {} choices", kMaxPhrase, kMaxChoices);
    const auto alternative = Choose(rule);
    if (!alternative) return Unexpected(alternative.error());
    for (const Slot& slot : (*alternative)->slots)
      if (auto written = WriteSlot(slot, depth, to); !written) return written;
    return {};
  }

  Result<const Alternative*> Choose(const Rule& rule) {
    double total = 0;
    fitting_.clear();
    for (const Alternative& alternative : rule.alternatives) {
      const auto fits =
          alternative.when ? alternative.when->Test(values_.scope(), Undefined::kStrict) : Result<bool>(true);
      if (!fits) return Unexpected(AtNode(fits.error(), alternative.node));
      if (!*fits || alternative.weight == 0) continue;
      fitting_.push_back(&alternative);
      total += alternative.weight;
    }
    if (fitting_.empty()) return rule.node.Fail("no alternative of the rule '{}' fits this record", rule.name);
    if (fitting_.size() == 1) return fitting_.front();
    double left = rng_.Unit() * total;
    for (const Alternative* alternative : fitting_) {
      if (left < alternative->weight) return alternative;
      left -= alternative->weight;
    }
    return fitting_.back();  // a rounding error behind the last
  }

  Result<> WriteSlot(const Slot& slot, int depth, std::string& to) {
    if (slot.kind == Slot::Kind::kText) {
      to += slot.text;
      return {};
    }
    if (slot.forms.empty() && slot.label.empty()) return WriteContent(slot, depth, to);
    std::string content;
    const auto key = std::pair(slot.text, slot.label);
    const auto known = slot.label.empty() ? labelled_.end() : labelled_.find(key);
    if (known != labelled_.end()) {
      content = known->second;
    } else {
      if (auto written = WriteContent(slot, depth, content); !written) return written;
      if (!slot.label.empty()) labelled_.emplace(key, content);
    }
    for (const Inflection form : slot.forms) content = Inflect(content, form);
    to += content;
    return {};
  }

  Result<> WriteContent(const Slot& slot, int depth, std::string& to) {
    switch (slot.kind) {
      case Slot::Kind::kText:
        break;
      case Slot::Kind::kRule:
        return WriteRule(slot.rule, depth + 1, to);
      case Slot::Kind::kColumn:
        values_.Append(slot.text, to);
        break;
      case Slot::Kind::kRange: {
        const auto span = static_cast<uint64_t>(slot.high - slot.low) + 1;
        fmt::format_to(std::back_inserter(to), "{}", slot.low + static_cast<int64_t>(rng_.Uniform(span)));
        break;
      }
      case Slot::Kind::kPattern:
        slot.pattern->Append(rng_, to);
        break;
    }
    return {};
  }

  const Grammar& grammar_;
  Rng& rng_;
  const Values& values_;
  int choices_ = 0;
  std::vector<const Alternative*> fitting_;
  std::map<std::pair<std::string, std::string>, std::string> labelled_;  // by name and label
};

Result<std::string> Grammar::Write(Rng& rng, const Values& values) const {
  return Writing(*this, rng, values).Write();
}

}  // namespace harness
