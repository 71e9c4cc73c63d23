// A port of the loopback interface on which nobody listens now.
#pragma once

#include <string>

#include "tests/fakes/http_server.h"

namespace harness {

inline int FreePort() {
  const HttpServer server([](const ServerRequest&) { return ServerReply(); });
  return std::stoi(server.url().substr(server.url().rfind(':') + 1));
}

}  // namespace harness
