#include "harness/store/run_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <system_error>
#include <utility>

namespace harness {
namespace {

struct flock ByteOf(int64_t run) {
  struct flock range {};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  range.l_start = run;
  range.l_len = 1;
  return range;
}

std::string Reason() {
  return std::generic_category().message(errno);
}

}  // namespace

RunLock::RunLock(RunLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

RunLock& RunLock::operator=(RunLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

RunLock::~RunLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<std::optional<RunLock>> RunLocks::TryLock(int64_t run) const {
  assert(run > 0);
  RunLock lock(open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (lock.descriptor_ < 0) return Fail("can't open the lock file {}: {}", path_, Reason());
  struct flock range = ByteOf(run);
  if (fcntl(lock.descriptor_, F_OFD_SETLK, &range) == 0) return lock;
  if (errno == EAGAIN || errno == EACCES) return std::nullopt;
  return Fail("can't lock run {} in {}: {}", run, path_, Reason());
}

Result<bool> RunLocks::IsOwned(int64_t run) const {
  assert(run > 0);
  const RunLock file(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.descriptor_ < 0) {
    if (errno == ENOENT) return false;
    return Fail("can't open the lock file {}: {}", path_, Reason());
  }
  struct flock range = ByteOf(run);
  if (fcntl(file.descriptor_, F_OFD_GETLK, &range) != 0)
    return Fail("can't ask for the owner of run {} in {}: {}", run, path_, Reason());
  return range.l_type != F_UNLCK;
}

}  // namespace harness
