#include "harness/cli/report_files.h"

#include <functional>
#include <ostream>

#include "harness/cli/exit_code.h"
#include "harness/cli/stores.h"
#include "harness/suite/gate.h"
#include "reports/console.h"
#include "reports/json_lines.h"
#include "reports/report.h"

namespace harness {
namespace {

// Where nobody's window is too narrow, nothing needs to be cut.
constexpr size_t kUnboundedWidth = 2000;

// Standard output as a file: there is nothing to rename.
class StreamFile final : public OutputFile {
 public:
  explicit StreamFile(std::ostream& out) : out_(out) {}
  Result<> Write(std::string_view bytes) override {
    out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return out_ ? Result<>() : Fail("standard output can't be written");
  }
  Result<> Commit() override {
    out_.flush();
    return out_ ? Result<>() : Fail("standard output can't be written");
  }

 private:
  std::ostream& out_;
};

using Write = std::function<Result<>(OutputFile&)>;

Result<> WriteFile(const std::string& path, World& world, const Write& write) {
  auto file = CreateOutput(path, world);
  if (!file) return Unexpected(file.error());
  if (auto written = write(**file); !written) return written;
  return (*file)->Commit();
}

Result<> WriteJunitFile(OutputFile& file, std::span<const Summary> summaries, Store& store, World& world) {
  const Result<std::string> warning = WriteJunit(summaries, store, file);
  if (!warning) return Unexpected(warning.error());
  if (!warning->empty()) world.err << "harness: warning: " << *warning << "\n";
  return {};
}

void PrintConsole(const Options& options, std::span<const Summary> summaries, const std::vector<std::string>& written,
                  World& world) {
  ConsoleOptions console;
  console.colour = world.out_is_terminal && !world.environment.contains("NO_COLOR");
  console.width = world.out_is_terminal ? static_cast<size_t>(world.width) : kUnboundedWidth;
  console.reports = written;
  console.resume_flags = StoreFlag(options);
  world.out << RenderSummary(summaries, console) << std::flush;
}

}  // namespace

Result<std::unique_ptr<OutputFile>> CreateOutput(const std::string& path, World& world) {
  if (path == "-") return std::make_unique<StreamFile>(world.out);
  return world.files.Create(path);
}

void AddReportOptions(Options& options) {
  options.Add()("junit", TextOption()->value_name("FILE"), "write a JUnit report")(
      "json", TextOption()->value_name("FILE"), "write the figures as JSON")("jsonl", TextOption()->value_name("FILE"),
                                                                             "write every attempt as a line of JSON")(
      "quiet", FlagOption(), "print no progress and no summary");
}

int Report(const Options& options, std::span<const Summary> summaries, Store& store, World& world,
           std::unique_ptr<OutputFile> lines) {
  const std::pair<const char*, Write> kinds[] = {
      {"junit", [&](OutputFile& file) { return WriteJunitFile(file, summaries, store, world); }},
      {"json", [&](OutputFile& file) { return WriteJsonReport(summaries, file); }},
      {"jsonl", [&](OutputFile& file) { return WriteJsonLines(summaries, store, file); }},
  };
  std::vector<int> codes;
  for (const Summary& summary : summaries) codes.push_back(summary.exit_code);
  std::vector<std::string> written;
  bool out_taken = false;
  for (const auto& [name, write] : kinds) {
    if (!options.Has(name)) continue;
    const std::string path = options.Text(name);
    out_taken |= path == "-";
    const bool is_lines = name == std::string_view("jsonl");
    const bool made = is_lines && lines && lines->Commit();
    if (is_lines) lines.reset();
    if (auto done = made ? Result<>() : WriteFile(path, world, write); !done) {
      world.err << "harness: --" << name << ": " << done.error().Message() << "\n";
      codes.push_back(kExitIncomplete);
    } else if (path != "-") {
      written.push_back(path);
    }
  }
  if (!out_taken && !options.Flag("quiet")) PrintConsole(options, summaries, written, world);
  return WorstExitCode(codes);
}

Result<std::vector<Gate>> GatesOf(const RunRecord& run) {
  std::vector<Gate> gates;
  for (const GateText& text : run.gates) {
    Result<Gate> gate = ParseGate(text.expression);
    if (!gate) return Fail("run {}: gate {}: {}", run.id, text.expression, gate.error().Message());
    gate->warn = text.warn;
    gates.push_back(std::move(*gate));
  }
  return gates;
}

}  // namespace harness
