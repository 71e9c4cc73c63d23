#include "harness/base/server.h"

#include <algorithm>
#include <system_error>

#include "harness/base/metadata_address.h"
#include "harness/base/rest.h"
#include "harness/base/tcp_address.h"
#include "harness/base/text.h"

namespace harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr size_t kShown = 1000;            // bytes of each of its outputs
constexpr size_t kLongestLine = 64 << 10;  // longer ones are not kept
constexpr std::chrono::hours kLongWait{1};
constexpr seconds kOneQuestion{2};
constexpr milliseconds kFirstPause{20};
constexpr milliseconds kLongestPause{500};

bool IsTcp(std::string_view url) {
  return url.starts_with("tcp://");
}

// How messages name it: the rest of a url may hold secrets.
std::string PlaceOf(const std::string& url) {
  return IsTcp(url) ? url : OriginOf(url);
}

// Whether anybody was there.
bool IsAnswer(const tl::expected<HttpResponse, HttpError>& answer) {
  if (answer) return true;
  switch (answer.error().problem) {
    case HttpProblem::kTls:
    case HttpProblem::kLost:
    case HttpProblem::kMalformed:
    case HttpProblem::kTooLarge:
      return true;
    default:
      return false;
  }
}

// Whole words: a part of a key is not known as one.
std::string EndOf(std::string_view text) {
  text = Trim(text);
  std::string end(text);
  if (text.size() > kShown) {
    const size_t word = text.find_first_of(" \t\r\n", text.size() - kShown);
    end = "…" + std::string(word == std::string_view::npos ? "" : Trim(text.substr(word)));
  }
  RepairUtf8(end);
  return end;
}

// "./server", "python3 server.py".
std::string NameOf(const std::vector<std::string>& argv) {
  return argv.size() < 2 || argv[1].starts_with('-') ? argv[0] : argv[0] + " " + argv[1];
}

}  // namespace

Result<> CheckReadyUrl(std::string_view url) {
  if (IsTcp(url)) {
    const auto address = ParseTcpAddress(url);
    return address ? Result<>() : Unexpected(address.error());
  }
  const std::string origin = OriginOf(url);
  if (!origin.starts_with("http://") && !origin.starts_with("https://"))
    return Fail("not a url that begins with http://, https:// or tcp://");
  const std::string_view host = std::string_view(origin).substr(origin.find("://") + 3);
  const size_t end = host.starts_with('[') ? host.find(']') + 1 : host.find(':');
  if (IsMetadataHost(host.substr(0, end)))
    return Fail("{} is a metadata service, which is never asked", host.substr(0, end));
  return {};
}

Server::Server(ServerOptions options, Processes& processes, Http& http)
    : options_(std::move(options)),
      processes_(processes),
      http_(http),
      name_(options_.program.argv.empty() ? PlaceOf(options_.ready) : NameOf(options_.program.argv)) {}

// Why it is not ready, or "".
std::string Server::Trouble(TimePoint deadline, const std::stop_token& stop) {
  deadline = std::min(deadline, steady_clock::now() + kOneQuestion);
  if (IsTcp(options_.ready)) {
    const auto address = ParseTcpAddress(options_.ready);
    return address && Connects(*address, deadline) ? "" : fmt::format("can't connect to {}", options_.ready);
  }
  const auto answer = http_.Send({.url = options_.ready}, {deadline, stop});
  if (!answer) return answer.error().message;
  if (answer->status >= 200 && answer->status <= 299) return "";
  return fmt::format("{} answers with status {}", PlaceOf(options_.ready), answer->status);
}

bool Server::IsAnswered(const std::stop_token& stop) {
  const TimePoint deadline = steady_clock::now() + kOneQuestion;
  if (IsTcp(options_.ready)) return Trouble(deadline, stop).empty();
  return IsAnswer(http_.Send({.url = options_.ready}, {deadline, stop}));
}

Result<> Server::Start(const std::stop_token& stop) {
  if (options_.program.argv.empty()) return AwaitReady(stop);
  if (!options_.ready.empty() && IsAnswered(stop))
    return Fail("something answers at {} already, before {} was started: end it, or leave 'start' away",
                PlaceOf(options_.ready), name_);
  auto started = processes_.Start(options_.program);
  if (!started) return Unexpected(started.error());
  child_ = std::move(*started);
  try {
    watcher_ = std::thread([this] { Watch(); });
  } catch (const std::system_error& error) {
    child_.reset();
    return Fail("can't watch over {}: {}", name_, error.what());
  }
  return AwaitReady(stop);
}

Result<> Server::AwaitReady(const std::stop_token& stop) {
  if (options_.ready.empty()) return {};
  const TimePoint deadline = steady_clock::now() + options_.ready_timeout;
  std::string trouble;
  for (auto pause = kFirstPause;; pause = std::min(kLongestPause, pause * 3 / 2)) {
    std::string answer = Trouble(deadline, stop);
    if (!Death().empty()) return GiveUp(fmt::format("{} ended before it was ready", name_));
    if (answer.empty()) return {};
    // A question that the deadline cut short says less than the one before it.
    if (trouble.empty() || steady_clock::now() < deadline) trouble = std::move(answer);
    if (stop.stop_requested()) return GiveUp("stopped");
    if (steady_clock::now() + pause >= deadline) break;
    (void)Rest(pause, stop);
  }
  return GiveUp(fmt::format("{} was not ready within {}: {}", name_, FormatDuration(options_.ready_timeout), trouble));
}

Result<> Server::GiveUp(const std::string& why) {
  if (!child_) return Fail("{}", why);
  const std::string death = Death();
  Stop(seconds(0));
  const std::lock_guard lock(mutex_);
  return Fail("{}{}", why, death.empty() ? Written() : death.substr(name_.size()));
}

void Server::Stop(milliseconds grace) {
  if (!child_) return;
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    if (grace.count() > 0) {
      child_->Terminate();
      ended_.wait_for(lock, grace, [this] { return result_.has_value(); });
    }
  }
  child_->Kill();
  watcher_.join();
  child_.reset();
}

std::string Server::Death(milliseconds patience) {
  std::unique_lock lock(mutex_);
  if (!stopping_) ended_.wait_for(lock, patience, [this] { return result_.has_value(); });
  return result_ && !stopping_ ? Ending() : "";
}

void Server::Watch() {
  std::string line;
  for (bool open = true; open;) {
    const Child::Read read = child_->ReadLine(line, steady_clock::now() + kLongWait, kLongestLine);
    if (read == Child::Read::kTooLong) child_->Wait(steady_clock::now());  // which throws it away
    if (read == Child::Read::kLine || read == Child::Read::kClosed) Keep(line);
    open = read != Child::Read::kClosed;
  }
  ProcessResult result;
  do {
    result = child_->Wait(steady_clock::now() + kLongWait);
  } while (result.ending == ProcessResult::Ending::kTimedOut);
  const std::lock_guard lock(mutex_);
  result_ = std::move(result);
  ended_.notify_all();
}

void Server::Keep(std::string_view line) {
  const std::lock_guard lock(mutex_);
  written_.append(line).append("\n");
  if (written_.size() > 8 * kShown) written_.erase(0, written_.size() - 4 * kShown);
}

// Of a program that has ended.
std::string Server::Ending() const {
  return fmt::format("{}: {}{}", name_, DescribeEnding(*result_), Written());
}

// "; standard error ends: …".
std::string Server::Written() const {
  const std::string errors = result_ ? EndOf(result_->error_tail) : "";
  const std::string output = EndOf(written_);
  if (errors.empty() && output.empty()) return "; it wrote nothing";
  return (errors.empty() ? "" : "; standard error ends: " + errors) +
         (output.empty() ? "" : "; standard output ends: " + output);
}

}  // namespace harness
