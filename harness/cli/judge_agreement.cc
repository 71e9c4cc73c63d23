// harness judge agreement FILE…
#include <ostream>
#include <set>

#include "harness/base/text.h"
#include "harness/cli/agreement_report.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/judge.h"
#include "harness/cli/label_table.h"
#include "harness/cli/options.h"

namespace harness {
namespace {

// Each text split at commas, in order; empty parts are left out.
std::vector<std::string> Listed(const std::vector<std::string>& texts) {
  std::vector<std::string> items;
  for (const std::string& text : texts)
    for (const std::string_view item : Split(text, ","))
      if (!item.empty()) items.emplace_back(item);
  return items;
}

class AgreementCommand {
 public:
  AgreementCommand(World& world, const Options& options) : world_(world), options_(options) {}

  // An exit code.
  int Run() {
    const Result<> done = Print();
    if (done) return kExitHolds;
    Complain(world_, done.error());
    return kExitMistake;
  }

 private:
  Result<> Print() {
    const std::vector<std::string> paths = options_.Texts("file");
    if (paths.empty()) return Fail("which file? harness judge agreement FILE… [options]");
    if (auto read = ReadColumns(); !read) return read;
    if (auto read = ReadScale(); !read) return read;
    const auto seed = options_.Integer("seed", 0, INT64_MAX);
    if (!seed) return Unexpected(seed.error());
    how_.seed = static_cast<uint64_t>(seed->value_or(0));
    how_.pairs = options_.Flag("pairs");
    const auto table = ReadLabels(world_.files, world_.log, paths, columns_, scale_);
    if (!table) return Unexpected(table.error());
    const Place place{paths.size() == 1 ? paths[0] : "", 0, 0};
    if (auto checked = CheckRaters(*table, place); !checked) return checked;
    const auto figures = ComputeAgreement(*table, how_);
    if (!figures) return Unexpected(Error({place, figures.error().Message(), {}}));
    for (const std::string& warning : figures->warnings) world_.log.Warn("{}", warning);
    if (options_.Flag("json"))
      world_.out << AgreementJson(*table, how_, *figures).dump(2) << "\n";
    else
      world_.out << AgreementText(*table, how_, *figures, static_cast<size_t>(world_.width),
                                  world_.out_is_terminal && !world_.environment.contains("NO_COLOR"));
    return {};
  }

  Result<> ReadColumns() {
    columns_ = {.unit = options_.Text("unit"),
                .rater = options_.Text("rater"),
                .label = options_.Text("label"),
                .raters = Listed(options_.Texts("raters")),
                .drop = Listed(options_.Texts("drop"))};
    const bool some_of_long = !columns_.rater.empty() || !columns_.label.empty();
    if (columns_.raters.empty() && !some_of_long)
      return Fail(
          "which columns hold the labels? --raters A,B,… if each rater has a column; --unit, --rater and --label if "
          "each "
          "label has a row");
    if (!columns_.raters.empty() && some_of_long)
      return Fail("--raters is for a column a rater, --rater and --label are for a row a label; give one or the other");
    if (some_of_long && (columns_.unit.empty() || columns_.rater.empty() || columns_.label.empty()))
      return Fail("for a row a label give all of --unit, --rater and --label");
    for (const std::string& name : columns_.raters)
      if (name == columns_.unit) return Fail("the column '{}' can't be --unit and one of --raters", name);
    return {};
  }

  Result<> ReadScale() {
    const std::string level = options_.Has("level") ? options_.Text("level") : "nominal";
    const std::optional<Level> known = LevelOf(level);
    if (!known) return Fail("--level: nominal, ordinal, interval or ratio is expected, found '{}'", level);
    how_.level = *known;
    const std::string weights = options_.Has("weights") ? options_.Text("weights") : "none";
    if (weights != "none" && weights != "linear" && weights != "quadratic")
      return Fail("--weights: none, linear or quadratic is expected, found '{}'", weights);
    if (weights != "none") how_.weights = weights == "linear" ? KappaWeights::kLinear : KappaWeights::kQuadratic;
    scale_.order = Listed({options_.Text("order")});
    const bool measured = how_.level == Level::kInterval || how_.level == Level::kRatio;
    if (measured && !scale_.order.empty())
      return Fail("--order is for labels in words; with --level {} they are numbers", level);
    std::set<std::string> names;
    for (const std::string& name : scale_.order)
      if (!names.insert(name).second) return Fail("--order names '{}' twice", name);
    scale_.numbers = scale_.order.empty() && (how_.level != Level::kNominal || how_.weights != KappaWeights::kNone);
    scale_.ranks = !measured;
    scale_.from_zero = how_.level == Level::kRatio;
    how_.ordered = scale_.numbers || !scale_.order.empty();
    return {};
  }

  static Result<> CheckRaters(const LabelTable& table, const Place& place) {
    if (table.raters.empty()) return Unexpected(Error({place, "no label is in there", {}}));
    if (table.raters.size() > 1) return {};
    return Unexpected(
        Error({place, fmt::format("all labels are by one rater, '{}'; agreement needs two", table.raters[0]), {}}));
  }

  World& world_;
  const Options& options_;
  LabelColumns columns_;
  LabelScale scale_;
  AgreementOptions how_;
};

}  // namespace

int RunJudgeAgreement(World& world, const std::vector<std::string>& arguments) {
  Options options("judge agreement FILE… [options]", "file");
  options.Add()("raters", TextsOption(), "a column a rater: their names or patterns, A,B or 'r*'")(
      "unit", TextOption(), "the column that names the unit (with --raters: rows of one name are one unit)")(
      "rater", TextOption(), "a row a label: the column that names the rater")(
      "label", TextOption(), "and the one that holds the label")("drop", TextsOption(),
                                                                 "labels to take as missing: A,B")(
      "level", TextOption(), "what labels are: nominal (default), ordinal, interval or ratio")(
      "order", TextOption(), "all labels from low to high: low,mid,high")(
      "weights", TextOption(), "of Cohen's kappa: none (default), linear or quadratic")(
      "pairs", FlagOption(), "Cohen's kappa of every two raters")(
      "seed", TextOption(), "of the bootstrap of alpha's interval (0)")("json", FlagOption(), "print JSON");
  if (const auto code = options.Parse(world, arguments)) return *code;
  return AgreementCommand(world, options).Run();
}

}  // namespace harness
