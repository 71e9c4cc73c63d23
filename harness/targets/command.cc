#include "harness/targets/command.h"

#include <utility>

#include "harness/base/program_config.h"
#include "harness/base/repeated_warning.h"
#include "harness/base/text.h"
#include "harness/targets/answer.h"
#include "harness/targets/lines.h"

namespace harness {
namespace {

constexpr int kMaxWorkers = 256;
constexpr int kMaxInFlight = 4096;
constexpr int kMaxRestarts = 1'000'000;

class CommandTarget final : public Target {
 public:
  CommandTarget(LinesOptions options, Processes& processes, Log& log)
      : options_(std::move(options)), processes_(processes), repaired_(log, "outputs that were no UTF-8") {}

  Output Call(const Case& test, const CallContext& context) override {
    const RunLimits limits{context.deadline, options_.max_output, context.stop};
    ProcessResult result =
        processes_.Run(options_.request, CaseForProgram(test, context.key.repeat, context.conversation) + "\n", limits);
    if (result.ending == ProcessResult::Ending::kExited && result.code == 0)
      return Answer(test, std::move(result.output));
    return Failed(result);
  }

  std::vector<Finding> Probe(bool, const CallContext&) override { return {ProbeProgram(options_.request)}; }

 private:
  Output Answer(const Case& test, std::string text) {
    if (text.ends_with('\n')) text.pop_back();
    bool repaired = false;
    Output output = ReadAnswer(std::move(text), options_.format, &repaired);
    if (repaired) repaired_.Add(fmt::format("case '{}': bytes of the output that are no UTF-8 became U+FFFD", test.id));
    return output;
  }

  Output Failed(const ProcessResult& result) const {
    using Ending = ProcessResult::Ending;
    const std::string death = WithErrorTail(DescribeEnding(result), result);
    switch (result.ending) {
      case Ending::kExited:
        return Output::Failed(FailureKind::kExitCode, death);
      case Ending::kSignalled:
        return Output::Failed(FailureKind::kCrashed, death);
      case Ending::kTimedOut:
        return Output::Failed(FailureKind::kTimeout, WithErrorTail("no answer within the time limit", result));
      case Ending::kTooLarge:
        return Output::Failed(FailureKind::kTooLarge,
                              fmt::format("more than {} of output", FormatSize(options_.max_output)));
      case Ending::kStopped:
        return Output::Failed(FailureKind::kStopped, "stopped");
      case Ending::kNotStarted:
        break;
    }
    return Output::Failed(FailureKind::kUnavailable, result.message);
  }

  const LinesOptions options_;
  Processes& processes_;
  RepeatedWarning repaired_;
};

// Reads the options of one target, collecting every mistake.
class OptionReader {
 public:
  OptionReader(const Node& config, const Services& services) : config_(config), services_(services) {}

  Result<LinesOptions> Read() {
    options_.request = ReadProgram(*config_.Find("command"), config_.Find("env"), services_.environment, mistakes_);
    if (const Node* format = config_.Find("format"); format && format->AsString() == "json")
      options_.format = Format::kJson;
    if (const Node* cap = config_.Find("max_output")) ReadOutputCap(*cap, options_.max_output, mistakes_);
    ReadCount("workers", 1, kMaxWorkers, options_.workers);
    ReadCount("in_flight", 1, kMaxInFlight, options_.in_flight);
    ReadCount("max_restarts", 0, kMaxRestarts, options_.max_restarts);
    if (!mistakes_.empty()) return Unexpected(std::move(mistakes_).ToError());
    return std::move(options_);
  }

  bool lines() const {
    const Node* lines = config_.Find("lines");
    return lines != nullptr && lines->AsBool();
  }

 private:
  void Mistake(const Node& node, std::string message) { mistakes_.Add(node.MakeDiagnostic(std::move(message))); }

  void ReadCount(const char* name, int least, int most, int& to) {
    const Node* node = config_.Find(name);
    if (node == nullptr) return;
    if (!lines()) return Mistake(*node, fmt::format("'{}' needs lines: true", name));
    const int64_t count = node->AsInteger();
    if (count < least || count > most) return Mistake(*node, fmt::format("'{}' must be {} to {}", name, least, most));
    to = static_cast<int>(count);
  }

  const Node& config_;
  const Services& services_;
  LinesOptions options_;
  Diagnostics mistakes_;
};

Result<std::unique_ptr<Target>> MakeCommandTarget(const Node& config, const Services& services) {
  OptionReader reader(config, services);
  Result<LinesOptions> options = reader.Read();
  if (!options) return Unexpected(options.error());
  if (reader.lines()) return MakeLinesTarget(std::move(*options), services.processes, services.clock, services.log);
  return std::make_unique<CommandTarget>(std::move(*options), services.processes, services.log);
}

Shape CommandShape() {
  Shape shape;
  shape.fields = {
      {"command",
       kText | kTextList,
       "The program and its arguments; a text is a program without arguments.",
       true,
       {},
       {}},
      {"lines",
       kBool,
       "Long-lived workers that answer one line of JSON a case; the default is one process a case.",
       false,
       {},
       {}},
      {"workers", kInteger, "With lines: how many workers run at once (default 1).", false, {}, {}},
      {"in_flight", kInteger, "With lines: how many cases a worker is given at once (default 1).", false, {}, {}},
      {"max_restarts",
       kInteger,
       "With lines: how often dead workers are replaced without an answer in between (default 10).",
       false,
       {},
       {}},
      {"format", kText, "How the answer is read: text (default) or json.", false, {"text", "json"}, {}},
      {"env", kMap, "Variables that are added to the environment of the program.", false, {}, {}},
      {"max_output", kSize | kInteger, "The most bytes of one answer (default 8 MiB).", false, {}, {}},
  };
  return shape;
}

}  // namespace

TargetType CommandTargetType() {
  return {"command", "A program: one process a case, or long-lived workers that talk in lines.", CommandShape(),
          MakeCommandTarget};
}

}  // namespace harness
