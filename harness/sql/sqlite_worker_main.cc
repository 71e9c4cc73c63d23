// harness-sqlite: runs untrusted queries on SQLite files, one request a line, one reply a line (sqlite_protocol.h).
//
// Started by sqlite_sandbox.cc only, which kills it when a query does not end in time. Before the first request it
// gives up what it does not need: memory beyond a cap, growing files, and every system call that starts a process,
// opens a connection, writes into files or changes the file system.
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "harness/sql/sqlite_reader.h"

namespace {

constexpr int kUnsafe = 3;              // exit code: it could not be made safe
constexpr rlim_t kMemory = 1ULL << 30;  // address space; SQLite itself has a smaller cap
constexpr size_t kMaxRequest = 2 * harness::kMaxSqliteRequest;

// Flags that openat() may not have.
constexpr uint32_t kOpenFlagsRefused = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;

// The calls that SQLite and the C library make to read files and to answer; all others fail with EPERM.
constexpr std::array kAllowedCalls = {
    SYS_read,
    SYS_write,
    SYS_writev,
    SYS_close,
    SYS_fstat,
    SYS_newfstatat,
    SYS_stat,
    SYS_lstat,
    SYS_statx,
    SYS_lseek,
    SYS_pread64,
    SYS_mprotect,
    SYS_munmap,
    SYS_mremap,
    SYS_brk,
    SYS_madvise,
    SYS_access,
    SYS_faccessat,
    SYS_faccessat2,
    SYS_fcntl,
    SYS_flock,
    SYS_getcwd,
    SYS_readlink,
    SYS_readlinkat,
    SYS_getpid,
    SYS_gettid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_clock_gettime,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
    SYS_futex,
    SYS_getrandom,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_sched_yield,
    SYS_exit,
    SYS_exit_group,
    SYS_poll,
    SYS_restart_syscall,
};

sock_filter Load(size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(offset));
}
constexpr size_t Argument(size_t number) {
  return offsetof(seccomp_data, args) + number * sizeof(uint64_t);
}
sock_filter Return(uint32_t what) {
  return BPF_STMT(BPF_RET | BPF_K, what);
}
sock_filter IfEqual(uint32_t value, uint8_t then, uint8_t otherwise) {
  return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, then, otherwise);
}

bool FilterCalls() {
  std::vector<sock_filter> program = {
      Load(offsetof(seccomp_data, arch)),
      IfEqual(AUDIT_ARCH_X86_64, 1, 0),
      Return(SECCOMP_RET_KILL_PROCESS),
      Load(offsetof(seccomp_data, nr)),
      // openat(folder, path, flags)
      IfEqual(SYS_openat, 0, 4),
      Load(Argument(2)),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, kOpenFlagsRefused, 0, 1),
      Return(SECCOMP_RET_ERRNO | EPERM),
      Return(SECCOMP_RET_ALLOW),
      // mmap(address, length, protection, flags, …): not for writing into a file
      IfEqual(SYS_mmap, 0, 6),
      Load(Argument(2)),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_WRITE, 0, 3),
      Load(Argument(3)),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, MAP_SHARED, 0, 1),
      Return(SECCOMP_RET_ERRNO | EPERM),
      Return(SECCOMP_RET_ALLOW),
      // tgkill(process, …): itself alone, as abort() does
      IfEqual(SYS_tgkill, 0, 4),
      Load(Argument(0)),
      IfEqual(static_cast<uint32_t>(getpid()), 1, 0),
      Return(SECCOMP_RET_ERRNO | EPERM),
      Return(SECCOMP_RET_ALLOW),
  };
  for (const long call : kAllowedCalls) {
    program.push_back(IfEqual(static_cast<uint32_t>(call), 0, 1));
    program.push_back(Return(SECCOMP_RET_ALLOW));
  }
  program.push_back(Return(SECCOMP_RET_ERRNO | EPERM));
  const sock_fprog filter = {static_cast<unsigned short>(program.size()), program.data()};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

bool Limit(__rlimit_resource_t resource, rlim_t value) {
  const rlimit limit = {value, value};
  return setrlimit(resource, &limit) == 0;
}

// What harness was told in secret is not for this process.
void ForgetEnvironment() {
  for (char** variable = environ; *variable; ++variable) explicit_bzero(*variable, strlen(*variable));
  clearenv();
}

bool GiveUpPowers() {
  ForgetEnvironment();
  return Limit(RLIMIT_AS, kMemory) && Limit(RLIMIT_CORE, 0) && Limit(RLIMIT_FSIZE, 0) &&
         prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && FilterCalls();
}

// One line into `line`, what follows it kept in `buffer`; false at the end of the input.
bool ReadLine(std::string& buffer, std::string& line) {
  char chunk[65536];
  for (;;) {
    const size_t newline = buffer.find('\n');
    if (newline != std::string::npos) {
      line.assign(buffer, 0, newline);
      buffer.erase(0, newline + 1);
      return true;
    }
    if (buffer.size() > kMaxRequest) return false;
    const ssize_t count = read(STDIN_FILENO, chunk, sizeof chunk);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    buffer.append(chunk, static_cast<size_t>(count));
  }
}

bool WriteAll(const std::string& text) {
  for (size_t done = 0; done < text.size();) {
    const ssize_t count = write(STDOUT_FILENO, text.data() + done, text.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    done += static_cast<size_t>(count);
  }
  return true;
}

std::string Reply(harness::SqliteReader& reader, const std::string& line) {
  const auto request = harness::ParseSqliteRequest(line);
  if (!request) return harness::SqliteReply::Error(harness::SqlProblem::kUnavailable, request.error().Message());
  return reader.Run(*request);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && strcmp(argv[1], "--version") == 0) return puts("harness-sqlite " HARNESS_VERSION), 0;
  if (!GiveUpPowers()) {
    perror("harness-sqlite can't give up its powers");
    return kUnsafe;
  }
  harness::SqliteReader reader(std::chrono::steady_clock::now);
  std::string buffer, line;
  while (ReadLine(buffer, line))
    if (!WriteAll(Reply(reader, line) + "\n")) return 0;
  return 0;
}
