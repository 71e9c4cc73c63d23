// A service for tests: echo-server PORT [ready-after MS] [deaf] [die]
//
//   GET  /health    200; 503 before it is ready
//   POST /ask       {"reply": the text of the body's "text", "method", "path", "headers", "body"}; the text "DIE" ends
//                   the service with code 7, "NOISE" makes it write a megabyte first, and "STATUS n" is answered so
//   POST /jobs      202 and a Location, where two questions later the answer of /ask stands
//   GET  /environment/NAME   the variable
// `deaf` ignores SIGTERM, `die` ends at once with a word of farewell. It says on standard output who asked for what.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "harness/base/json.h"
#include "tests/fakes/http_server.h"

namespace harness {
namespace {

class EchoService {
 public:
  explicit EchoService(std::chrono::milliseconds ready_after)
      : ready_(std::chrono::steady_clock::now() + ready_after) {}

  ServerReply Answer(const ServerRequest& request) {
    std::printf("%s %s\n", request.method.c_str(), request.path.c_str());
    std::fflush(stdout);
    if (request.path == "/health") return {std::chrono::steady_clock::now() < ready_ ? 503 : 200, "", {}};
    if (request.path.starts_with("/environment/")) {
      const char* value = std::getenv(request.path.substr(13).c_str());
      return {value ? 200 : 404, value ? value : "", {}};
    }
    const std::lock_guard lock(mutex_);
    if (request.path == "/jobs") {
      jobs_.push_back({Echo(request), 0});
      return {202, "", {{"Location", "/jobs/" + std::to_string(jobs_.size() - 1)}}};
    }
    if (request.path.starts_with("/jobs/")) {
      Job& job = jobs_.at(std::stoul(request.path.substr(6)));
      return ++job.asked < 3 ? ServerReply{202, "", {}} : job.reply;
    }
    return Echo(request);
  }

 private:
  struct Job {
    ServerReply reply;
    int asked = 0;
  };

  static ServerReply Echo(const ServerRequest& request) {
    const Result<Json> body = ParseJson(request.body);
    const std::string text = body && body->is_object() && body->contains("text") ? JsonText((*body)["text"]) : "";
    if (text == "DIE") {
      std::fputs("out of luck\n", stderr);
      std::_Exit(7);
    }
    if (text == "NOISE") std::fputs((std::string(1 << 20, 'x') + "\n").c_str(), stdout);
    const Json reply = {{"reply", text},
                        {"method", request.method},
                        {"path", request.path},
                        {"headers", request.headers},
                        {"body", request.body}};
    return {text.starts_with("STATUS ") ? std::stoi(text.substr(7)) : 200,
            CanonicalJson(reply),
            {{"Content-Type", "application/json"}}};
  }

  const std::chrono::steady_clock::time_point ready_;
  std::mutex mutex_;
  std::vector<Job> jobs_;
};

int Main(int argc, char** argv) {
  int ready_after = 0;
  for (int i = 2; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "ready-after" && i + 1 < argc) ready_after = std::atoi(argv[++i]);
    if (word == "deaf") std::signal(SIGTERM, SIG_IGN);
    if (word == "die") {
      std::puts("starting up");
      std::fputs("no model to load\n", stderr);
      return 5;
    }
  }
  EchoService service{std::chrono::milliseconds(ready_after)};
  const HttpServer server([&](const ServerRequest& request) { return service.Answer(request); },
                          argc > 1 ? std::atoi(argv[1]) : 0);
  if (!server.good()) return std::fputs("the port is taken\n", stderr), 6;
  std::printf("%s\n", server.url().c_str());
  std::fflush(stdout);
  std::this_thread::sleep_for(std::chrono::minutes(10));
  return 0;
}

}  // namespace
}  // namespace harness

int main(int argc, char** argv) {
  return harness::Main(argc, argv);
}
