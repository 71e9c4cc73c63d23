// Shows how far a run is: one line that is redrawn on a terminal, or a plain line now and then elsewhere.
//
// A Listener: called on the dispatcher's thread only. An attempt costs a few counters; lines are built on ticks, and on
// the steps of a tenth.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/clock.h"
#include "harness/core/event.h"

namespace harness {

struct ProgressOptions {
  bool live = false;  // a terminal: one line, redrawn at most ten times a second, gone at the end
  bool colour = false;
  size_t width = 80;  // columns
  int failures = 3;   // so many of the first attempts that fail or end in error are shown as they come
};

class Progress final : public Listener {
 public:
  using Write = std::function<void(std::string_view)>;

  // `write` gets text for standard error, whole lines at a time.
  Progress(Clock& clock, ProgressOptions options, Write write);

  void OnEvent(const Event& event) override;

 private:
  void Start(const RunStarted& started);
  void Count(const Finished& finished);
  void OnTick();
  void End(const RunEnded& ended);
  void OnStep();
  void ShowFailure(const Finished& finished);
  void WriteLine();
  void Draw();
  std::string Counters() const;
  std::string Speed() const;
  std::string Bar(size_t width) const;
  std::string Percent() const;
  uint64_t Of(Verdict verdict) const { return counts_[static_cast<size_t>(verdict)]; }

  Clock& clock_;
  const ProgressOptions options_;
  const Write write_;
  std::vector<ScorerInfo> scorers_;
  std::array<uint64_t, std::size(kVerdicts)> counts_{};
  uint64_t planned_ = 0;
  uint64_t before_ = 0;     // done by earlier invocations
  uint64_t done_ = 0;       // with those
  uint64_t next_step_ = 0;  // how many done are the next tenth
  int failures_shown_ = 0;
  bool drawn_ = false;  // the live line stands on the terminal
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point shown_;  // when the last line was written or drawn
};

}  // namespace harness
