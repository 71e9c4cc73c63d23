// The model server of the tests as a program: harness-model-server [--port N] [SCRIPT.json]
//
// Prints its url on one line and serves until standard input ends or it is killed.
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "harness/base/files.h"
#include "tests/fakes/model_server.h"

namespace harness {
namespace {

Result<ModelScript> ReadScript(const std::string& path) {
  if (path.empty()) return ModelScript::Parse(Json::object());
  const auto files = MakeFiles();
  const Result<std::string> text = ReadWholeFile(*files, path, 16 << 20);
  if (!text) return Unexpected(text.error());
  const Result<Json> json = ParseJson(*text);
  if (!json) return Unexpected(json.error());
  return ModelScript::Parse(*json);
}

int Main(int argc, char** argv) {
  int port = 0;
  std::string path;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--port" && i + 1 < argc)
      port = std::atoi(argv[++i]);
    else
      path = argument;
  }
  rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  Result<ModelScript> script = ReadScript(path);
  auto server = script ? ModelServer::Listen(port, std::move(*script)) : Unexpected(script.error());
  if (!server) return std::fprintf(stderr, "%s\n", server.error().Message().c_str()), 2;
  std::printf("%s\n", (*server)->url().c_str());
  std::fflush(stdout);
  const std::jthread input([&] {
    char bytes[256];
    while (std::fread(bytes, 1, sizeof bytes, stdin) > 0) {
    }
    (*server)->Stop();
  });
  (*server)->Run();
  return 0;
}

}  // namespace
}  // namespace harness

int main(int argc, char** argv) {
  return harness::Main(argc, argv);
}
