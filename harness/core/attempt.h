// One case on one target, one repeat: as the store keeps it and as reports read it.
//
// Values that only reports need are kept as serialised JSON, so that a row goes from a worker to the disk and from the
// disk into a report without being built up again.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/core/call_context.h"
#include "harness/core/case.h"
#include "harness/core/output.h"
#include "harness/core/score.h"

namespace harness {

struct CaseRow {
  uint32_t number = 0;
  std::string id;
  std::string category;
  std::string tags;  // JSON list
  std::string cluster;
  std::string file;
  int line = 0;
  uint64_t digest = 0;   // of everything that decides a verdict: a resumed run refuses a case whose digest changed
  std::string input;     // JSON
  std::string expected;  // JSON, or empty: none
  std::string vars;      // JSON object
  bool operator==(const CaseRow&) const = default;
};

struct AttemptRow {
  AttemptKey key;
  Verdict verdict = Verdict::kError;
  std::string failure_kind;  // empty: the target answered
  std::string failure_message;
  std::string failure_category;  // empty: none
  int64_t latency_us = 0;
  int64_t started_at = 0;  // µs since 1970, UTC
  int tries = 1;           // calls of the target that it took
  std::optional<Usage> usage;
  std::optional<double> cost_usd;  // of target and scorers together
  std::string scores;              // SerialiseScores
  std::string output_text;
  std::string output_json;   // JSON, or empty: none
  std::string output_turns;  // of a conversation, as ToJson of exchanges writes them; else empty
  std::string finish_reason;
  bool operator==(const AttemptRow&) const = default;
};

// A finished attempt on its way to the store and to those who listen. The attempts of one case share its row.
struct Finished {
  Finished() = default;
  Finished(std::shared_ptr<const CaseRow> of_case, std::shared_ptr<const AttemptRow> row);

  std::shared_ptr<const CaseRow> test;
  std::shared_ptr<const AttemptRow> attempt;  // null: none
  bool replaces = false;                      // what is stored of the attempt gives way, however it ended
  // Roughly what it holds in memory: the long texts, and the case's row for each of its attempts.
  size_t bytes = 0;
};

// [[scorer, verdict, value|null, reason?, evidence?, [input, output, cached]|null?, cost?], …]: indexes and numbers
// instead of names keep a million rows small; what says nothing at the end of a list is left out.
std::string SerialiseScores(const std::vector<Score>& scores);
Result<std::vector<Score>> ParseScores(std::string_view text);

}  // namespace harness
