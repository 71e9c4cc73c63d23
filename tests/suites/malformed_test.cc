// Every folder of tests/golden/suites holds a suite with a mistake and, in expected.txt, what `harness check` says of
// it. Beside suite.yaml may stand `arguments` (one --set a line) and `environment` (NAME=VALUE a line).
//
// HARNESS_UPDATE_GOLDEN=1 writes expected.txt anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "harness/base/text.h"
#include "harness/models/models.h"
#include "harness/results/metrics.h"
#include "harness/suite/env_file.h"
#include "harness/suite/suite.h"
#include "harness/targets/registry.h"
#include "scorers/registry.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

const std::filesystem::path kFolders = std::filesystem::path(HARNESS_SOURCE_DIR) / "tests/golden/suites";

// A malformed suite runs nothing.
class NoProcesses final : public Processes {
 public:
  ProcessResult Run(const ProcessRequest&, std::string_view, const RunLimits&) override {
    ADD_FAILURE() << "a program was run";
    return {};
  }
  Result<std::unique_ptr<Child>> Start(const ProcessRequest&) override {
    ADD_FAILURE() << "a program was started";
    return Fail("no");
  }
};

std::vector<std::string> Folders() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(kFolders)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

// What is wrong with the cases of a suite that loads.
std::string ReadCases(const Suite& suite) {
  std::string text;
  for (const auto& source : suite.sources) {
    auto reader = source->Open();
    if (!reader) {
      text += reader.error().Render();
      continue;
    }
    for (int i = 0; i < 1000; ++i) {
      const auto next = (*reader)->Next();
      if (!next)
        text += next.error().Render();
      else if (!*next)
        break;
    }
  }
  return text;
}

std::string Check(const std::filesystem::path& folder) {
  LoadOptions options;
  const std::string arguments = TemporaryFolder::Contents(folder / "arguments");
  for (const std::string_view line : Split(arguments, "\n"))
    if (!line.empty()) options.sets.emplace_back(line);
  const auto environment = ParseEnvFile(TemporaryFolder::Contents(folder / "environment"), "environment");
  if (!environment) return environment.error().Render();
  FakeClock clock;
  MemoryLog log;
  NoProcesses processes;
  FakeHttp http;
  const auto files = MakeFiles();
  const Services services{clock, *files, processes, http, log, *environment, 0};
  const auto suite =
      LoadSuite(folder / "suite.yaml", options, {TargetTypes(), ScorerTypes(), MetricTypes(), LoadModels}, services);
  std::string text = suite ? ReadCases(*suite) : suite.error().Render();
  const std::string prefix = folder.string() + "/";
  for (size_t at = 0; (at = text.find(prefix, at)) != std::string::npos;) text.erase(at, prefix.size());
  return text;
}

class MalformedSuite : public ::testing::TestWithParam<std::string> {};

TEST_P(MalformedSuite, IsRefusedWithItsMessage) {
  const std::filesystem::path folder = kFolders / GetParam();
  const std::string text = Check(folder);
  EXPECT_NE(text, "") << "the suite is well-formed";
  if (std::getenv("HARNESS_UPDATE_GOLDEN") != nullptr) std::ofstream(folder / "expected.txt", std::ios::binary) << text;
  EXPECT_EQ(text, TemporaryFolder::Contents(folder / "expected.txt"));
}

std::string NameOf(const ::testing::TestParamInfo<std::string>& folder) {
  std::string name = folder.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Golden, MalformedSuite, ::testing::ValuesIn(Folders()), NameOf);

}  // namespace
}  // namespace harness
