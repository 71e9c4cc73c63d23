#include "harness/runner/vote.h"

#include <fmt/format.h>

namespace harness {
namespace {

bool IsFailedRule(const ScorerSpec& member, const Score& score) {
  return !member.asks_model && member.info.weight > 0 &&
         (score.verdict == Verdict::kFail || score.verdict == Verdict::kError);
}

bool IsDecidedJudge(const ScorerSpec& member, const Score& score) {
  return member.asks_model && member.info.weight > 0 && Decided(score.verdict);
}

}  // namespace

Verdict Votes::Decide(Vote vote) const {
  const Verdict open = error > 0 ? Verdict::kError : Verdict::kUnknown;
  if (vote == Vote::kUnanimity) {
    if (unknown + error > 0 || (pass > 0 && fail > 0)) return pass > 0 && fail > 0 ? Verdict::kUnknown : open;
    return pass > 0 ? Verdict::kPass : Verdict::kFail;
  }
  if (pass > fail + error) return Verdict::kPass;
  if (fail > pass + error) return Verdict::kFail;
  return open;
}

std::optional<double> Votes::Agreement() const {
  const double voted = static_cast<double>(pass + fail);
  if (voted < 2) return std::nullopt;
  const auto pairs = [](double n) { return n * (n - 1); };
  return (pairs(static_cast<double>(pass)) + pairs(static_cast<double>(fail))) / pairs(voted);
}

std::string Votes::InWords() const {
  std::string words = fmt::format("{} of {} pass", pass, pass + fail + unknown + error);
  if (fail > 0) words += fmt::format(", {} fail", fail);
  if (unknown > 0) words += fmt::format(", {} can't tell", unknown);
  if (error > 0) words += fmt::format(", {} in error", error);
  return words;
}

bool CascadeGoesOn(const ScorerSpec& cascade, std::span<const Score> scores, bool audited) {
  bool decided = false;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (IsFailedRule(cascade.members[i], scores[i])) return false;
    decided = decided || IsDecidedJudge(cascade.members[i], scores[i]);
  }
  return !decided || (audited && scores.size() + 1 == cascade.members.size());
}

std::optional<size_t> CascadeDecider(const ScorerSpec& cascade, std::span<const Score> scores) {
  std::optional<size_t> decider;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (scores[i].verdict == Verdict::kSkipped || cascade.members[i].info.weight <= 0) continue;
    if (IsFailedRule(cascade.members[i], scores[i])) return i;
    const bool better = !decider || !IsDecidedJudge(cascade.members[*decider], scores[*decider]) ||
                        IsDecidedJudge(cascade.members[i], scores[i]);
    if (better) decider = i;
  }
  return decider;
}

}  // namespace harness
