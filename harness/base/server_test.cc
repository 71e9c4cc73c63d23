#include "harness/base/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/free_port.h"

namespace harness {
namespace {

using std::chrono::seconds;

class ServerTest : public testing::Test {
 protected:
  // The service of tests/targets/echo_server.cc.
  ServerOptions Echo(std::vector<std::string> more = {}) const {
    ServerOptions options;
    options.program.argv = {HARNESS_BINARY_DIR "/bin/echo-server", std::to_string(port_)};
    options.program.argv.insert(options.program.argv.end(), more.begin(), more.end());
    options.ready = url() + "/health";
    return options;
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  int Ask(const std::string& path, const std::string& method = "GET", std::string body = "") {
    const auto answer =
        http_->Send({method, url() + path, {}, std::move(body)}, {std::chrono::steady_clock::now() + seconds(30)});
    return answer ? answer->status : 0;
  }
  std::string Failure(const ServerOptions& options, const std::stop_token& stop = {}) {
    Server server(options, *processes_, *http_);
    const Result<> started = server.Start(stop);
    return started ? "it started" : started.error().Message();
  }

  const int port_ = FreePort();
  const std::unique_ptr<Processes> processes_ = MakeProcesses(HARNESS_BINARY_DIR "/bin/harness-supervisor");
  const std::unique_ptr<Http> http_ = MakeHttp();
};

TEST_F(ServerTest, IsThereFromStartToStop) {
  Server server(Echo({"ready-after", "200"}), *processes_, *http_);
  ASSERT_TRUE(server.Start({}));
  EXPECT_EQ(Ask("/health"), 200);
  EXPECT_EQ(server.Death(), "");
  server.Stop(seconds(30));
  EXPECT_EQ(Ask("/health"), 0);
  EXPECT_EQ(server.Death(), "") << "it was stopped";
}

TEST_F(ServerTest, IsReadyWhenItsPortIs) {
  ServerOptions options = Echo();
  options.ready = "tcp://127.0.0.1:" + std::to_string(port_);
  Server server(options, *processes_, *http_);
  ASSERT_TRUE(server.Start({}));
  EXPECT_EQ(Ask("/health"), 200);
}

TEST_F(ServerTest, IsKilledWhenItDoesNotWantToEnd) {
  Server server(Echo({"deaf"}), *processes_, *http_);
  ASSERT_TRUE(server.Start({}));
  server.Stop(std::chrono::milliseconds(50));
  EXPECT_EQ(Ask("/health"), 0);
}

TEST_F(ServerTest, IsNeverBlockedByWhatItWrites) {
  Server server(Echo(), *processes_, *http_);
  ASSERT_TRUE(server.Start({}));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Ask("/ask", "POST", R"({"text": "NOISE"})"), 200);
}

TEST_F(ServerTest, SaysHowItDied) {
  Server server(Echo(), *processes_, *http_);
  ASSERT_TRUE(server.Start({}));
  EXPECT_EQ(Ask("/ask", "POST", R"({"text": "DIE"})"), 0);
  const std::string death = server.Death(seconds(30));
  EXPECT_THAT(death, testing::HasSubstr("/bin/echo-server " + std::to_string(port_) +
                                        ": exit code 7; standard error ends: out of luck; standard output"));
  EXPECT_THAT(death, testing::EndsWith("POST /ask"));
}

TEST_F(ServerTest, SaysWhyItCanNotBeStarted) {
  ServerOptions options = Echo();
  options.program.argv = {"./nothere"};
  EXPECT_THAT(Failure(options), testing::StartsWith("cannot start ./nothere"));
  EXPECT_THAT(Failure(Echo({"die"})),
              testing::HasSubstr(" ended before it was ready: exit code 5; standard error ends: no model to "
                                 "load; standard output ends: starting up"));
}

TEST_F(ServerTest, SaysThatItWasNotReadyInTime) {
  ServerOptions options = Echo({"ready-after", "600000"});
  options.ready_timeout = std::chrono::milliseconds(300);
  EXPECT_THAT(Failure(options), testing::HasSubstr(" was not ready within 300ms: " + url() +
                                                   " answers with status 503; standard output"));
  EXPECT_EQ(Ask("/health"), 0) << "it was stopped";
}

TEST_F(ServerTest, RefusesToStartWhereSomebodyAnswersAlready) {
  const HttpServer other([](const ServerRequest&) { return ServerReply{404, ""}; }, port_);
  EXPECT_THAT(Failure(Echo()), testing::HasSubstr("something answers at " + url() + " already, before"));
  ServerOptions options = Echo();
  options.ready = "tcp://127.0.0.1:" + std::to_string(port_);
  EXPECT_THAT(Failure(options), testing::HasSubstr("already"));
}

TEST_F(ServerTest, StopsWaitingWhenItIsTold) {
  std::stop_source stop;
  const std::jthread asker([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop.request_stop();
  });
  EXPECT_THAT(Failure(Echo({"ready-after", "600000"}), stop.get_token()), testing::StartsWith("stopped"));
}

TEST_F(ServerTest, OfSomebodyElseIsOnlyWaitedFor) {
  ServerOptions options;
  options.ready = url() + "/health";
  options.ready_timeout = std::chrono::milliseconds(100);
  EXPECT_EQ(Failure(options), url() + " was not ready within 100ms: can't connect to " + url());
  options.ready_timeout = seconds(60);
  const HttpServer other([](const ServerRequest&) { return ServerReply{204, ""}; }, port_);
  Server server(options, *processes_, *http_);
  EXPECT_TRUE(server.Start({}));
  EXPECT_EQ(server.Death(), "");
}

TEST(CheckReadyUrl, TakesWhatCanBeAsked) {
  for (const char* url : {"http://127.0.0.1:9000/health", "https://host", "tcp://localhost:5432", "http://[::1]:80/"})
    EXPECT_TRUE(CheckReadyUrl(url)) << url;
  for (const char* url :
       {"", "/health", "ftp://host", "tcp://host.example:1", "http://169.254.169.254/", "localhost:90"})
    EXPECT_FALSE(CheckReadyUrl(url)) << url;
}

}  // namespace
}  // namespace harness
