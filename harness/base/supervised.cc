#include "harness/base/supervised.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <system_error>

namespace harness {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kDeathGrace{5};  // for the kernel to bury a killed process
constexpr int kFirstFree = 4;                   // behind the standard streams and the lifeline of the child

std::string ErrorText(int error) {
  return std::generic_category().message(error);
}

// A pipe or a pair of sockets. Its descriptors are closed on exec and out of the way of those that a child gets.
struct Pair {
  Descriptor ends[2];
};

Result<Pair> Guard(int made, const int (&fds)[2]) {
  if (made != 0) return Fail("{}", ErrorText(errno));
  Pair pair{{Descriptor(fds[0]), Descriptor(fds[1])}};
  for (Descriptor& end : pair.ends) {
    if (end.get() >= kFirstFree) continue;
    end = Descriptor(fcntl(end.get(), F_DUPFD_CLOEXEC, kFirstFree));
    if (!end.open()) return Fail("{}", ErrorText(errno));
  }
  return pair;
}

Result<Pair> MakePipe() {
  int fds[2];
  const int made = pipe2(fds, O_CLOEXEC);
  return Guard(made, fds);
}

Result<Pair> MakeLifeline() {
  int fds[2];
  const int made = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds);
  return Guard(made, fds);
}

// The strings of argv or of an environment, as exec wants them. They must outlive it.
std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> Environment(const std::map<std::string, std::string>& additions) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    if (!additions.contains(std::string(text.substr(0, text.find('='))))) all.emplace_back(text);
  }
  for (const auto& [name, value] : additions) all.push_back(fmt::format("{}={}", name, value));
  return all;
}

bool HoldsNul(const ProcessRequest& request) {
  const auto nul = [](const std::string& text) { return text.find('\0') != std::string::npos; };
  return std::any_of(request.argv.begin(), request.argv.end(), nul) ||
         std::any_of(request.environment.begin(), request.environment.end(),
                     [&](const auto& entry) { return nul(entry.first) || nul(entry.second); });
}

// What posix_spawn is to do in the child, as a value that cleans up.
class SpawnPlan {
 public:
  SpawnPlan() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setsigmask(&attributes_, &all);  // the supervisor never wants to be interrupted
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  void SetFolder(const std::string& folder) {
    if (!folder.empty()) posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
  }
  void Give(const Descriptor& end, int as) { posix_spawn_file_actions_adddup2(&actions_, end.get(), as); }
  // 0, or an errno.
  int Spawn(const std::string& program, std::vector<std::string> argv, std::vector<std::string> environment,
            pid_t* pid) {
    posix_spawn_file_actions_addclosefrom_np(&actions_, kFirstFree);
    return posix_spawn(pid, program.c_str(), &actions_, &attributes_, Pointers(argv).data(),
                       Pointers(environment).data());
  }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

void DontBlock(const Descriptor& end) {
  fcntl(end.get(), F_SETFL, fcntl(end.get(), F_GETFL) | O_NONBLOCK);
}

// Why the supervisor could not be started: the folder is entered and the arguments are given in the same call.
Unexpected SpawnFailure(int error, const std::string& supervisor, const ProcessRequest& request) {
  if (!request.folder.empty() && access(request.folder.c_str(), X_OK) != 0)
    return Fail("cannot start {} in {}: {}", request.argv[0], request.folder, ErrorText(errno));
  if (error == E2BIG) return Fail("cannot start {}: {}", request.argv[0], ErrorText(error));
  return Fail("cannot start {}: {}: {}", request.argv[0], supervisor, ErrorText(error));
}

}  // namespace

Result<std::unique_ptr<Supervised>> Supervised::Start(const std::string& supervisor, const ProcessRequest& request) {
  if (request.argv.empty()) return Fail("there is no program to start");
  if (HoldsNul(request)) return Fail("cannot start {}: an argument or a variable holds a NUL", request.argv[0].c_str());
  const Result<std::string> program = FindProgram(request.argv[0], request.folder);
  if (!program) return Unexpected(program.error());
  Result<Pair> in = MakePipe(), out = MakePipe(), err = MakePipe(), life = MakeLifeline();
  for (const Result<Pair>* pair : {&in, &out, &err, &life})
    if (!*pair) return Fail("cannot start {}: {}", request.argv[0], pair->error().Message());

  SpawnPlan plan;
  plan.SetFolder(request.folder);
  plan.Give(in->ends[0], 0);
  plan.Give(out->ends[1], 1);
  plan.Give(err->ends[1], 2);
  plan.Give(life->ends[1], 3);
  std::vector<std::string> argv = {supervisor, *program};
  argv.insert(argv.end(), request.argv.begin(), request.argv.end());
  pid_t pid = -1;
  const int error = plan.Spawn(supervisor, std::move(argv), Environment(request.environment), &pid);
  if (error != 0) return SpawnFailure(error, supervisor, request);

  std::unique_ptr<Supervised> made(new Supervised);
  made->name_ = request.argv[0];
  made->supervisor_ = pid;
  made->input = std::move(in->ends[1]);
  made->output = std::move(out->ends[0]);
  made->errors = std::move(err->ends[0]);
  made->lifeline_ = std::move(life->ends[0]);
  for (const Descriptor* end : {&made->input, &made->output, &made->errors, &made->lifeline_}) DontBlock(*end);
  return made;
}

Supervised::~Supervised() {
  if (!over_) {
    Kill();
    Await(steady_clock::now() + kDeathGrace);
  }
  // A process that not even SIGKILL ends (it waits for a dead disk) is left to its supervisor.
  waitpid(supervisor_, nullptr, over_ ? 0 : WNOHANG);
}

void Supervised::Listen() {
  const long count = ReadSome(lifeline_.get(), said_);
  for (size_t end; (end = said_.find('\n')) != std::string::npos; said_.erase(0, end + 1))
    Understand(said_.substr(0, end));
  if (count != 0 || over_) return;
  over_ = true;
  if (ending_ != ProcessResult::Ending::kNotStarted || exec_error_ != 0) return;
  // The supervisor was killed. What it adopted is lost, but not the program's group.
  if (program_ > 0) kill(-program_, SIGKILL);
  ending_ = ProcessResult::Ending::kSignalled;
  code_ = SIGKILL;
}

void Supervised::Understand(const std::string& line) {
  const size_t space = line.find(' ');
  int number = 0;
  if (space != std::string::npos) std::from_chars(line.data() + space + 1, line.data() + line.size(), number);
  const std::string word = line.substr(0, space);
  if (word == "exec") exec_error_ = number;
  if (word == "program") program_ = number;
  if (word == "started") started_ = true;
  if (word != "exit" && word != "signal") return;
  ending_ = word == "exit" ? ProcessResult::Ending::kExited : ProcessResult::Ending::kSignalled;
  code_ = number;
}

void Supervised::Kill() {
  shutdown(lifeline_.get(), SHUT_WR);
  kill(supervisor_, SIGCONT);  // the program may have stopped it
}

// The group's id is nobody else's while the supervisor lives, which leaves the program unreaped.
void Supervised::Terminate() {
  if (!over_ && program_ > 0) kill(-program_, SIGTERM);
}

void Supervised::Await(TimePoint deadline) {
  while (!over_ && steady_clock::now() < deadline) {
    pollfd wait = {lifeline_.get(), POLLIN, 0};
    if (poll(&wait, 1, PollTimeout(deadline)) > 0) Listen();
  }
}

ProcessResult Supervised::Ending() {
  ProcessResult result;
  result.ending = ending_;
  result.code = code_;
  if (exec_error_ != 0) {
    const char* hint = exec_error_ == ENOEXEC ? " (a script needs a first line like #!/bin/sh)" : "";
    result.message = fmt::format("cannot start {}: {}{}", name_, ErrorText(exec_error_), hint);
  }
  return result;
}

void Supervised::DrainErrors() {
  const long count = ReadSome(errors.get(), error_tail_);
  if (count == 0) errors.Close();
  if (error_tail_.size() > kErrorTailBytes) error_tail_.erase(0, error_tail_.size() - kErrorTailBytes);
}

std::string Supervised::TakeErrorTail() {
  for (int i = 0; i < 64 && errors.open(); ++i) {  // a pipe holds less
    pollfd wait = {errors.get(), POLLIN, 0};
    if (poll(&wait, 1, 0) <= 0) break;
    DrainErrors();
  }
  return std::move(error_tail_);
}

long ReadSome(int fd, std::string& to) {
  std::array<char, 65536> buffer;
  ssize_t count = 0;
  do {
    count = read(fd, buffer.data(), buffer.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0) return errno == EAGAIN ? -1 : 0;
  to.append(buffer.data(), static_cast<size_t>(count));
  return count;
}

long WriteSome(int fd, std::string_view text) {
  // The signal of a write to a pipe without a reader goes to this thread: hold it back and take it away.
  sigset_t pipe_signal, before, pending;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  sigpending(&pending);
  pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  const ssize_t count = write(fd, text.data(), std::min<size_t>(text.size(), 65536));
  const int error = errno;
  const timespec now = {0, 0};
  if (count < 0 && error == EPIPE && sigismember(&pending, SIGPIPE) == 0) sigtimedwait(&pipe_signal, nullptr, &now);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (count >= 0) return count;
  return error == EAGAIN || error == EINTR ? 0 : -1;
}

int PollTimeout(std::chrono::steady_clock::time_point deadline) {
  const auto now = steady_clock::now();
  if (deadline <= now) return 0;
  if (deadline - now > std::chrono::minutes(1)) return 60'000;
  return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(deadline - now).count());
}

}  // namespace harness
