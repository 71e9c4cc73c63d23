// A VFS of SQLite that fails the n-th write, sync, truncate, open or delete, as a full disk does: half of a failing
// write reaches the file.
//
// It stands on the default VFS, registered for as long as the object lives. Syncs are counted but not done: no test
// here survives a power cut.
#pragma once

#include <atomic>
#include <memory>
#include <string>

struct sqlite3_vfs;

namespace harness {

class FailingVfs {
 public:
  explicit FailingVfs(std::string name);
  ~FailingVfs();
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;

  // The n-th operation from now on (from 1) fails, and if `persistent` all that follow it.
  void Arm(int n, bool persistent);
  void Disarm() { Arm(0, false); }
  // Whether an operation failed since Arm.
  bool fired() const { return fired_; }
  // Operations since Arm.
  int count() const { return count_; }
  const std::string& name() const { return name_; }

  // For the VFS: counts an operation, and says whether it fails.
  bool NextFails();
  sqlite3_vfs* real() const { return real_; }

 private:
  const std::string name_;
  sqlite3_vfs* real_;
  std::unique_ptr<sqlite3_vfs> vfs_;
  std::atomic<int> fail_at_ = 0;
  std::atomic<bool> persistent_ = false;
  std::atomic<bool> fired_ = false;
  std::atomic<int> count_ = 0;
};

}  // namespace harness
