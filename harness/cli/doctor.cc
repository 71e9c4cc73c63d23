// harness doctor [SUITE…]
#include <algorithm>
#include <ostream>

#include "harness/base/text.h"
#include "harness/cli/command.h"
#include "harness/cli/doctor_machine.h"
#include "harness/cli/doctor_suite.h"
#include "harness/cli/exit_code.h"
#include "reports/display.h"

namespace harness {
namespace {

constexpr size_t kMostAbout = 40;  // code points of a column; a longer one moves what stands beside it

// What was examined together: the machine, or one suite.
struct Section {
  std::string name;  // empty: the machine
  std::vector<Finding> findings;
};

int CodeOf(const std::vector<Section>& sections) {
  for (const Section& section : sections)
    for (const Finding& finding : section.findings)
      if (finding.state == Finding::State::kMissing || finding.state == Finding::State::kFailed) return kExitIncomplete;
  return kExitHolds;
}

std::string LineOf(const Finding& finding, size_t width) {
  const std::string about = Visible(finding.about);
  const size_t used = CountCodePoints(about);
  std::string line = fmt::format("{:<7}  {}{}  {}", ToString(finding.state), about,
                                 std::string(used < width ? width - used : 0, ' '), Visible(finding.found));
  if (!finding.advice.empty()) line += "; " + Visible(finding.advice);
  return line;
}

void Print(const Section& section, bool first, std::ostream& out) {
  size_t width = 0;
  for (const Finding& finding : section.findings)
    width = std::max(width, std::min(CountCodePoints(Visible(finding.about)), kMostAbout));
  if (!first) out << "\n";
  if (!section.name.empty()) out << Visible(section.name) << "\n";
  for (const Finding& finding : section.findings) out << LineOf(finding, width) << "\n";
}

Json ToJson(const std::vector<Section>& sections, int code) {
  Json checks = Json::array();
  for (const Section& section : sections)
    for (const Finding& finding : section.findings)
      checks.push_back({{"suite", section.name.empty() ? Json(nullptr) : Json(section.name)},
                        {"about", finding.about},
                        {"state", ToString(finding.state)},
                        {"found", finding.found},
                        {"advice", finding.advice.empty() ? Json(nullptr) : Json(finding.advice)}});
  return {{"harness", {{"version", kVersion}}}, {"checks", std::move(checks)}, {"exit_code", code}};
}

// The machine first, so that what is wrong with it is told whatever is wrong with a suite. `code`: of the mistakes.
std::vector<Section> Examine(World& world, const Options& options, const Selection& selection, int& code) {
  std::vector<Section> sections = {{"", ExamineMachine(world, options.store())}};
  for (const std::string& path : options.Texts("suite")) {
    if (world.control.stop().stop_requested()) break;
    Result<std::vector<Finding>> findings = ExamineSuite(world, path, selection, options.Flag("offline"));
    if (findings) {
      sections.push_back({path, *std::move(findings)});
      continue;
    }
    Complain(world, findings.error());
    code = kExitMistake;
  }
  for (Section& section : sections)
    for (Finding& finding : section.findings)
      for (std::string* text : {&finding.about, &finding.found, &finding.advice}) {
        world.secrets.Mask(*text);
        RepairUtf8(*text);
      }
  return sections;
}

}  // namespace

int RunDoctor(World& world, const std::vector<std::string>& arguments) {
  Options options("doctor [SUITE…] [options]", "suite");
  AddSelectionOptions(options);
  options.Add()("offline", FlagOption(), "ask nothing over the network")(
      "prices", TextOption()->value_name("FILE"), "prices of models, over the built-in ones")("json", FlagOption(),
                                                                                              "print JSON");
  if (const auto code = options.Parse(world, arguments)) return *code;
  const Result<Selection> selection = ReadSelection(options, world);
  if (!selection) {
    Complain(world, selection.error());
    return kExitMistake;
  }
  world.models.prices = options.Text("prices");
  int mistakes = kExitHolds;
  const std::vector<Section> sections = Examine(world, options, *selection, mistakes);
  if (world.control.stop().stop_requested()) {
    world.err << "harness: interrupted; what is not listed was not looked at\n";
    return kExitInterrupted;
  }
  const int codes[] = {CodeOf(sections), mistakes};
  const int code = WorstExitCode(codes);
  if (options.Flag("json"))
    world.out << ToJson(sections, code).dump(2) << "\n";
  else
    for (const Section& section : sections) Print(section, &section == &sections.front(), world.out);
  return code;
}

}  // namespace harness
