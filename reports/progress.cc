#include "reports/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "harness/base/text.h"
#include "harness/results/summary.h"
#include "reports/display.h"

namespace harness {
namespace {

using std::chrono::duration;
using std::chrono::microseconds;

constexpr auto kRedraw = std::chrono::milliseconds(100);
constexpr auto kBetweenSteps = std::chrono::seconds(2);  // a fast run needs no line for every tenth
constexpr auto kBetweenLines = std::chrono::seconds(10);
constexpr std::string_view kErase = "\r\x1b[K";
constexpr size_t kWidestBar = 30;
constexpr size_t kNarrowestBar = 8;

std::string Rate(double per_second) {
  if (per_second >= 10) return fmt::format("{:.0f}/s", per_second);
  if (per_second >= 1) return fmt::format("{:.1f}/s", per_second);
  return fmt::format("{:.1f}/min", per_second * 60);
}

}  // namespace

Progress::Progress(Clock& clock, ProgressOptions options, Write write)
    : clock_(clock), options_(options), write_(std::move(write)) {}

void Progress::OnEvent(const Event& event) {
  if (const auto* committed = std::get_if<AttemptCommitted>(&event)) return Count(committed->finished);
  if (std::holds_alternative<Tick>(event)) return OnTick();
  if (const auto* started = std::get_if<RunStarted>(&event)) return Start(*started);
  if (const auto* ended = std::get_if<RunEnded>(&event)) return End(*ended);
}

void Progress::Start(const RunStarted& started) {
  scorers_ = started.run.scorers;
  counts_ = {};
  planned_ = started.run.planned_attempts;
  before_ = done_ = started.done_before;
  failures_shown_ = 0;
  started_ = shown_ = clock_.SteadyNow();
  next_step_ = (done_ * 10 / std::max<uint64_t>(planned_, 1) + 1) * planned_ / 10;
  if (options_.live) return Draw();
  std::string line = fmt::format("{} · run {} · {}", Visible(started.run.suite), Visible(started.run.id),
                                 Counted(planned_, "attempt"));
  if (before_ > 0) line += fmt::format(", {} done before", before_);
  write_(line + "\n");
}

void Progress::Count(const Finished& finished) {
  if (!finished.replaces) ++done_;  // or it was done before
  const Verdict verdict = finished.attempt->verdict;
  ++counts_[static_cast<size_t>(verdict)];
  if (verdict != Verdict::kPass && failures_shown_ < options_.failures) ShowFailure(finished);
  if (done_ >= next_step_) OnStep();
}

void Progress::OnStep() {
  next_step_ = (done_ * 10 / std::max<uint64_t>(planned_, 1) + 1) * planned_ / 10;
  next_step_ = std::max(next_step_, done_ + 1);
  if (!options_.live && done_ < planned_ && clock_.SteadyNow() - shown_ >= kBetweenSteps) WriteLine();
}

void Progress::OnTick() {
  const auto since = clock_.SteadyNow() - shown_;
  if (options_.live && since >= kRedraw) Draw();
  if (!options_.live && since >= kBetweenLines) WriteLine();
}

void Progress::End(const RunEnded&) {
  if (!options_.live) return WriteLine();
  if (drawn_) write_(kErase);
  drawn_ = false;
}

void Progress::ShowFailure(const Finished& finished) {
  const AttemptRow& attempt = *finished.attempt;
  if (attempt.verdict != Verdict::kFail && attempt.verdict != Verdict::kError) return;
  ++failures_shown_;
  const Result<std::vector<Score>> scores = ParseScores(attempt.scores.empty() ? "[]" : attempt.scores);
  std::string reason = scores ? ReasonOf(attempt, *scores, scorers_) : "";
  if (reason.empty()) reason = ToString(attempt.verdict);
  const bool failed = attempt.verdict == Verdict::kFail;
  const std::string text = Visible(fmt::format("{}: {}", finished.test->id, reason.substr(0, options_.width * 8)));
  const std::string mark = Paint(failed ? "✗" : "!", failed ? Tone::kBad : Tone::kWarning, options_.colour);
  const std::string line =
      fmt::format("{}{} {}\n", drawn_ ? kErase : "", mark, FitTo(text, std::max<size_t>(options_.width, 10) - 3));
  write_(line);
  if (drawn_) Draw();
}

void Progress::WriteLine() {
  shown_ = clock_.SteadyNow();
  const std::string speed = Speed();
  write_(fmt::format("{:>4}  {}{}{}\n", Percent(), Counters(), speed.empty() ? "" : "  ", speed));
}

void Progress::Draw() {
  shown_ = clock_.SteadyNow();
  const std::string speed = Speed();
  const std::string behind = fmt::format("{:>4}  {}{}{}", Percent(), Counters(), speed.empty() ? "" : "  ", speed);
  // The last column stays free: some terminals wrap there.
  const size_t width = std::max<size_t>(options_.width, 10) - 1;
  const size_t used = DisplayWidth(behind) + 3;
  std::string bar;
  if (used + kNarrowestBar <= width) bar = Bar(std::min(width - used, kWidestBar));
  const bool bad = Of(Verdict::kFail) + Of(Verdict::kError) > 0;
  bar = Paint(bar, bad ? Tone::kBad : Tone::kGood, options_.colour);
  write_(fmt::format("{}{}{}", kErase, bar, FitTo(behind, width)));
  drawn_ = true;
}

std::string Progress::Bar(size_t width) const {
  const uint64_t planned = std::max<uint64_t>(planned_, 1);
  const auto full = static_cast<size_t>(std::min(done_, planned) * width / planned);
  std::string bar = "[";
  for (size_t i = 0; i < width; ++i) bar += i < full ? "█" : "·";
  return bar + "] ";
}

std::string Progress::Percent() const {
  if (planned_ == 0) return "100%";
  return fmt::format("{}%", std::min(done_, planned_) * 100 / planned_);
}

std::string Progress::Counters() const {
  std::string text = fmt::format("{}/{}  {} passed  {} failed  {}", done_, planned_, Of(Verdict::kPass),
                                 Of(Verdict::kFail), Counted(Of(Verdict::kError), "error"));
  if (const uint64_t unknown = Of(Verdict::kUnknown); unknown > 0) text += fmt::format("  {} unknown", unknown);
  if (const uint64_t skipped = Of(Verdict::kSkipped); skipped > 0) text += fmt::format("  {} skipped", skipped);
  return text;
}

// The rate since the start, and the time left at that rate; empty until there is one.
std::string Progress::Speed() const {
  const auto elapsed = clock_.SteadyNow() - started_;
  const double seconds = duration<double>(elapsed).count();
  if (done_ == before_ || seconds <= 0) return "";
  const double rate = static_cast<double>(done_ - before_) / seconds;
  if (done_ >= planned_)
    return fmt::format("{}  in {}", Rate(rate), FormatDuration(std::chrono::duration_cast<microseconds>(elapsed)));
  const double left = std::min(static_cast<double>(planned_ - done_) / rate, 1e9);
  // Whole seconds: nobody knows better.
  return fmt::format("{}  {} left", Rate(rate),
                     FormatDuration(std::chrono::seconds(std::llround(std::max(left, 1.0)))));
}

}  // namespace harness
