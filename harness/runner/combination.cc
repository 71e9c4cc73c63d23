#include "harness/runner/combination.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "harness/base/text.h"
#include "harness/runner/vote.h"

namespace harness {
namespace {

// Rounding of the weighted mean must not turn a reached threshold into a missed one.
constexpr double kSlack = 1e-12;
constexpr size_t kNamed = 5;           // members in a reason
constexpr size_t kMemberReason = 200;  // code points of each one's own
constexpr size_t kMemberName = 60;
// Of a member's own evidence: with that of the groups around it, it must stay within kMaxJsonDepth.
constexpr int kMaxEvidenceDepth = 64;

// A member that counts.
struct Member {
  const ScorerSpec* spec;
  const Score* score;
};

struct Weighed {
  double value;
  double weight;
};

double MeanOf(const std::vector<Weighed>& values) {
  double sum = 0, weight = 0;
  for (const Weighed& one : values) {
    sum += one.value * one.weight;
    weight += one.weight;
  }
  return sum / weight;
}

// The greatest value that `count` of them reach; 0 if they are fewer.
double ReachedBy(std::vector<Weighed> values, size_t count) {
  if (count > values.size()) return 0;
  const auto nth = values.begin() + static_cast<ptrdiff_t>(count - 1);
  std::nth_element(values.begin(), nth, values.end(),
                   [](const Weighed& a, const Weighed& b) { return a.value > b.value; });
  return nth->value;
}

// Whether no member may fail: such a group is judged as all-of is.
bool NeedsAll(const ScorerSpec& group) {
  return group.combination == Combination::kAllOf || (group.combination == Combination::kAssertSet && !group.threshold);
}

// Never falls when one of the values rises.
double ValueOf(const ScorerSpec& group, const std::vector<Weighed>& values) {
  switch (group.combination) {
    case Combination::kAnyOf:
      return ReachedBy(values, 1);
    case Combination::kAtLeast:
      return ReachedBy(values, group.at_least);
    case Combination::kAssertSet:
    case Combination::kPanel:
      return MeanOf(values);
    default:
      return ReachedBy(values, values.size());
  }
}

double ValueOf(const Score& score) {
  return score.value.value_or(score.verdict == Verdict::kPass ? 1 : 0);
}

Votes CountVotes(const std::vector<Member>& members) {
  Votes votes;
  for (const Member& member : members) {
    const Verdict verdict = member.score->verdict;
    ++(verdict == Verdict::kPass    ? votes.pass
       : verdict == Verdict::kFail  ? votes.fail
       : verdict == Verdict::kError ? votes.error
                                    : votes.unknown);
  }
  return votes;
}

bool CountsVotes(const ScorerSpec& group) {
  return group.combination == Combination::kPanel && group.vote != Vote::kMean;
}

Verdict VerdictOf(const ScorerSpec& group, const std::vector<Member>& members) {
  if (CountsVotes(group)) return CountVotes(members).Decide(group.vote);
  const auto reached = [&](double undecided) {
    std::vector<Weighed> values;
    for (const auto& [spec, score] : members) {
      const double decided = group.threshold ? ValueOf(*score) : score->verdict == Verdict::kPass ? 1 : 0;
      values.push_back({Decided(score->verdict) ? decided : undecided, spec->info.weight});
    }
    const double value = NeedsAll(group) ? ReachedBy(values, values.size()) : ValueOf(group, values);
    return value >= group.threshold.value_or(1) - kSlack;
  };
  if (reached(0)) return Verdict::kPass;
  if (!reached(1)) return Verdict::kFail;
  const auto error = [](const Member& member) { return member.score->verdict == Verdict::kError; };
  return std::any_of(members.begin(), members.end(), error) ? Verdict::kError : Verdict::kUnknown;
}

// "a (got 'x', expected 'y'); b (…); and 2 more", of those for which `chosen` holds.
std::string Name(const std::vector<Member>& members, bool values, const std::function<bool(const Score&)>& chosen) {
  std::vector<std::string> named;
  size_t more = 0;
  for (const auto& [spec, score] : members) {
    if (!chosen(*score)) continue;
    if (named.size() == kNamed) {
      ++more;
      continue;
    }
    std::string& one = named.emplace_back(Abbreviate(spec->info.name, kMemberName));
    if (values && Decided(score->verdict)) one += fmt::format(" {:.3g}", ValueOf(*score));
    const bool plain = score->verdict == Verdict::kPass || score->reason.empty();
    if (!plain) one += fmt::format(" ({})", Abbreviate(score->reason, kMemberReason));
  }
  if (more > 0) named.push_back(fmt::format("and {} more", more));
  return fmt::format("{}", fmt::join(named, "; "));
}

// With as many digits as it takes to tell it from what it is compared with.
std::string FormatValue(double value, double bound) {
  std::string text = fmt::format("{:.3g}", value);
  if (text == fmt::format("{:.3g}", bound) && value != bound) text = fmt::format("{:.12g}", value);
  return text;
}

std::string ReasonOf(const ScorerSpec& group, const std::vector<Member>& members, Verdict verdict,
                     std::optional<double> value) {
  const auto is = [](Verdict wanted) { return [wanted](const Score& score) { return score.verdict == wanted; }; };
  const auto count = [&](Verdict wanted) {
    return std::count_if(members.begin(), members.end(), [&](const Member& m) { return m.score->verdict == wanted; });
  };
  const auto undecided = [](const Score& score) { return !Decided(score.verdict); };
  const size_t all = members.size();
  if (CountsVotes(group))
    return fmt::format("{}: {}", CountVotes(members).InWords(),
                       Name(members, false, [](const Score&) { return true; }));
  if (!Decided(verdict)) {
    const auto passed_or_failed = count(Verdict::kPass) + count(Verdict::kFail);
    return fmt::format("{} of {} undecided: {}", static_cast<ptrdiff_t>(all) - passed_or_failed, all,
                       Name(members, false, undecided));
  }
  if (group.threshold && value) {
    const char* than = verdict == Verdict::kPass ? "reaches" : "is below";
    return fmt::format("{} {} {}: {}", FormatValue(*value, *group.threshold), than, *group.threshold,
                       Name(members, true, [](const Score&) { return true; }));
  }
  const std::string failed = Name(members, false, is(Verdict::kFail));
  const auto passes = count(Verdict::kPass);
  if (verdict == Verdict::kPass)
    return fmt::format("{} of {} passed: {}", passes, all, Name(members, false, is(Verdict::kPass)));
  if (NeedsAll(group)) return fmt::format("{} of {} failed: {}", count(Verdict::kFail), all, failed);
  const size_t needed = group.combination == Combination::kAtLeast ? group.at_least : 1;
  return fmt::format("{} of {} passed, {} must{}{}", passes, all, needed, failed.empty() ? "" : ": ", failed);
}

// Recurses to `left` at most.
bool IsFlat(const Json& json, int left) {
  if (!json.is_structured()) return true;
  return left > 0 && std::all_of(json.begin(), json.end(), [&](const Json& item) { return IsFlat(item, left - 1); });
}

Json EvidenceOf(const ScorerSpec& member, const Score& score) {
  Json json = {{"name", member.info.name},           {"type", member.info.type},
               {"verdict", ToString(score.verdict)}, {"value", score.value ? Json(*score.value) : Json()},
               {"weight", member.info.weight},       {"reason", score.reason}};
  RepairUtf8(json["reason"].get_ref<std::string&>());
  const bool group = member.combination != Combination::kNone;
  if (!score.evidence.is_null()) {
    const bool fits = group || IsFlat(score.evidence, kMaxEvidenceDepth);
    json["evidence"] = fits ? score.evidence : Json(fmt::format("left out: deeper than {} levels", kMaxEvidenceDepth));
  }
  if (score.usage)
    json["usage"] = {{"input_tokens", score.usage->input_tokens},
                     {"output_tokens", score.usage->output_tokens},
                     {"cached_tokens", score.usage->cached_tokens}};
  if (score.cost_usd) json["cost_usd"] = *score.cost_usd;
  return json;
}

void AddCosts(const Score& of, Score& to) {
  if (of.usage) {
    Usage sum = to.usage.value_or(Usage{});
    sum.input_tokens += of.usage->input_tokens;
    sum.output_tokens += of.usage->output_tokens;
    sum.cached_tokens += of.usage->cached_tokens;
    to.usage = sum;
  }
  if (of.cost_usd) to.cost_usd = to.cost_usd.value_or(0) + *of.cost_usd;
}

bool HasUnknownCost(const Score& score) {
  return score.usage && !score.cost_usd;
}

// Why it failed: what the first of those that failed says.
std::string_view CategoryOf(const std::vector<Member>& members) {
  for (const Member& member : members)
    if (member.score->verdict == Verdict::kFail && !member.score->Category().empty()) return member.score->Category();
  return {};
}

// The decider's verdict and value under its name.
Score DecideCascade(const ScorerSpec& cascade, std::span<const Score> scores) {
  const std::optional<size_t> decider = CascadeDecider(cascade, scores);
  if (!decider) return Score::Skipped("none of its members was judged");
  Score score;
  score.verdict = scores[*decider].verdict;
  score.value = scores[*decider].value;
  const std::string& reason = scores[*decider].reason;
  score.reason = cascade.members[*decider].info.name + (reason.empty() ? "" : ": " + Abbreviate(reason, kMemberReason));
  return score;
}

}  // namespace

Score Combine(const ScorerSpec& group, std::span<const Score> scores) {
  std::vector<Member> members;  // that count
  for (size_t i = 0; i < scores.size(); ++i)
    if (group.members[i].info.weight > 0 && scores[i].verdict != Verdict::kSkipped)
      members.push_back({&group.members[i], &scores[i]});
  Score score = Score::Skipped("none of its members was judged");
  if (group.combination == Combination::kCascade) {
    score = DecideCascade(group, scores);
  } else if (!members.empty()) {
    score.verdict = VerdictOf(group, members);
    std::vector<Weighed> decided;
    for (const auto& [spec, one] : members)
      if (Decided(one->verdict)) decided.push_back({ValueOf(*one), spec->info.weight});
    if (Decided(score.verdict) && !decided.empty()) score.value = std::clamp(ValueOf(group, decided), 0.0, 1.0);
    score.reason = ReasonOf(group, members, score.verdict, score.value);
  }
  Json list = Json::array();
  for (size_t i = 0; i < scores.size(); ++i) {
    list.push_back(EvidenceOf(group.members[i], scores[i]));
    AddCosts(scores[i], score);
  }
  if (std::any_of(scores.begin(), scores.end(), HasUnknownCost)) score.cost_usd.reset();
  score.evidence = {{"members", std::move(list)}};
  if (group.combination == Combination::kPanel)
    if (const std::optional<double> agreement = CountVotes(members).Agreement())
      score.evidence["agreement"] = *agreement;
  if (score.verdict == Verdict::kFail)
    if (const std::string_view category = CategoryOf(members); !category.empty()) score.evidence["category"] = category;
  return score;
}

}  // namespace harness
