#include "harness/suite/load_comparers.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/suite/load_targets.h"

namespace harness {
namespace {

constexpr std::string_view kExpected = "expected";

bool Mistake(const Node& node, std::string message, Diagnostics& diagnostics) {
  diagnostics.Add(node.MakeDiagnostic(std::move(message)));
  return false;
}

bool CheckAgainst(const Node& against, const std::vector<TargetSpec>& targets, Diagnostics& diagnostics) {
  const auto expected = [](const TargetSpec& target) { return target.info.name == kExpected; };
  if (against.AsString() != kExpected) return !TargetNames(targets).Find(against, diagnostics).empty();
  if (std::none_of(targets.begin(), targets.end(), expected)) return true;
  return Mistake(against,
                 "'expected' is what the case expects, and here it is the name of a target too: give that another name",
                 diagnostics);
}

}  // namespace

bool CheckComparer(const Node& key, const Node& config, const std::vector<TargetSpec>& targets, int turn,
                   Diagnostics& diagnostics) {
  const std::string& type = key.AsString();
  if (turn > 0)
    return Mistake(
        key, fmt::format("'{}' compares whole conversations: put it into the 'score' of the case, not of a turn", type),
        diagnostics);
  if (type.starts_with("not-"))
    return Mistake(
        key,
        fmt::format("'{}' can't be negated: it compares targets, and 'threshold' says what passes", type.substr(4)),
        diagnostics);
  const Node* against = config.Find("against");
  if (against && !CheckAgainst(*against, targets, diagnostics)) return false;
  if (against && against->AsString() == kExpected) return true;
  if (targets.size() == 1)
    return Mistake(key, fmt::format("'{}' compares targets, and the suite has only one", type), diagnostics);
  if (against || targets.size() <= kMaxCompared) return true;
  return Mistake(
      key,
      fmt::format(
          "'{}' compares every two targets, at most {} of them; the suite has {}. 'pairwise' compares each with "
          "one",
          type, kMaxCompared, targets.size()),
      diagnostics);
}

void RefuseMember(const Node& key, std::string_view combination, Diagnostics& diagnostics) {
  (void)Mistake(key,
                fmt::format("'{}' compares targets and can't stand in '{}', whose members judge one output each: put "
                            "it into the list of scorers itself",
                            key.AsString(), combination),
                diagnostics);
}

bool IsCompared(const Suite& suite, const Case& test) {
  if (suite.compares) return true;
  if (!test.extras) return false;
  return std::any_of(test.extras->scorers.begin(), test.extras->scorers.end(),
                     [&](int scorer) { return suite.scorers[static_cast<size_t>(scorer)].comparer != nullptr; });
}

}  // namespace harness
