#include "harness/models/keys.h"

#include <algorithm>
#include <utility>

#include "harness/base/text.h"

namespace harness {
namespace {

using std::chrono::seconds;

constexpr uint64_t kMaxKey = 64 << 10;  // bytes
constexpr seconds kCommandTime{30};
constexpr seconds kPause{10};  // between two runs of a command that are in vain

bool IsKey(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

ChatError Unavailable(std::string message) {
  return {.kind = FailureKind::kUnavailable, .message = std::move(message)};
}

}  // namespace

Keys::Keys(KeySource source, const Services& services, Secrets& secrets)
    : source_(std::move(source)), services_(services), secrets_(secrets) {
  if (!source_.env.empty()) {
    const auto found = services_.environment.find(source_.env);
    if (found == services_.environment.end() || found->second.empty())
      absent_ = fmt::format("{} is not set", source_.env);
    else if (!IsKey(Trim(found->second)))
      absent_ = fmt::format("{} holds no key: it has blanks or odd characters", source_.env);
    else
      key_ = Trim(found->second);
  } else if (!source_.file.empty()) {
    Result<std::string> key = ReadFile();
    if (key)
      key_ = std::move(*key);
    else
      absent_ = key.error().Message();
  } else if (!source_.command.empty()) {
    const Result<std::string> program = FindProgram(source_.command[0], source_.folder);
    if (!program) absent_ = program.error().Message();
  }
  secrets_.Add(key_);
}

tl::expected<std::string, ChatError> Keys::Key(const CallContext& context) {
  if (!absent_.empty()) return tl::unexpected(Unavailable(absent_));
  const std::unique_lock lock(mutex_, context.deadline);
  if (!lock.owns_lock())
    return tl::unexpected(ChatError{.kind = FailureKind::kTimeout, .message = "no key by the deadline"});
  const bool fresh = source_.command.empty() || !key_.empty();
  if (fresh && !stale_) return key_;
  if (!source_.file.empty()) {
    Result<std::string> key = ReadFile();
    if (!key) return tl::unexpected(Unavailable(key.error().Message()));
    key_ = std::move(*key);
  } else if (!source_.command.empty()) {
    auto key = RunCommand(context);
    if (!key) return key;
    key_ = std::move(*key);
  }
  secrets_.Add(key_);
  stale_ = false;
  return key_;
}

bool Keys::Renew(const std::string& key, const CallContext& context) {
  if (source_.file.empty() && source_.command.empty()) return false;
  const std::unique_lock lock(mutex_, context.deadline);
  if (!lock.owns_lock()) return false;
  if (stale_ || key != key_) return true;
  const TimePoint now = services_.clock.SteadyNow();
  if (renewals_ > 0 && now - renewed_ < kPause) return false;
  ++renewals_;
  renewed_ = now;
  stale_ = true;
  return true;
}

Result<std::string> Keys::ReadFile() {
  Result<std::string> text = ReadWholeFile(services_.files, source_.file, kMaxKey);
  if (!text) return text;
  const std::string_view key = Trim(*text);
  if (!IsKey(key)) return Fail("{} holds no key: it is empty, or has blanks or odd characters", source_.file);
  return std::string(key);
}

tl::expected<std::string, ChatError> Keys::RunCommand(const CallContext& context) {
  const TimePoint now = services_.clock.SteadyNow();
  if (failure_ && now - failed_ < kPause) return tl::unexpected(*failure_);
  const ProcessRequest request{source_.command, source_.folder, {}};
  const ProcessResult result =
      services_.processes.Run(request, "", {std::min(context.deadline, now + kCommandTime), kMaxKey, context.stop});
  if (result.ending == ProcessResult::Ending::kStopped)
    return tl::unexpected(ChatError{.kind = FailureKind::kStopped, .message = "stopped"});
  const std::string_view key = Trim(result.output);
  const bool ended = result.ending == ProcessResult::Ending::kExited && result.code == 0;
  if (ended && IsKey(key)) return std::string(key);
  failure_ = ended ? Unavailable("api_key_command printed no key")
                   : Unavailable(fmt::format("api_key_command failed: {}", DescribeEnding(result)));
  failed_ = now;
  return tl::unexpected(*failure_);
}

}  // namespace harness
