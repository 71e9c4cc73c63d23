#include "reports/folded_cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "harness/results/summary.h"

namespace harness {
namespace {

// In bytes: enough to see what happened, little enough that a reason, an output and what was expected fit into 4 KiB
// together.
constexpr size_t kReasonBytes = 600;
constexpr size_t kTextBytes = 900;
constexpr size_t kDetailsBytes = 4096;

// A text cut to `max` bytes at the start of a character.
std::string Cut(std::string_view text, size_t max) {
  if (text.size() <= max) return std::string(text);
  while (max > 0 && (static_cast<unsigned char>(text[max]) & 0xC0) == 0x80) --max;
  return std::string(text.substr(0, max)) + "…";
}

std::string PlaceOf(const CaseRow& test) {
  if (test.file.empty()) return fmt::format("case {}", test.id);
  return ToString(Place{test.file, test.line, 0});
}

void AppendScores(std::string& to, const std::vector<Score>& scores, const std::vector<ScorerInfo>& scorers) {
  for (const Score& score : scores) {
    if (score.verdict == Verdict::kPass || score.verdict == Verdict::kSkipped) continue;
    const ScorerInfo& scorer = scorers[score.scorer];
    fmt::format_to(std::back_inserter(to), "  {}{}: {}", scorer.name, scorer.weight > 0 ? "" : " (not decisive)",
                   ToString(score.verdict));
    if (!score.reason.empty()) to.append(": ").append(Cut(score.reason, kReasonBytes));
    to += '\n';
  }
}

// One repeat that did not pass. What the whole case shares stands behind the first.
void AppendDetails(std::string& to, const CaseRow& test, const AttemptRow& attempt, const std::vector<Score>& scores,
                   const RunRecord& run) {
  if (to.size() > kDetailsBytes) return;
  const bool first = to.empty();
  if (!first) to += '\n';
  if (run.repeat > 1) {
    fmt::format_to(std::back_inserter(to), "repeat {}: {}\n", attempt.key.repeat + 1, ToString(attempt.verdict));
  }
  if (!attempt.failure_kind.empty()) {
    fmt::format_to(std::back_inserter(to), "  {}: {}\n", attempt.failure_kind,
                   Cut(attempt.failure_message, kReasonBytes));
  }
  AppendScores(to, scores, run.scorers);
  const std::string& output = attempt.output_json.empty() ? attempt.output_text : attempt.output_json;
  if (!output.empty()) to.append("output: ").append(Cut(output, kTextBytes)).append("\n");
  if (!first) return;
  if (!test.expected.empty()) to.append("expected: ").append(Cut(test.expected, kTextBytes)).append("\n");
  if (!test.input.empty()) to.append("input: ").append(Cut(test.input, kTextBytes)).append("\n");
}

}  // namespace

Result<FoldedCases> FoldedCases::Open(const RunRecord& run, Store& store, bool details) {
  Result<std::unique_ptr<AttemptCursor>> cursor =
      store.Attempts(run.number, {.scores = details, .input = details, .output = details});
  if (!cursor) return Unexpected(cursor.error());
  return FoldedCases(run, std::move(*cursor), details);
}

Result<bool> FoldedCases::Next(FoldedCase& folded, std::optional<uint16_t> target) {
  while (true) {
    Result<bool> more = Advance();
    if (!more || !*more) return more;
    const AttemptKey key = cursor_->attempt().key;
    if (!target || key.target == *target) break;
    pending_ = false;
  }
  const AttemptKey first = cursor_->attempt().key;
  folded = {};
  folded.id = cursor_->test().id;
  folded.category = cursor_->test().category;
  folded.place = PlaceOf(cursor_->test());
  folded.target = first.target;
  while (true) {
    if (Result<> added = Add(folded); !added) return Unexpected(added.error());
    pending_ = false;
    Result<bool> more = Advance();
    if (!more) return more;
    if (!*more) break;
    const AttemptKey key = cursor_->attempt().key;
    if (key.case_number != first.case_number || key.target != first.target) break;
  }
  folded.verdict = CaseVerdict(folded.repeats, static_cast<uint32_t>(std::max(run_->repeat, 1)), run_->require);
  return true;
}

// Moves to an attempt that is not taken yet; false at the end.
Result<bool> FoldedCases::Advance() {
  if (pending_) return true;
  Result<bool> more = cursor_->Next();
  pending_ = more && *more;
  if (pending_ && cursor_->attempt().key.target >= run_->targets.size()) {
    return Fail("run {}: an attempt of case '{}' is of target {}, but the run has {}", run_->id, cursor_->test().id,
                cursor_->attempt().key.target + 1, run_->targets.size());
  }
  return more;
}

Result<std::vector<Score>> FoldedCases::ReadScores() const {
  if (cursor_->attempt().scores.empty()) return std::vector<Score>();
  Result<std::vector<Score>> scores = ParseScores(cursor_->attempt().scores);
  if (!scores) return Fail("run {}: case '{}': {}", run_->id, cursor_->test().id, scores.error().Message());
  for (const Score& score : *scores) {
    if (static_cast<size_t>(score.scorer) < run_->scorers.size()) continue;
    return Fail("run {}: a score of case '{}' is of scorer {}, but the run has {}", run_->id, cursor_->test().id,
                score.scorer + 1, run_->scorers.size());
  }
  return scores;
}

Result<> FoldedCases::Add(FoldedCase& folded) const {
  const AttemptRow& attempt = cursor_->attempt();
  folded.repeats.Add(attempt.verdict);
  folded.latency_us += attempt.latency_us;
  if (!details_ || attempt.verdict == Verdict::kPass || attempt.verdict == Verdict::kSkipped) return {};
  const Result<std::vector<Score>> scores = ReadScores();
  if (!scores) return Unexpected(scores.error());
  std::optional<Shortfall>& shortfall = attempt.verdict == Verdict::kFail ? folded.failed : folded.undecided;
  if (!shortfall) {
    const std::string& kind = attempt.failure_category.empty() ? attempt.failure_kind : attempt.failure_category;
    shortfall = Shortfall{kind, ReasonOf(attempt, *scores, run_->scorers)};
  }
  AppendDetails(folded.details, cursor_->test(), attempt, *scores, *run_);
  return {};
}

}  // namespace harness
