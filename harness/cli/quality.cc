// harness quality FILE
#include <algorithm>
#include <ostream>

#include "harness/base/shape.h"
#include "harness/cli/command.h"
#include "harness/cli/data_file.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/options.h"
#include "harness/cli/quality_report.h"

namespace harness {
namespace {

class QualityCommand {
 public:
  QualityCommand(World& world, const Options& options) : world_(world), options_(options) {}

  // An exit code.
  int Run() {
    if (auto read = ReadOptions(); !read) return Stop(read.error(), kExitMistake);
    if (auto read = ReadFiles(); !read) return Stop(read.error(), kExitIncomplete);
    if (auto checked = CheckColumns(); !checked) return Stop(checked.error(), kExitMistake);
    page_.report = MeasureQuality(data_, has_reference() ? &reference_ : nullptr, how_);
    page_.gates = JudgeQuality(gates_, page_.report);
    for (std::string& sentence : LeftOutOf(page_.report)) page_.left_out.push_back(std::move(sentence));
    Print();
    return ExitCodeOf(page_);
  }

 private:
  bool has_reference() const { return !page_.reference.empty(); }

  int Stop(const Error& error, int code) {
    Complain(world_, error);
    return code;
  }

  Result<> ReadOptions() {
    const std::vector<std::string> files = options_.Texts("file");
    if (files.size() != 1) return Fail("which data set? harness quality FILE");
    page_.file = files[0];
    page_.reference = options_.Text("reference");
    how_.texts = options_.Texts("text");
    how_.label = options_.Text("label");
    const auto seed = options_.Integer("seed", 0, INT64_MAX);
    if (!seed) return Unexpected(seed.error());
    how_.text.seed = static_cast<uint64_t>(seed->value_or(kDiversitySeed));
    return ReadGates();
  }

  Result<> ReadGates() {
    const std::vector<std::string> texts = options_.Texts("gate");
    if (options_.Flag("no-gates") && !texts.empty()) return Fail("--no-gates and --gate exclude one another");
    if (texts.empty() && !options_.Flag("no-gates")) gates_ = DefaultQualityGates();
    for (const std::string& text : texts) {
      auto gate = ParseQualityGate(text);
      if (!gate) return Fail("--gate '{}': {}", text, gate.error().Message());
      gates_.push_back(*std::move(gate));
    }
    return {};
  }

  Result<> ReadFiles() {
    if (auto read = ReadInto(page_.file, data_); !read) return read;
    return has_reference() ? ReadInto(page_.reference, reference_) : Result<>();
  }

  Result<> ReadInto(const std::string& path, ValueTable& table) {
    auto file = ReadDataFile(world_.files, world_.log, path);
    if (!file) return Unexpected(file.error());
    table = std::move(file->table);
    for (const std::string& what : file->left_out) page_.left_out.push_back(path + ": " + what);
    return {};
  }

  // Those that options name are there.
  Result<> CheckColumns() const {
    std::vector<std::string> known;
    for (const ValueColumn& column : data_.columns) known.push_back(column.name());
    const auto check = [&](const std::string& option, const std::string& name) -> Result<> {
      if (name.empty() || std::ranges::count(known, name) > 0) return {};
      return Fail("{}: {}: {}", option, page_.file, UnknownName("column", name, known));
    };
    for (const std::string& name : how_.texts)
      if (auto there = check("--text", name); !there) return there;
    if (auto there = check("--label", how_.label); !there) return there;
    for (const QualityGate& gate : gates_)
      if (auto there = check("--gate", gate.column); !there) return there;
    return {};
  }

  void Print() {
    const bool colour = world_.out_is_terminal && !world_.environment.contains("NO_COLOR");
    if (options_.Flag("json"))
      world_.out << QualityJson(page_).dump(2) << "\n";
    else
      world_.out << QualityText(page_, static_cast<size_t>(world_.width), colour);
  }

  World& world_;
  const Options& options_;
  QualityOptions how_;
  std::vector<QualityGate> gates_;
  ValueTable data_, reference_;
  QualityPage page_;
};

}  // namespace

int RunQuality(World& world, const std::vector<std::string>& arguments) {
  Options options("quality FILE [--reference FILE] [--gate GATE]… [options]", "file");
  options.Add()("reference", TextOption(), "the data that FILE shall be like, and shall not repeat")(
      "text", TextsOption(), "a column to judge as texts, instead of those that are found")(
      "label", TextOption(), "a column of labels: are equal texts labelled alike?")(
      "gate", TextsOption(),
      "a condition such as 'near_twins <= 5%', instead of near_twins <= 5%, self_bleu <= 0.35 and vendi >= 0.7")(
      "no-gates", FlagOption(), "judge nothing")("seed", TextOption(), "of the sample of 500 documents (42)")(
      "json", FlagOption(), "print JSON");
  if (const auto code = options.Parse(world, arguments)) return *code;
  return QualityCommand(world, options).Run();
}

}  // namespace harness
