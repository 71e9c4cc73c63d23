// Every try to ask a model, as a line of JSON (--log-requests).
//
// A line: {time, provider, model, attempt: {case, target, repeat}, sample, try, request, reply or error, latency_us}.
// `try` counts from 1: what is above 1 was tried again. Every text in it goes through a redactor before it is written.
// A write error is said once and ends nothing. Any thread; lines don't mix.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "harness/base/append_file.h"
#include "harness/base/log.h"
#include "harness/core/chat.h"
#include "harness/models/asked_model.h"

namespace harness {

// Takes the secrets out of a text.
using Redactor = std::function<std::string(std::string)>;

class RequestLog {
 public:
  RequestLog(std::unique_ptr<AppendFile> file, Redactor redact, Log& log)
      : file_(std::move(file)), redact_(std::move(redact)), log_(log) {}

  void Write(const Json& entry);

 private:
  std::mutex mutex_;
  std::unique_ptr<AppendFile> file_;
  const Redactor redact_;
  Log& log_;
  bool failed_ = false;
};

// Stands right around the provider's client, so that each try is a line.
std::shared_ptr<Chat> WithRequestLog(std::shared_ptr<Chat> within, AskedModel model, std::shared_ptr<RequestLog> log);
std::shared_ptr<Embedder> WithRequestLog(std::shared_ptr<Embedder> within, AskedModel model,
                                         std::shared_ptr<RequestLog> log);

}  // namespace harness
