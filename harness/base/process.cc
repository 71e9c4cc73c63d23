#include "harness/base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <iterator>

#include "harness/base/supervised.h"
#include "harness/base/text.h"
#include "harness/base/wakeup.h"

namespace harness {
namespace {

using std::chrono::steady_clock;
using Ending = ProcessResult::Ending;

constexpr std::chrono::seconds kStartGrace{10};
constexpr std::chrono::seconds kDeathGrace{5};

// One call of Processes::Run: moves bytes until the program is over or a limit is reached.
class Exchange {
 public:
  Exchange(Supervised& program, std::string_view input, const RunLimits& limits)
      : program_(program), input_(input), limits_(limits), on_stop_(limits.stop, [this] { wakeup_.Notify(); }) {}

  ProcessResult Perform() {
    if (input_.empty()) program_.input.Close();
    while (!program_.over() && !Limited()) Move();
    while (!limit_reached_ && program_.output.open() && ReadOutput() > 0) continue;
    if (!program_.over()) {
      program_.Kill();
      program_.Await(steady_clock::now() + kDeathGrace);
    }
    ProcessResult result = limit_reached_ ? ProcessResult{} : program_.Ending();
    if (limit_reached_) result.ending = limit_;
    result.output = std::move(output_);
    result.error_tail = program_.TakeErrorTail();
    return result;
  }

 private:
  bool Limited() {
    if (limit_reached_) return true;
    if (limits_.stop.stop_requested())
      Limit(Ending::kStopped);
    else if (steady_clock::now() >= limits_.deadline)
      Limit(Ending::kTimedOut);
    return limit_reached_;
  }

  void Limit(Ending limit) {
    limit_reached_ = true;
    limit_ = limit;
  }

  // Waits until something can be moved, and moves it. A closed descriptor is -1, which poll passes over.
  void Move() {
    pollfd wait[] = {{program_.output.get(), POLLIN, 0},
                     {program_.errors.get(), POLLIN, 0},
                     {program_.lifeline(), POLLIN, 0},
                     {program_.input.get(), POLLOUT, 0},
                     {wakeup_.fd(), POLLIN, 0}};
    if (poll(wait, std::size(wait), PollTimeout(limits_.deadline)) <= 0) return;
    if (wait[0].revents != 0) ReadOutput();
    if (wait[1].revents != 0) program_.DrainErrors();
    if (wait[2].revents != 0) program_.Listen();
    if (wait[3].revents != 0) WriteInput();
  }

  long ReadOutput() {
    const long count = ReadSome(program_.output.get(), output_);
    if (count == 0) program_.output.Close();
    if (output_.size() > limits_.output_cap) {
      output_.resize(limits_.output_cap);
      Limit(Ending::kTooLarge);
    }
    return limit_reached_ ? 0 : count;
  }

  void WriteInput() {
    const long count = WriteSome(program_.input.get(), input_);
    if (count > 0) input_.remove_prefix(static_cast<size_t>(count));
    if (count < 0 || input_.empty()) program_.input.Close();
  }

  Supervised& program_;
  std::string_view input_;
  const RunLimits& limits_;
  std::string output_;
  bool limit_reached_ = false;
  Ending limit_ = Ending::kTimedOut;
  Wakeup wakeup_;
  std::stop_callback<std::function<void()>> on_stop_;
};

class RealChild final : public Child {
 public:
  explicit RealChild(std::unique_ptr<Supervised> program) : program_(std::move(program)) {}

  Written WriteLine(std::string_view line, TimePoint deadline) override {
    const std::string text = std::string(line) + "\n";
    std::string_view rest = text;
    while (!rest.empty()) {
      if (!program_->input.open()) return Written::kClosed;
      const long count = WriteSome(program_->input.get(), rest);
      if (count < 0) return Written::kClosed;
      rest.remove_prefix(static_cast<size_t>(count));
      if (count > 0) continue;
      if (steady_clock::now() >= deadline) return Written::kTimedOut;
      pollfd wait = {program_->input.get(), POLLOUT, 0};
      poll(&wait, 1, PollTimeout(deadline));
    }
    return Written::kAll;
  }

  Read ReadLine(std::string& line, TimePoint deadline, size_t cap) override {
    for (;;) {
      const size_t newline = buffer_.find('\n', searched_);
      searched_ = newline == std::string::npos ? buffer_.size() : newline;
      if (searched_ - begin_ > cap) return Read::kTooLong;
      if (newline != std::string::npos) return Take(line, newline), Read::kLine;
      if (!program_->output.open()) return Take(line, buffer_.size()), Read::kClosed;
      if (!Move(deadline)) return Read::kTimedOut;
    }
  }

  void CloseInput() override { program_->input.Close(); }
  void Kill() override { program_->Kill(); }
  void Terminate() override { program_->Terminate(); }

  ProcessResult Wait(TimePoint deadline) override {
    while (!program_->over()) {
      buffer_.clear();
      begin_ = searched_ = 0;
      if (Move(deadline)) continue;
      ProcessResult running;
      running.ending = Ending::kTimedOut;
      return running;
    }
    ProcessResult result = program_->Ending();
    result.error_tail = program_->TakeErrorTail();
    return result;
  }

 private:
  // Moves [begin_, end) out, and the newline behind it away. Lines before begin_ are dropped now and then, not one by
  // one.
  void Take(std::string& line, size_t end) {
    line.assign(buffer_, begin_, end - begin_);
    begin_ = searched_ = std::min(end + 1, buffer_.size());
    if (begin_ < buffer_.size() && begin_ < kCompactBytes) return;
    buffer_.erase(0, begin_);
    begin_ = searched_ = 0;
  }

  // Waits for the program to write, die or close. False at the deadline. The output is closed at its end, and when all
  // is over, as soon as the pipe is empty: nobody is left to write.
  bool Move(TimePoint deadline) {
    pollfd wait[] = {{program_->output.get(), POLLIN, 0},
                     {program_->errors.get(), POLLIN, 0},
                     {program_->over() ? -1 : program_->lifeline(), POLLIN, 0}};
    const int ready = poll(wait, std::size(wait), program_->over() ? 0 : PollTimeout(deadline));
    if (ready > 0 && wait[1].revents != 0) program_->DrainErrors();
    if (ready > 0 && wait[2].revents != 0) program_->Listen();
    if (ready > 0 && wait[0].revents != 0) {
      if (ReadSome(program_->output.get(), buffer_) == 0) program_->output.Close();
    } else if (program_->over() && wait[2].fd < 0) {
      program_->output.Close();
    }
    return ready > 0 || program_->over() || steady_clock::now() < deadline;
  }

  static constexpr size_t kCompactBytes = 1 << 20;

  std::unique_ptr<Supervised> program_;
  std::string buffer_;
  size_t begin_ = 0;     // of the next line
  size_t searched_ = 0;  // no newline in [begin_, searched_)
};

class RealProcesses final : public Processes {
 public:
  explicit RealProcesses(std::string supervisor) : supervisor_(std::move(supervisor)) {}

  ProcessResult Run(const ProcessRequest& request, std::string_view input, const RunLimits& limits) override {
    ProcessResult result;
    const bool late = steady_clock::now() >= limits.deadline;
    if (late || limits.stop.stop_requested()) {
      result.ending = late ? Ending::kTimedOut : Ending::kStopped;
      return result;
    }
    Result<std::unique_ptr<Supervised>> program = Supervised::Start(supervisor_, request);
    if (program) return Exchange(**program, input, limits).Perform();
    result.message = program.error().Message();
    return result;
  }

  Result<std::unique_ptr<Child>> Start(const ProcessRequest& request) override {
    Result<std::unique_ptr<Supervised>> program = Supervised::Start(supervisor_, request);
    if (!program) return Unexpected(program.error());
    const auto deadline = steady_clock::now() + kStartGrace;
    while (!(*program)->started() && !(*program)->over() && steady_clock::now() < deadline) {
      pollfd wait = {(*program)->lifeline(), POLLIN, 0};
      if (poll(&wait, 1, PollTimeout(deadline)) > 0) (*program)->Listen();
    }
    if ((*program)->over()) {
      const ProcessResult end = (*program)->Ending();
      if (end.ending == Ending::kNotStarted) return Fail("{}", end.message);
    } else if (!(*program)->started()) {
      return Fail("cannot start {}: it took longer than 10 s", request.argv[0]);
    }
    return std::make_unique<RealChild>(std::move(*program));
  }

 private:
  const std::string supervisor_;
};

// Empty when `path` is a program, or else what is wrong with it.
std::string WhyNot(const std::string& path) {
  struct stat status;
  if (stat(path.c_str(), &status) != 0) return std::strerror(errno);
  if (S_ISDIR(status.st_mode)) return "it is a folder";
  if (faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) != 0) return "it is not executable";
  return "";
}

}  // namespace

std::string DescribeEnding(const ProcessResult& result) {
  switch (result.ending) {
    case Ending::kExited:
      return fmt::format("exit code {}", result.code);
    case Ending::kSignalled: {
      const char* name = sigabbrev_np(result.code);
      return name == nullptr ? fmt::format("signal {}", result.code)
                             : fmt::format("signal {} (SIG{})", result.code, name);
    }
    case Ending::kTimedOut:
      return "timed out";
    case Ending::kTooLarge:
      return "too much output";
    case Ending::kStopped:
      return "stopped";
    case Ending::kNotStarted:
      break;
  }
  return result.message;
}

std::string WithErrorTail(std::string what, const ProcessResult& result) {
  std::string tail = result.error_tail;
  // Its first word may have lost its beginning, and by that what it is told by: no key has a blank.
  if (tail.size() >= kErrorTailBytes) tail.erase(0, std::min<size_t>(tail.find_first_of(" \t\r\n"), 200));
  tail = std::string(Trim(tail));
  RepairUtf8(tail);
  return std::move(what) + (tail.empty() ? "; nothing on standard error" : "; standard error ends: " + tail);
}

std::unique_ptr<Processes> MakeProcesses(std::string supervisor) {
  return std::make_unique<RealProcesses>(std::move(supervisor));
}

std::string SiblingProgram(const std::string& name) {
  std::error_code ignored;  // without /proc: the working folder, and a failure that names it
  return (std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / name).string();
}

std::string DefaultSupervisorPath() {
  return SiblingProgram("harness-supervisor");
}

Result<std::string> FindProgram(const std::string& argv0, const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path base = fs::absolute(folder.empty() ? "." : folder, ignored);
  if (argv0.find('/') != std::string::npos) {
    const std::string path = (base / argv0).lexically_normal().string();
    const std::string wrong = WhyNot(path);
    if (wrong.empty()) return path;
    return Fail("cannot start {}: {} ({})", argv0, wrong, path);
  }
  if (argv0.empty()) return Fail("there is no program to start");
  const char* list = getenv("PATH");
  std::string rest = list == nullptr ? "/usr/local/bin:/usr/bin:/bin" : list;
  std::string refused;
  for (size_t end = 0; end != std::string::npos; rest.erase(0, end == std::string::npos ? end : end + 1)) {
    end = rest.find(':');
    const std::string path = (base / rest.substr(0, end) / argv0).string();
    const std::string wrong = WhyNot(path);
    if (wrong.empty()) return path;
    if (refused.empty() && access(path.c_str(), F_OK) == 0) refused = fmt::format("{} ({})", wrong, path);
  }
  if (!refused.empty()) return Fail("cannot start {}: {}", argv0, refused);
  const bool here = WhyNot((base / argv0).string()).empty();
  return Fail("cannot start {}: not found on PATH{}", argv0, here ? fmt::format(" (did you mean ./{}?)", argv0) : "");
}

}  // namespace harness
