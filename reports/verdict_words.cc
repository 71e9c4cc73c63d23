#include "reports/verdict_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include "harness/base/text.h"

namespace harness {
namespace {

struct GateCounts {
  size_t all = 0;  // without warnings
  size_t failed = 0, incomplete = 0;
  size_t warnings = 0;  // gates that only warn, and do
};

GateCounts CountGates(const std::vector<GateResult>& results) {
  std::set<std::string> all, failed, incomplete, warnings;
  for (const GateResult& result : results) {
    const std::string& text = result.gate.text;
    if (result.gate.warn) {
      if (result.verdict != GateVerdict::kHolds) warnings.insert(text);
      continue;
    }
    all.insert(text);
    if (result.verdict == GateVerdict::kFails) failed.insert(text);
    if (result.verdict == GateVerdict::kIncomplete) incomplete.insert(text);
  }
  return {all.size(), failed.size(), incomplete.size(), warnings.size()};
}

std::string Passed(const GateCounts& gates) {
  std::string text = "PASS: no gates were judged";
  if (gates.all == 1) text = "PASS: the gate holds";
  if (gates.all > 1) text = fmt::format("PASS: {} gates hold", gates.all);
  if (gates.warnings > 0) text += ", " + Counted(gates.warnings, "warning");
  return text;
}

std::string Failed(const GateCounts& gates) {
  if (gates.failed == 0) return "FAIL: stopped early by --fail-fast or on_error: stop";
  if (gates.all == 1) return "FAIL: the gate failed";
  return fmt::format("FAIL: {} of {} gates failed", gates.failed, gates.all);
}

std::string Incomplete(const Summary& summary, const GateCounts& gates) {
  std::string text;
  const Figures& all = summary.all;
  const uint64_t asked = all.planned - std::min(all.planned, all.skipped);
  const uint64_t decided = all.passed + all.failed;
  if (all.coverage && *all.coverage < summary.run.min_coverage) {
    text = fmt::format("{} of {} undecided or missing, coverage is {} where the suite asks for {}",
                       asked - std::min(asked, decided), Counted(asked, "attempt"), FormatShare(*all.coverage),
                       FormatShare(summary.run.min_coverage));
  }
  if (gates.incomplete > 0) {
    if (!text.empty()) text += "; ";
    text += fmt::format("{} of {} had nothing to judge by", gates.incomplete, Counted(gates.all, "gate"));
  }
  if (text.empty()) text = fmt::format("the run is {}", ToString(summary.run.state));
  return "INCOMPLETE: " + text;
}

enum class Unit { kPercent, kShare, kMilliseconds, kSeconds, kDollars, kCount };

Unit UnitOf(const Gate& gate) {
  if (gate.unit == "%") return Unit::kPercent;
  switch (gate.figure) {
    case Figure::kP50:
    case Figure::kP95:
    case Figure::kP99:
    case Figure::kMax:
      return gate.unit == "ms" ? Unit::kMilliseconds : Unit::kSeconds;
    case Figure::kCost:
      return Unit::kDollars;
    case Figure::kCount:
    case Figure::kCases:
      return Unit::kCount;
    default:
      return Unit::kShare;
  }
}

struct Style {
  double factor;
  int decimals;
  std::string_view before, behind;
};

Style StyleOf(Unit unit) {
  switch (unit) {
    case Unit::kPercent:
      return {100, 1, "", "%"};
    case Unit::kMilliseconds:
      return {1000, 0, "", "ms"};
    case Unit::kSeconds:
      return {1, 2, "", "s"};
    case Unit::kDollars:
      return {1, 2, "$", ""};
    case Unit::kCount:
      return {1, 0, "", ""};
    default:
      return {1, 3, "", ""};
  }
}

int SideOf(double value, double bound) {
  return value < bound ? -1 : value > bound ? 1 : 0;
}

}  // namespace

std::string VerdictInWords(const Summary& summary) {
  const GateCounts gates = CountGates(summary.gates);
  switch (summary.exit_code) {
    case 0:
      return Passed(gates);
    case 1:
      return Failed(gates);
    case 3:
      return Incomplete(summary, gates);
    case 4:
      return "INCONCLUSIVE: there is too little data to say";
    case 130:
      return fmt::format("INTERRUPTED: {} of {} done", summary.all.attempts, Counted(summary.all.planned, "attempt"));
    default:
      return "REFUSED: nothing ran";
  }
}

Tone ToneOf(int exit_code) {
  if (exit_code == 0) return Tone::kGood;
  return exit_code == 1 || exit_code == 2 ? Tone::kBad : Tone::kWarning;
}

std::string FormatGateValue(const GateResult& result) {
  if (!result.value) return "–";
  constexpr int kMaxDecimals = 9;
  const Unit unit = UnitOf(result.gate);
  // A latency far below a bound in seconds would be 0.00s.
  const bool tiny = unit == Unit::kSeconds && *result.value < 0.01;
  const Style style = StyleOf(tiny ? Unit::kMilliseconds : unit);
  const double value = *result.value * style.factor;
  const double bound = result.gate.bound * style.factor;
  const int side = SideOf(*result.value, result.gate.bound);
  int decimals = tiny ? 2 : style.decimals;
  if (unit == Unit::kDollars && value < 1) decimals = 4;
  while (decimals < kMaxDecimals) {
    const double scale = std::pow(10, decimals);
    if (SideOf(std::round(value * scale), std::round(bound * scale * 1e6) / 1e6) == side) break;
    ++decimals;
  }
  return fmt::format("{}{:.{}f}{}", style.before, value, decimals, style.behind);
}

}  // namespace harness
