#include "harness/cli/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>

#include "harness/base/json.h"

namespace harness {
namespace {

spdlog::level::level_enum Level(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

class SpdLog final : public ConfigurableLog {
 public:
  explicit SpdLog(const Secrets& secrets)
      : secrets_(secrets), logger_("harness", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    Configure(false, false);
  }

  void Configure(bool verbose, bool json) override {
    json_ = json;
    logger_.set_level(verbose ? spdlog::level::debug : spdlog::level::warn);
    // %v is a JSON string in that format, quotes included.
    logger_.set_pattern(json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%v})" : "harness: %l: %v",
                        spdlog::pattern_time_type::utc);
  }

  void Write(LogLevel level, std::string_view written) override {
    const std::string message = secrets_.Redact(written);
    if (!json_) return logger_.log(Level(level), "{}", message);
    std::string quoted;
    AppendJsonString(quoted, message);
    logger_.log(Level(level), "{}", quoted);
  }

 private:
  const Secrets& secrets_;
  spdlog::logger logger_;
  std::atomic<bool> json_ = false;
};

}  // namespace

std::unique_ptr<ConfigurableLog> MakeLog(const Secrets& secrets) {
  return std::make_unique<SpdLog>(secrets);
}

}  // namespace harness
