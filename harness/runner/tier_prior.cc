#include "harness/runner/tier_prior.h"

#include <array>
#include <string>
#include <string_view>

namespace harness {
namespace {

constexpr Range kSpread{0.5, 1, 2};  // around the averages

struct Tier {
  std::string_view name;
  double input, output;  // tokens
  double cost;           // USD
};
constexpr std::array<Tier, 3> kTiers = {
    {{"template", 2'000, 3'000, 0.26}, {"scenario", 2'500, 4'000, 0.34}, {"edge_case", 3'000, 5'000, 0.42}}};

}  // namespace

std::optional<TierPrior> TierPriorOf(const Rehearsed& rehearsed, double records) {
  TierPrior prior;
  uint64_t known = 0;
  for (const Tier& tier : kTiers) {
    const auto found = rehearsed.tiers.find(std::string(tier.name));
    if (found == rehearsed.tiers.end()) continue;
    known += found->second;
    const double of_tier = records * static_cast<double>(found->second) / static_cast<double>(rehearsed.read);
    prior.input += kSpread * (tier.input * of_tier);
    prior.output += kSpread * (tier.output * of_tier);
    prior.cost += tier.cost * of_tier;
  }
  if (known == 0 || known < rehearsed.read) return std::nullopt;
  return prior;
}

}  // namespace harness
