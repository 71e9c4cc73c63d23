// A place at which something may listen, and the question whether it does.
//
// Any thread.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "harness/base/error.h"

namespace harness {

struct TcpAddress {
  std::string host;  // an address, without brackets, or "localhost"
  int port = 0;
  bool operator==(const TcpAddress&) const = default;
};

// "tcp://127.0.0.1:5432". Names other than localhost are refused, since looking one up may take as long as it likes,
// and so are metadata services.
Result<TcpAddress> ParseTcpAddress(std::string_view text);

// Whether somebody takes a connection, which is closed at once. False at the deadline.
bool Connects(const TcpAddress& address, std::chrono::steady_clock::time_point deadline);

}  // namespace harness
