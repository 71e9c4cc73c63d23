#include "harness/runner/servers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/fake_http.h"
#include "tests/fakes/fake_suite.h"
#include "tests/fakes/memory_log.h"

namespace harness {
namespace {

class ServersTest : public testing::Test {
 protected:
  ServersTest() : suite_(EchoingSuite({})) { suite_.targets.clear(); }

  std::shared_ptr<Server> MakeServer(const std::string& ready) {
    ServerOptions options;
    options.ready = ready;
    options.ready_timeout = std::chrono::milliseconds(1);
    return std::make_shared<Server>(std::move(options), *processes_, http_);
  }
  void AddServed(const std::string& name, std::shared_ptr<Server> server) {
    AddTarget(suite_, name, [](const Case&, const CallContext&) { return Output::Text("?"); });
    suite_.targets.back().server = std::move(server);
  }
  Result<> Start(const std::function<bool(size_t)>& wanted) {
    Servers servers(suite_, control_, log_);
    return servers.Start(wanted);
  }
  static bool All(size_t) { return true; }

  const std::unique_ptr<Processes> processes_ = MakeProcesses("");
  FakeHttp http_;
  MemoryLog log_;
  Control control_;
  Suite suite_;
};

TEST_F(ServersTest, AreStartedOnceEach) {
  const auto shared = MakeServer("http://one/health");
  AddServed("a", shared);
  AddServed("b", nullptr);
  AddServed("c", shared);
  AddServed("d", MakeServer("http://two/health"));
  http_.Put(200, "");
  http_.Put(204, "");
  EXPECT_TRUE(Start(All));
  ASSERT_EQ(http_.requests().size(), 2u);
  EXPECT_EQ(http_.requests()[0].url, "http://one/health");
  EXPECT_EQ(http_.requests()[1].url, "http://two/health");
}

TEST_F(ServersTest, AreLeftAloneWhereNobodyWantsThem) {
  AddServed("a", MakeServer("http://one/health"));
  AddServed("b", MakeServer("http://two/health"));
  http_.Put(200, "");
  EXPECT_TRUE(Start([](size_t target) { return target == 1; }));
  ASSERT_EQ(http_.requests().size(), 1u);
  EXPECT_EQ(http_.requests()[0].url, "http://two/health");
}

TEST_F(ServersTest, AreNamedByTheTargetThatNeedsThem) {
  AddServed("a", nullptr);
  AddServed("b", MakeServer("http://one/health?key=secret"));
  http_.Put(503, "");
  EXPECT_EQ(Start(All).error().Message(),
            "the target 'b' can't be used: http://one was not ready within 1ms: http://one answers with status 503");
}

}  // namespace
}  // namespace harness
