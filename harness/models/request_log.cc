#include "harness/models/request_log.h"

#include "harness/models/around.h"
#include "harness/models/reply_key.h"

namespace harness {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

// Redacts every text and key, as deep as the entry goes (whoever made its JSON bounded that).
Json Redacted(const Json& json, const Redactor& redact) {
  if (json.is_string()) return redact(json.get<std::string>());
  if (json.is_array()) {
    Json list = Json::array();
    for (const Json& item : json) list.push_back(Redacted(item, redact));
    return list;
  }
  if (!json.is_object()) return json;
  Json map = Json::object();
  for (const auto& [key, value] : json.items()) map[redact(key)] = Redacted(value, redact);
  return map;
}

Json ErrorJson(const ChatError& error) {
  Json json = {{"kind", std::string(ToString(error.kind))}, {"message", error.message}, {"retryable", error.retryable}};
  if (error.status != 0) json["status"] = error.status;
  if (error.retry_after) json["retry_after_us"] = error.retry_after->count();
  return json;
}

class Logging {
 public:
  Logging(AskedModel model, std::shared_ptr<RequestLog> log) : model_(std::move(model)), log_(std::move(log)) {}

  template <typename Asked, typename Next>
  auto Call(const Asked& asked, const CallContext& context, Next next) {
    const int64_t time = context.clock.WallMicros();
    const auto begin = context.clock.SteadyNow();
    auto answer = next(context);
    const auto latency = duration_cast<microseconds>(context.clock.SteadyNow() - begin);
    const AttemptKey& key = context.key;
    Json entry = {{"time", FormatTimestamp(time)},
                  {"provider", model_.provider},
                  {"model", model_.model},
                  {"attempt", {{"case", key.case_number}, {"target", key.target}, {"repeat", key.repeat}}},
                  {"sample", context.sample},
                  {"try", context.tries + 1},
                  {"request", KeyedRequest(model_, asked).at("request")},
                  {"latency_us", latency.count()}};
    if (answer)
      entry["reply"] = ToJson(*answer);
    else
      entry["error"] = ErrorJson(answer.error());
    log_->Write(entry);
    return answer;
  }

 private:
  AskedModel model_;
  std::shared_ptr<RequestLog> log_;
};

}  // namespace

void RequestLog::Write(const Json& entry) {
  const std::string line = Redacted(entry, redact_).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  const std::lock_guard lock(mutex_);
  const auto written = file_->Write(line);
  if (written || failed_) return;
  failed_ = true;
  log_.Warn("{}; requests are missing in it from here on", written.error().Message());
}

std::shared_ptr<Chat> WithRequestLog(std::shared_ptr<Chat> within, AskedModel model, std::shared_ptr<RequestLog> log) {
  return GoAround(std::move(within), Logging(std::move(model), std::move(log)));
}

std::shared_ptr<Embedder> WithRequestLog(std::shared_ptr<Embedder> within, AskedModel model,
                                         std::shared_ptr<RequestLog> log) {
  return GoAround(std::move(within), Logging(std::move(model), std::move(log)));
}

}  // namespace harness
