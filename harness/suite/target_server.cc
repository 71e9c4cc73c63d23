#include "harness/suite/target_server.h"

#include <utility>

#include "harness/base/http_secrets.h"
#include "harness/base/program_config.h"

namespace harness {
namespace {

constexpr std::chrono::hours kMaxReadyTimeout{1};

// Reads the options of one target, collecting every mistake.
class OptionReader {
 public:
  OptionReader(const Services& services, Diagnostics& mistakes) : services_(services), mistakes_(mistakes) {}

  ServerOptions Read(const Node* start, const Node* ready, const Node* ready_timeout) {
    if (start) ReadStart(*start);
    if (ready) ReadReady(*ready);
    if (ready_timeout) ReadTimeout(*ready_timeout, ready != nullptr);
    return std::move(options_);
  }
  bool good() const { return good_; }

 private:
  void Mistake(const Node& node, std::string message) {
    good_ = false;
    mistakes_.Add(node.MakeDiagnostic(std::move(message)));
  }

  void ReadStart(const Node& start) {
    const Node& command = start.IsMap() ? *start.Find("command") : start;
    Diagnostics found;
    options_.program = ReadProgram(command, start.IsMap() ? start.Find("env") : nullptr, services_.environment, found);
    for (const Diagnostic& one : found.all()) mistakes_.Add(one);
    good_ = good_ && found.empty();
  }

  void ReadReady(const Node& ready) {
    options_.ready = ready.AsString();
    if (services_.secrets) AddUrlSecrets(options_.ready, *services_.secrets);
    if (const auto checked = CheckReadyUrl(options_.ready); !checked)
      Mistake(ready, "'ready': " + checked.error().Message());
  }

  void ReadTimeout(const Node& node, bool needed) {
    if (!needed) return Mistake(node, "'ready_timeout' needs 'ready'");
    const Result<std::chrono::microseconds> time = ReadDuration(node);
    if (!time || time->count() <= 0 || *time > kMaxReadyTimeout)
      return Mistake(node, "'ready_timeout' must be more than 0s and at most 1h");
    options_.ready_timeout = *time;
  }

  const Services& services_;
  Diagnostics& mistakes_;
  ServerOptions options_;
  bool good_ = true;
};

Shape StartShape() {
  return {{
      {"command", kText | kTextList, "The program and its arguments.", true},
      {"env", kMap, "Variables that are added to the environment of the program."},
  }};
}

}  // namespace

Shape ServerOptionsShape() {
  return {{
      {.name = "start",
       .types = kText | kTextList | kMap,
       .doc = "A program that is started before the first call and stopped with the run: its command, or a map of "
              "`command` and `env`.",
       .shape = std::make_shared<const Shape>(StartShape())},
      {.name = "ready",
       .types = kText,
       .doc = "Where to ask until it answers, before the first call: http:// or https:// (any 2xx), or "
              "tcp://ADDRESS:PORT."},
      {.name = "ready_timeout", .types = kDuration, .doc = "How long that may take; by default 30s."},
  }};
}

std::shared_ptr<Server> MakeServer(const Node& common, const Services& services, Diagnostics& diagnostics) {
  const Node* start = common.Find("start");
  const Node* ready = common.Find("ready");
  const Node* ready_timeout = common.Find("ready_timeout");
  if (!start && !ready && !ready_timeout) return nullptr;
  OptionReader reader(services, diagnostics);
  ServerOptions options = reader.Read(start, ready, ready_timeout);
  if (!reader.good()) return nullptr;
  return std::make_shared<Server>(std::move(options), services.processes, services.http);
}

std::optional<Rate> ReadRate(const Node& node, Diagnostics& diagnostics) {
  const Result<Rate> rate = ParseRate(node.AsString());
  if (rate) return *rate;
  diagnostics.Add(node.MakeDiagnostic(fmt::format("'rate': {}", rate.error().Message())));
  return std::nullopt;
}

}  // namespace harness
