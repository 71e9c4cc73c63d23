// harness quality FILE
#include <algorithm>
#include <charconv>
#include <ostream>

#include "harness/base/shape.h"
#include "harness/base/text.h"
#include "harness/cli/command.h"
#include "harness/cli/data_file.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/options.h"
#include "harness/cli/quality_report.h"

namespace harness {
namespace {

// The expected shares of "COLUMN=VALUE:WEIGHT,…", with a weight of 1 where none is given.
Result<std::pair<std::string, ExpectedShares>> ParseBalance(const std::string& text) {
  const auto wrong = [&] { return Fail("--balance: COLUMN=VALUE:WEIGHT,VALUE:WEIGHT… is expected, found '{}'", text); };
  const size_t equal = text.find('=');
  if (equal == 0 || equal == std::string::npos) return wrong();
  ExpectedShares shares;
  double all = 0;
  for (const std::string_view entry : Split(std::string_view(text).substr(equal + 1), ",")) {
    const size_t colon = entry.rfind(':');
    double weight = 1;
    if (colon != std::string_view::npos) {
      const std::string_view number = entry.substr(colon + 1);
      const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), weight);
      const bool whole = error == std::errc() && end == number.data() + number.size();
      if (!whole || !(weight >= 0) || weight > 1e12) return wrong();
    }
    const std::string value(Trim(entry.substr(0, colon)));
    if (value.empty() || !shares.emplace(value, weight).second) return wrong();
    all += weight;
  }
  if (all <= 0) return wrong();
  for (auto& [value, share] : shares) share /= all;
  return std::pair(text.substr(0, equal), std::move(shares));
}

class QualityCommand {
 public:
  QualityCommand(World& world, const Options& options) : world_(world), options_(options) {}

  // An exit code.
  int Run() {
    if (auto read = ReadOptions(); !read) return Stop(read.error(), kExitMistake);
    if (auto read = ReadFiles(); !read) return Stop(read.error(), kExitIncomplete);
    if (auto checked = CheckColumns(); !checked) return Stop(checked.error(), kExitMistake);
    page_.report = MeasureQuality(data_, has_reference() ? &reference_ : nullptr, how_,
                                  options_.Has("holdout") ? &holdout_ : nullptr);
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
    how_.predicted = options_.Text("predicted");
    if (!how_.predicted.empty() && how_.label.empty())
      return Fail("--predicted is compared with the column that --label names: give both");
    if (options_.Has("holdout") && !has_reference()) return Fail("--holdout is compared with --reference: give both");
    for (const std::string& text : options_.Texts("balance")) {
      auto balance = ParseBalance(text);
      if (!balance) return Unexpected(balance.error());
      how_.expected_shares.insert(*std::move(balance));
    }
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
    if (!has_reference()) return {};
    if (auto read = ReadInto(page_.reference, reference_); !read) return read;
    return options_.Has("holdout") ? ReadInto(options_.Text("holdout"), holdout_) : Result<>();
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
    if (auto there = check("--predicted", how_.predicted); !there) return there;
    for (const auto& [name, shares] : how_.expected_shares)
      if (auto there = check("--balance", name); !there) return there;
    for (const QualityGate& gate : gates_)
      if (auto there = check("--gate", gate.column); !there) return there;
    return {};
  }

  void Print() {
    if (options_.Flag("json"))
      world_.out << QualityJson(page_).dump(2) << "\n";
    else
      world_.out << QualityText(page_, static_cast<size_t>(world_.width), world_.out_colour());
  }

  World& world_;
  const Options& options_;
  QualityOptions how_;
  std::vector<QualityGate> gates_;
  ValueTable data_, reference_, holdout_;
  QualityPage page_;
};

}  // namespace

int RunQuality(World& world, const std::vector<std::string>& arguments) {
  Options options("quality FILE [--reference FILE] [--gate GATE]… [options]", "file");
  options.Add()("reference", TextOption(), "the data that FILE shall be like, and shall not repeat")(
      "text", TextsOption(), "a column to judge as texts, instead of those that are found")(
      "label", TextOption(), "a column of labels: are equal texts labelled alike?")(
      "predicted", TextOption(), "a column with what a classifier or a judge says of the label: agreement and kappa")(
      "balance", TextsOption()->value_name("COLUMN=VALUE:WEIGHT,…"),
      "the shares that a column of categories shall have")(
      "holdout", TextOption(),
      "data like the reference from which FILE was not made: is FILE closer to the reference?")(
      "gate", TextsOption(),
      "a condition such as 'near_twins <= 5%', instead of near_twins <= 5%, self_bleu <= 0.35 and vendi >= 0.7")(
      "no-gates", FlagOption(), "judge nothing")("seed", TextOption(), "of the sample of 500 documents (42)")(
      "json", FlagOption(), "print JSON");
  if (const auto code = options.Parse(world, arguments)) return *code;
  return QualityCommand(world, options).Run();
}

}  // namespace harness
