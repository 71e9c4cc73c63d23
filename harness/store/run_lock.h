// One owner of a run at a time: advisory locks on single bytes of the file STORE.lock, byte N for run N.
//
// A lock belongs to its RunLock object, not to the process: a second TryLock of the same run fails in the same process
// too. The kernel drops it when the process dies, however it dies. The file is never written to and stays behind. Any
// thread; no NFS.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/base/error.h"

namespace harness {

// Held until destruction. Movable only.
class RunLock {
 public:
  RunLock(RunLock&& other) noexcept;
  RunLock& operator=(RunLock&& other) noexcept;
  ~RunLock();

 private:
  friend class RunLocks;
  explicit RunLock(int descriptor) : descriptor_(descriptor) {}

  int descriptor_ = -1;
};

class RunLocks {
 public:
  explicit RunLocks(const std::string& store_path) : path_(store_path + ".lock") {}

  // Nullopt when someone else owns the run. `run` is its number in the store, from 1.
  Result<std::optional<RunLock>> TryLock(int64_t run) const;
  // Whether anyone owns the run: a run that is stored as running but has no owner was interrupted.
  Result<bool> IsOwned(int64_t run) const;

 private:
  std::string path_;
};

}  // namespace harness
