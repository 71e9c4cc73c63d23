#include "harness/targets/lines.h"

#include <optional>
#include <string>
#include <utility>

#include "harness/base/line_workers.h"
#include "harness/base/repeated_warning.h"
#include "harness/core/conversation.h"

namespace harness {
namespace {

FailureKind KindOf(LineOutcome::Ending ending) {
  using Ending = LineOutcome::Ending;
  switch (ending) {
    case Ending::kCrashed:
      return FailureKind::kCrashed;
    case Ending::kTimedOut:
      return FailureKind::kTimeout;
    case Ending::kInvalid:
      return FailureKind::kInvalidOutput;
    case Ending::kTooLarge:
      return FailureKind::kTooLarge;
    case Ending::kStopped:
      return FailureKind::kStopped;
    case Ending::kAnswered:
    case Ending::kUnavailable:
      break;
  }
  return FailureKind::kUnavailable;
}

class LinesTarget final : public Target {
 public:
  LinesTarget(const LinesOptions& options, Clock& clock, Log& log)
      : request_(options.request),
        name_(options.request.argv[0]),
        format_(options.format),
        clock_(clock),
        complaints_(log, "answers with parts that make no sense") {}

  Result<> Start(LinesOptions options, Processes& processes, Log& log) {
    LineWorkersOptions those{std::move(options.request), options.workers,      options.in_flight,
                             options.max_output,         options.max_restarts, nullptr};
    those.read = [this](std::string_view line) { return Read(line); };
    auto workers = StartLineWorkers(std::move(those), processes, clock_, log);
    if (!workers) return Unexpected(workers.error());
    workers_ = std::move(*workers);
    return {};
  }

  Output Call(const Case& test, const CallContext& context) override {
    LineQuestion question{test.id, context.key.repeat, CaseForProgram(test, context.key.repeat, context.conversation),
                          context.deadline - clock_.SteadyNow(), WorkerOf(context.conversation)};
    LineOutcome outcome = workers_->Ask(std::move(question), context.stop);
    Output output = outcome.ending == LineOutcome::Ending::kAnswered
                        ? std::any_cast<Output&&>(std::move(outcome.body))
                        : Output::Failed(KindOf(outcome.ending), std::move(outcome.message));
    if (context.conversation && outcome.worker) context.conversation->state = std::to_string(*outcome.worker);
    if (outcome.took) {
      output.latency = *outcome.took;
      output.latency_recorded = true;
    }
    return output;
  }

  std::vector<Finding> Probe(bool, const CallContext&) override { return {ProbeProgram(request_)}; }

 private:
  // Who had the turns before; nothing in the first.
  static std::optional<int> WorkerOf(const ConversationTurn* conversation) {
    if (!conversation || conversation->state.empty()) return std::nullopt;
    return std::stoi(conversation->state);
  }

  // On the workers' threads.
  Result<LineReply> Read(std::string_view line) {
    Result<LineAnswer> answer = ParseLineAnswer(line, format_);
    if (!answer) return Unexpected(answer.error());
    if (!answer->complaint.empty())
      complaints_.Add(fmt::format("{}: the answer to {}: {}", name_, QuoteStart(answer->id), answer->complaint));
    return LineReply{std::move(answer->id), answer->repeat, std::move(answer->output)};
  }

  const ProcessRequest request_;
  const std::string name_;
  const Format format_;
  Clock& clock_;
  RepeatedWarning complaints_;
  std::unique_ptr<LineWorkers> workers_;  // its threads use all of the above: it goes first
};

}  // namespace

Finding ProbeProgram(const ProcessRequest& request) {
  const Result<std::string> path = FindProgram(request.argv[0], request.folder);
  if (path) return {Finding::State::kOk, "program", *path};
  return {Finding::State::kMissing, "program", path.error().Message()};
}

Result<std::unique_ptr<Target>> MakeLinesTarget(LinesOptions options, Processes& processes, Clock& clock, Log& log) {
  auto target = std::make_unique<LinesTarget>(options, clock, log);
  if (auto started = target->Start(std::move(options), processes, log); !started) return Unexpected(started.error());
  return target;
}

}  // namespace harness
