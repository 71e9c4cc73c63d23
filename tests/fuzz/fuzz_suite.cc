// A suite from anyone: loading ends, runs nothing, and gives a suite or mistakes that can be shown. The YAML in it
// reads the same in pieces as whole, and its cases can be read.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

#include "harness/base/text.h"
#include "harness/suite/suite.h"
#include "harness/suite/yaml.h"
#include "harness/targets/registry.h"
#include "scorers/registry.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/string_file.h"

namespace {

using namespace harness;

void Expect(bool holds) {
  if (!holds) std::abort();
}

// A folder in which every path is one of two files: the suite, and anything else it names (which is the suite again).
class OneFile final : public Files {
 public:
  explicit OneFile(const std::string& bytes) : bytes_(bytes) {}

  Result<std::unique_ptr<InputFile>> OpenRead(const std::string& path) override {
    return std::make_unique<StringFile>(bytes_, path);
  }
  Result<std::unique_ptr<OutputFile>> Create(const std::string&) override { return Fail("read-only"); }
  Result<std::vector<std::string>> Glob(const std::string& pattern) override {
    return std::vector<std::string>{pattern};
  }
  Result<FileInfo> Stat(const std::string&) override { return FileInfo{FileInfo::Kind::kFile, bytes_.size(), 0}; }

 private:
  const std::string& bytes_;
};

class NoProcesses final : public Processes {
 public:
  ProcessResult Run(const ProcessRequest&, std::string_view, const RunLimits&) override { std::abort(); }
  Result<std::unique_ptr<Child>> Start(const ProcessRequest&) override { std::abort(); }
};

void ReadItems(const std::string& bytes) {
  auto sequence = YamlSequence::Open(std::make_unique<StringFile>(bytes, "cases.yaml", 3));
  if (!sequence) return;
  for (size_t i = 0; i <= bytes.size() + 1; ++i) {
    const auto item = (*sequence)->Next();
    if (item && !*item) return;
  }
  std::abort();  // it never ends
}

void ReadCases(const Suite& suite, size_t size) {
  for (const auto& source : suite.sources) {
    auto reader = source->Open();
    if (!reader) continue;
    for (size_t i = 0; i <= size + 1; ++i) {
      const auto next = (*reader)->Next();
      if (next && !*next) break;
      Expect(i <= size);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  ReadItems(bytes);
  FakeClock clock;
  MemoryLog log;
  NoProcesses processes;
  FakeHttp http;
  OneFile files(bytes);
  const std::map<std::string, std::string> environment = {{"A", "1"}, {"B", "[a"}};
  const Services services{clock, files, processes, http, log, environment, 0};
  const auto suite = LoadSuite("suite.yaml", {}, {TargetTypes(), ScorerTypes()}, services);
  if (suite) {
    Expect(!suite->targets.empty() && !suite->sources.empty() && !suite->gates.empty());
    ReadCases(*suite, size);
    return 0;
  }
  Expect(!suite.error().diagnostics().empty());
  Expect(IsValidUtf8(suite.error().Render()));
  return 0;
}
