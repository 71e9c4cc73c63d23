#include "scorers/command.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "harness/base/line_workers.h"
#include "harness/base/program_config.h"
#include "harness/base/text.h"
#include "scorers/verdict_json.h"

namespace harness {
namespace {

constexpr int kMaxWorkers = 256;
constexpr std::chrono::hours kMaxTimeout{24};
constexpr size_t kUsualOutput = size_t{1} << 20;
constexpr size_t kNamed = 60;  // code points of the command in a reason

struct Settings {
  ProcessRequest request;
  std::chrono::microseconds timeout = kScorerTimeout;
  size_t max_output = kUsualOutput;
  int workers = 1;
  bool lines = false;
};

// "python3 judge.py"
std::string NameOf(const ProcessRequest& request) {
  return Abbreviate(fmt::format("{}", fmt::join(request.argv, " ")), kNamed);
}

std::chrono::steady_clock::time_point DeadlineOf(const Settings& settings, const CallContext& context) {
  return std::min(context.deadline, context.clock.SteadyNow() + settings.timeout);
}

// One process an output.
class CommandScorer final : public Scorer {
 public:
  CommandScorer(Settings settings, Processes& processes)
      : settings_(std::move(settings)), name_(NameOf(settings_.request)), processes_(processes) {}

  Score Judge(const Question& question, const CallContext& context) override {
    const RunLimits limits{DeadlineOf(settings_, context), settings_.max_output, context.stop};
    const std::string asked = QuestionForProgram(question, context.key.repeat) + "\n";
    const ProcessResult result = processes_.Run(settings_.request, asked, limits);
    using Ending = ProcessResult::Ending;
    if (result.ending == Ending::kExited && result.code == 0) return Read(result);
    if (result.ending == Ending::kNotStarted) return Score::Error(result.message);
    const std::string what = result.ending == Ending::kTimedOut ? "no answer within the time limit"
                             : result.ending == Ending::kTooLarge
                                 ? fmt::format("more than {} of output", FormatSize(settings_.max_output))
                                 : DescribeEnding(result);
    return Score::Error(WithErrorTail(fmt::format("{}: {}", name_, what), result));
  }

 private:
  Score Read(const ProcessResult& result) const {
    Score score = ScoreFromJson(result.output, name_);
    if (score.verdict == Verdict::kError) score.reason = WithErrorTail(std::move(score.reason), result);
    return score;
  }

  const Settings settings_;
  const std::string name_;
  Processes& processes_;
};

// Long-lived workers.
class LinesScorer final : public Scorer {
 public:
  LinesScorer(std::unique_ptr<LineWorkers> workers, const Settings& settings)
      : name_(NameOf(settings.request)), settings_(settings), workers_(std::move(workers)) {}

  Score Judge(const Question& question, const CallContext& context) override {
    LineQuestion asked;
    asked.id = std::to_string(++asked_);
    asked.line = fmt::format(R"({{"id":"{}",{})", asked.id,
                             std::string_view(QuestionForProgram(question, context.key.repeat)).substr(1));
    asked.limit = DeadlineOf(settings_, context) - context.clock.SteadyNow();
    LineOutcome outcome = workers_->Ask(std::move(asked), context.stop);
    if (outcome.ending != LineOutcome::Ending::kAnswered)
      return Score::Error(fmt::format("{}: {}", name_, outcome.message));
    return ScoreFromJson(std::any_cast<const std::string&>(outcome.body), name_);
  }

 private:
  const std::string name_;
  const Settings settings_;
  std::atomic<uint64_t> asked_ = 0;  // questions so far: their ids
  const std::unique_ptr<LineWorkers> workers_;
};

// To which question a line belongs; what it says is for whoever asked to read.
Result<LineReply> ReadReply(std::string_view line) {
  const Result<Json> answer = ParseJson(line);
  if (!answer) return Fail("{}; it begins {}", answer.error().Message(), QuoteStart(line));
  const Json* id = answer->is_object() && answer->contains("id") ? &(*answer)["id"] : nullptr;
  if (!id || !(id->is_string() || id->is_number_integer()))
    return Fail("it has no \"id\"; it begins {}", QuoteStart(line));
  return LineReply{JsonText(*id), std::nullopt, std::string(line)};
}

// Reads the options of one scorer, collecting every mistake.
class OptionReader {
 public:
  OptionReader(const Node& config, const Services& services) : config_(config), services_(services) {}

  Result<Settings> Read() {
    const Node* command = config_.Find("value");
    if (!command) return config_.Fail("which program? command: [program, argument]");
    settings_.request = ReadProgram(*command, config_.Find("env"), services_.environment, mistakes_);
    if (const Node* lines = config_.Find("lines")) settings_.lines = lines->AsBool();
    if (const Node* cap = config_.Find("max_output")) ReadOutputCap(*cap, settings_.max_output, mistakes_);
    ReadTimeout();
    ReadWorkers();
    if (!mistakes_.empty()) return Unexpected(std::move(mistakes_).ToError());
    return std::move(settings_);
  }

 private:
  void Mistake(const Node& node, std::string message) { mistakes_.Add(node.MakeDiagnostic(std::move(message))); }

  void ReadTimeout() {
    const Node* node = config_.Find("timeout");
    if (!node) return;
    mistakes_.Take(ReadDuration(*node), settings_.timeout);
    if (settings_.timeout <= std::chrono::microseconds(0) || settings_.timeout > kMaxTimeout)
      Mistake(*node, "'timeout' must be more than 0s and at most 24h");
  }

  void ReadWorkers() {
    const Node* node = config_.Find("workers");
    if (!node) return;
    if (!settings_.lines) return Mistake(*node, "'workers' needs lines: true");
    const int64_t count = node->AsInteger();
    if (count < 1 || count > kMaxWorkers) return Mistake(*node, fmt::format("'workers' must be 1 to {}", kMaxWorkers));
    settings_.workers = static_cast<int>(count);
  }

  const Node& config_;
  const Services& services_;
  Settings settings_;
  Diagnostics mistakes_;
};

Result<std::unique_ptr<Scorer>> MakeCommandScorer(const Node& config, const Services& services) {
  Result<Settings> settings = OptionReader(config, services).Read();
  if (!settings) return Unexpected(settings.error());
  if (!settings->lines) return std::make_unique<CommandScorer>(std::move(*settings), services.processes);
  LineWorkersOptions options;
  options.request = settings->request;
  options.workers = settings->workers;
  options.max_output = settings->max_output;
  options.read = ReadReply;
  auto workers = StartLineWorkers(std::move(options), services.processes, services.clock, services.log);
  if (!workers) return config.Fail("{}", workers.error().Message());
  return std::make_unique<LinesScorer>(std::move(*workers), *settings);
}

}  // namespace

ScorerType CommandScorerType() {
  ScorerType type;
  type.name = "command";
  type.doc = "A program judges: JSON in, JSON out.";
  type.needs = Needs::kNothing;
  type.value = kText | kTextList;
  type.external = true;
  type.shape.fields = {
      {.name = "lines", .types = kBool, .doc = "Long-lived workers; the default is one process an output."},
      {.name = "workers", .types = kInteger, .doc = "With lines: how many workers run at once (default 1)."},
      {.name = "timeout", .types = kDuration, .doc = "How long one judgement may take (default 30s)."},
      {.name = "env", .types = kMap, .doc = "Variables that are added to the environment of the program."},
      {.name = "max_output", .types = kSize | kInteger, .doc = "The most bytes of one answer (default 1 MiB)."},
      {.name = "version",
       .types = kText,
       .doc = "Of the program: `harness score` keeps its scores while this stays the same."}};
  type.make = MakeCommandScorer;
  return type;
}

}  // namespace harness
