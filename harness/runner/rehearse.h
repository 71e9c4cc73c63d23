// What a run would ask its models, seen on a sample of its cases: every prompt is written, and nobody is asked.
//
// The suite's models stand in for themselves (ModelOptions::stand_in, ::trace). Targets that do more than ask them are
// not called; their judges see the expected output, or a text of usual length.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/models/trace.h"
#include "harness/runner/plan.h"

namespace harness {

inline constexpr size_t kRehearsedCases = 20;        // evenly spaced
inline constexpr uint64_t kRehearsalReads = 20'000;  // cases at most are read to find them

enum class PartKind : uint8_t { kTarget, kColumn, kScorer };
std::string_view ToString(PartKind kind);  // "target", "column", "scorer"

// All that one target, column or scorer asks.
struct RehearsedPart {
  PartKind kind = PartKind::kTarget;
  std::string name;
  size_t target = 0;  // its place in the suite
  std::vector<TracedCall> calls;
};

struct Rehearsed {
  uint64_t read = 0;                       // cases; fewer than the plan's: only the first were looked at
  std::vector<uint64_t> cases;             // of the sample, by target
  std::vector<RehearsedPart> parts;        // those that asked, in the suite's order
  std::map<std::string, uint64_t> tiers;   // of the cases that were read: how many have this text in the var `tier`
  std::vector<std::string> failures = {};  // why a prompt could not be written, each once
};

// How a target is called; it tells the trace of its columns. Null: as in a run.
using RehearsedCall = std::function<Output(const TargetSpec&, const Case&, const CallContext&)>;

// `suite` is the one with the stand-in; `plan` may have been made with another of the same file.
Result<Rehearsed> Rehearse(const Suite& suite, const Plan& plan, CallTrace& trace, Clock& clock,
                           const RehearsedCall& call = nullptr);

}  // namespace harness
