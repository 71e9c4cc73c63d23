// harness-supervisor PROGRAM ARGV0 [ARG…]: starts one program and sees to it that nothing of it is left.
//
// Started by process.cc only, with the program's standard streams as its own and one end of a socket, the lifeline, as
// descriptor 3. It reports there, a line each: "program PID" (the process, and group, that is about to become the
// program), "started 0" or "exec ERRNO" (the program could not be started), then "exit CODE" or "signal NUMBER". As
// soon as the program has ended, or the lifeline is closed at the other end (harness asked, or harness is gone), it
// kills the program's process group and every other descendant: orphans, daemons with a session of their own included,
// are adopted by this process, which is their subreaper. Then it exits, so the end of the lifeline says that all is
// over. It stands alone, without the library, to start in half a millisecond.
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace {

constexpr int kLifeline = 3;
constexpr int kUsage = 2;

void Report(const char* word, int number) {
  char line[32];
  const int length = snprintf(line, sizeof line, "%s %d\n", word, number);
  (void)!send(kLifeline, line, static_cast<size_t>(length), MSG_NOSIGNAL);
}

// Runs in the child. Only ever returns by becoming the program, or by leaving its errno in `failure`.
[[noreturn]] void Become(char** argv, pid_t supervisor, int failure) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // should the supervisor be killed
  if (getppid() != supervisor) _exit(127);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  Report("program", getpid());  // while the program can't have killed the supervisor yet
  execv(argv[0], argv + 1);
  const int error = errno;
  (void)!write(failure, &error, sizeof error);
  _exit(127);
}

// The process id of the started program, or -1 with errno.
pid_t Start(char** argv) {
  int failure[2];
  if (pipe2(failure, O_CLOEXEC) != 0) return -1;
  const pid_t supervisor = getpid();
  const pid_t program = fork();
  if (program == 0) Become(argv, supervisor, failure[1]);
  const int fork_error = errno;
  close(failure[1]);
  int error = fork_error;
  const bool failed = program < 0 || read(failure[0], &error, sizeof error) == sizeof error;
  close(failure[0]);
  if (!failed) return program;
  if (program > 0) waitpid(program, nullptr, 0);
  errno = error;
  return -1;
}

// Reaps adopted orphans that ended. True when the program itself has ended, which stays unreaped, so that its process
// id, and with it that of its group, can't be given to anybody else.
bool ProgramEnded(pid_t program, siginfo_t* info) {
  for (;;) {
    info->si_pid = 0;
    if (waitid(P_ALL, 0, info, WEXITED | WNOHANG | WNOWAIT) != 0 || info->si_pid == 0) return false;
    if (info->si_pid == program) return true;
    waitpid(info->si_pid, nullptr, 0);
  }
}

void KillProgram(pid_t program) {
  kill(-program, SIGKILL);
  kill(program, SIGKILL);  // it may have moved to another group
}

// Kills the direct children of this process; theirs become its own and are next. False where the system doesn't list
// them.
bool KillChildren() {
  FILE* children = fopen("/proc/thread-self/children", "re");
  if (children == nullptr) return false;
  int child = 0;
  while (fscanf(children, "%d", &child) == 1) kill(child, SIGKILL);
  fclose(children);
  return true;
}

// Returns when this process has no descendants.
void KillAll(int signals) {
  for (;;) {
    const bool listed = KillChildren();
    pid_t reaped = 0;
    do {
      reaped = waitpid(-1, nullptr, WNOHANG);
    } while (reaped > 0);
    if (reaped < 0 || !listed) return;
    pollfd wait = {signals, POLLIN, 0};
    poll(&wait, 1, 5);
    signalfd_siginfo ignored;
    (void)!read(signals, &ignored, sizeof ignored);
  }
}

// Waits until the program has ended, by itself or because the lifeline was closed.
siginfo_t Watch(pid_t program, int signals) {
  pollfd wait[2] = {{signals, POLLIN, 0}, {kLifeline, POLLIN, 0}};
  siginfo_t info = {};
  while (!ProgramEnded(program, &info)) {
    if (poll(wait, 2, -1) < 0) continue;
    signalfd_siginfo ignored;
    if (wait[0].revents != 0) (void)!read(signals, &ignored, sizeof ignored);
    if (wait[1].revents == 0) continue;
    KillProgram(program);
    wait[1].fd = -1;
  }
  return info;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && strcmp(argv[1], "--version") == 0) return puts("harness-supervisor " HARNESS_VERSION), 0;
  if (argc < 3 || fcntl(kLifeline, F_SETFD, FD_CLOEXEC) != 0) {
    fputs("harness-supervisor is started by harness, with a socket as descriptor 3\n", stderr);
    return kUsage;
  }
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  const int signals = signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
  const pid_t program = signals < 0 ? -1 : Start(argv + 1);
  if (program < 0) return Report("exec", errno), 0;
  for (int stream = 0; stream < kLifeline; ++stream) close(stream);  // their other ends must see the program's close
  Report("started", 0);
  const siginfo_t info = Watch(program, signals);
  Report(info.si_code == CLD_EXITED ? "exit" : "signal", info.si_status);
  KillProgram(program);
  KillAll(signals);
  return 0;
}
