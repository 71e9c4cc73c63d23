// Follows a run: hands its committed attempts on in the order of the reports while the run goes on, on a thread of its
// own, so that figures and reports need not be read back from the store at the end.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "harness/core/event.h"
#include "harness/runner/in_order.h"

namespace harness {

// In bytes of memory, roughly.
struct FollowLimits {
  size_t queued = size_t{1} << 20;  // committed and not looked at: the run waits above it
  size_t held = size_t{16} << 20;   // waiting for an attempt that is late: the follower gives up above it
};

class Follower final : public Listener {
 public:
  // Called on the follower's thread, for each attempt in the order (case, target, repeat). False: enough, give up.
  using Visit = std::function<bool(const CaseRow& test, const AttemptRow& attempt)>;

  // `gave_up` is called once, on the follower's thread, if it gives up.
  Follower(Visit visit, std::function<void()> gave_up, FollowLimits limits = {});
  ~Follower() override;

  void OnEvent(const Event& event) override;
  // Once the run has ended: waits until all is visited. False if the follower gave up, and its visitor saw a part only.
  bool Finish();

 private:
  struct News {
    AttemptKey claimed;
    Finished finished;  // without an attempt: it was claimed
  };

  void HandOver();
  void Run();
  void Take(std::vector<News> news);
  void VisitReady();
  void GiveUp();

  const Visit visit_;
  const std::function<void()> tell_gave_up_;
  const FollowLimits limits_;

  std::vector<News> batch_;  // the listener's own, to be handed over
  size_t batch_bytes_ = 0;

  std::mutex mutex_;  // of the four below
  std::condition_variable changed_;
  std::vector<News> queue_;
  size_t queued_bytes_ = 0;
  bool over_ = false;

  InOrder in_order_;  // these two are the thread's until it is joined
  bool gave_up_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace harness
