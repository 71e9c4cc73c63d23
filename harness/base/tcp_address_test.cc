#include "harness/base/tcp_address.h"

#include <gtest/gtest.h>

#include "tests/fakes/http_server.h"

namespace harness {
namespace {

std::chrono::steady_clock::time_point Soon() {
  return std::chrono::steady_clock::now() + std::chrono::seconds(30);
}

TEST(TcpAddress, IsAnAddressAndAPort) {
  EXPECT_EQ(*ParseTcpAddress("tcp://127.0.0.1:80"), (TcpAddress{"127.0.0.1", 80}));
  EXPECT_EQ(*ParseTcpAddress("tcp://localhost:5432/"), (TcpAddress{"localhost", 5432}));
  EXPECT_EQ(*ParseTcpAddress("tcp://[::1]:5432"), (TcpAddress{"::1", 5432}));
}

TEST(TcpAddress, RefusesWhatIsNone) {
  for (const char* text : {"", "tcp://", "tcp://localhost", "tcp://localhost:", "tcp://localhost:0",
                           "tcp://localhost:65536", "tcp://localhost:5x", "http://localhost:80", "tcp://:80"})
    EXPECT_FALSE(ParseTcpAddress(text)) << text;
  EXPECT_EQ(ParseTcpAddress("tcp://db.example:80").error().Message(),
            "'db.example' is neither an address nor localhost; names are not looked up here");
  EXPECT_EQ(ParseTcpAddress("tcp://169.254.169.254:80").error().Message(),
            "169.254.169.254 is a metadata service, which is never asked");
}

TEST(TcpAddress, ConnectsWhereSomebodyListens) {
  int port = 0;
  {
    const HttpServer server([](const ServerRequest&) { return ServerReply(); });
    port = std::stoi(server.url().substr(server.url().rfind(':') + 1));
    EXPECT_TRUE(Connects({"127.0.0.1", port}, Soon()));
    EXPECT_TRUE(Connects({"localhost", port}, Soon()));
  }
  EXPECT_FALSE(Connects({"127.0.0.1", port}, Soon()));
  EXPECT_FALSE(Connects({"localhost", port}, Soon()));
}

}  // namespace
}  // namespace harness
