#include "harness/cli/agreement_report.h"

#include <algorithm>
#include <numeric>

#include "harness/base/text.h"
#include "harness/stats/interval.h"
#include "reports/display.h"
#include "reports/table.h"

namespace harness {
namespace {

constexpr size_t kShownLabels = 12;
constexpr size_t kShownPairLabels = 3;
constexpr std::string_view kWeightNames[] = {"none", "linear", "quadratic"};
constexpr const char* kNoKappa = "all labels are equal, so chance agreement is complete";

std::string_view NameOf(KappaWeights weights) {
  return kWeightNames[static_cast<size_t>(weights)];
}

std::array<double, 2> AgreementInterval(const TwoRaters& two) {
  const auto units = static_cast<double>(two.units);
  return WilsonInterval(two.agreement * units, units);
}

Json JsonOf(const ZeroTest& zero) {
  return {{"standard_error", zero.standard_error}, {"z", zero.z}, {"p", zero.p}};
}

template <typename Kappa>
Json JsonOfKappa(const Kappa& kappa) {
  return {{"kappa", kappa.kappa},
          {"standard_error", kappa.standard_error},
          {"interval", kappa.interval},
          {"against_zero", JsonOf(kappa.zero)}};
}

Json JsonOf(const LabelTable& table, const RaterPair& pair) {
  const std::string &first = table.raters[pair.first], &second = table.raters[pair.second];
  Json json = {{"raters", {first, second}}};
  if (!pair.figures) {
    json["kappa"] = nullptr;
    json["reason"] = pair.figures.error().Message();
    return json;
  }
  const TwoRaters& two = *pair.figures;
  if (two.kappa) {
    json.update(JsonOfKappa(*two.kappa));
  } else {
    json["kappa"] = nullptr;
    json["reason"] = kNoKappa;
  }
  json["units"] = two.units;
  json["agreement"] = two.agreement;
  json["agreement_interval"] = AgreementInterval(two);
  json["weighted_agreement"] = two.weighted_agreement;
  json["chance_agreement"] = two.chance_agreement;
  json["prevalence"] = Json::array();
  for (size_t i = 0; i < pair.labels.size(); ++i)
    json["prevalence"].push_back({{"label", table.names[pair.labels[i]]}, {"shares", {two.first[i], two.second[i]}}});
  return json;
}

Json JsonOf(const Result<ManyRaters>& fleiss) {
  if (!fleiss) return {{"kappa", nullptr}, {"reason", fleiss.error().Message()}};
  Json json = fleiss->kappa ? JsonOfKappa(*fleiss->kappa) : Json{{"kappa", nullptr}, {"reason", kNoKappa}};
  json["raters_per_unit"] = fleiss->raters;
  json["agreement"] = fleiss->agreement;
  json["chance_agreement"] = fleiss->chance_agreement;
  return json;
}

Json JsonOf(const Result<Alpha>& alpha, const AgreementOptions& options) {
  if (!alpha) return {{"alpha", nullptr}, {"reason", alpha.error().Message()}};
  Json json = {{"alpha", alpha->alpha},
               {"level", ToString(options.level)},
               {"observed_disagreement", alpha->observed},
               {"expected_disagreement", alpha->expected},
               {"interval", nullptr}};
  if (alpha->interval) {
    json["interval"] = *alpha->interval;
    json["interval_method"] = "percentile bootstrap over units";
    json["seed"] = options.seed;
  }
  return json;
}

std::string Figure(double value) {
  return fmt::format("{:.4f}", value);
}

std::string Range(const std::array<double, 2>& interval) {
  return fmt::format("{:.4f} to {:.4f}", interval[0], interval[1]);
}

// The labels by how often they were given, the most frequent first; of equal ones the first.
std::vector<size_t> ByFrequency(const std::vector<double>& shares) {
  std::vector<size_t> order(shares.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, [&](size_t a, size_t b) { return shares[a] > shares[b]; });
  return order;
}

class TextReport {
 public:
  TextReport(const LabelTable& table, const AgreementOptions& options, const AgreementFigures& figures, size_t width,
             bool colour)
      : table_(table), options_(options), figures_(figures), width_(width), colour_(colour) {}

  std::string Write() {
    return Head() + "\n" + Prevalence() + "\n" + Statistics() + (figures_.pairs.empty() ? "" : "\n" + Pairs()) +
           Notes();
  }

 private:
  std::string Head() const {
    const size_t places = table_.units * table_.raters.size();
    std::string raters = std::to_string(table_.raters.size());
    if (table_.raters.size() == 2) raters += ": " + Visible(table_.raters[0]) + ", " + Visible(table_.raters[1]);
    const std::string each = figures_.fewest == figures_.most
                                 ? fmt::format("{} each", figures_.most)
                                 : fmt::format("{} to {} each", figures_.fewest, figures_.most);
    return fmt::format("units   {}; {} with two labels or more ({})\nraters  {}\nlabels  {}; {} missing{}\n",
                       table_.units, figures_.units, each, raters, table_.labels.size(), places - table_.labels.size(),
                       table_.dropped > 0 ? fmt::format(", {} of them dropped", table_.dropped) : "");
  }

  std::string Prevalence() const {
    Table table({{.right = false, .elastic = true}, {}, {}, {}});
    const bool two = figures_.two && figures_.two->figures;
    std::vector<std::string> heading = {"label", "prevalence", "", ""};
    if (two) heading = {"label", "prevalence", Visible(table_.raters[0]), Visible(table_.raters[1])};
    table.AddHeading(heading);
    double rest = 1;
    const std::vector<size_t> order = ByFrequency(figures_.prevalence);
    const size_t shown = order.size() <= kShownLabels + 1 ? order.size() : kShownLabels;
    for (size_t i = 0; i < shown; ++i) {
      const double share = figures_.prevalence[order[i]];
      rest -= share;
      table.AddRow({{Visible(table_.names[order[i]])},
                    {FormatShare(share)},
                    {two ? ShareOfRater(order[i], figures_.two->figures->first) : ""},
                    {two ? ShareOfRater(order[i], figures_.two->figures->second) : ""}});
    }
    if (shown < order.size())
      table.AddRow({{fmt::format("({} others)", order.size() - shown)}, {FormatShare(rest)}, {}, {}});
    return table.Render(width_, colour_);
  }

  std::string ShareOfRater(size_t label, const std::vector<double>& shares) const {
    const auto place = std::ranges::find(figures_.two->labels, label) - figures_.two->labels.begin();
    return FormatShare(static_cast<size_t>(place) < shares.size() ? shares[static_cast<size_t>(place)] : 0);
  }

  std::string Statistics() {
    Table table({{.right = false}, {}, {}, {}, {}});
    table.AddHeading({"", "value", "SE", "95 %", "by chance"});
    const auto row = [&](const std::string& name, double value, const std::string& error = "",
                         const std::string& interval = "", const std::string& chance = "") {
      table.AddRow({{name}, {Figure(value)}, {error}, {interval}, {chance}});
    };
    const bool two = figures_.two && figures_.two->figures;
    row("raw agreement", figures_.agreement, "", two ? Range(AgreementInterval(*figures_.two->figures)) : "");
    if (two) {
      const TwoRaters& cohen = *figures_.two->figures;
      const std::string weights =
          options_.weights == KappaWeights::kNone ? "" : fmt::format(", {} weights", NameOf(options_.weights));
      if (!weights.empty()) row("raw agreement" + weights, cohen.weighted_agreement);
      if (cohen.kappa)
        row("Cohen's kappa" + weights, cohen.kappa->kappa, Figure(cohen.kappa->standard_error),
            Range(cohen.kappa->interval), Figure(cohen.chance_agreement));
    }
    if (figures_.fleiss && figures_.fleiss->kappa)
      row("Fleiss' kappa", figures_.fleiss->kappa->kappa, Figure(figures_.fleiss->kappa->standard_error),
          Range(figures_.fleiss->kappa->interval), Figure(figures_.fleiss->chance_agreement));
    if (figures_.alpha)
      row(fmt::format("Krippendorff's alpha, {}", ToString(options_.level)), figures_.alpha->alpha, "",
          figures_.alpha->interval ? Range(*figures_.alpha->interval) : "",
          options_.level == Level::kNominal ? Figure(1 - figures_.alpha->expected) : "");
    if (figures_.spearman) row("Spearman's rho", *figures_.spearman);
    if (figures_.kendall) row("Kendall's tau-b", *figures_.kendall);
    return table.Render(width_, colour_);
  }

  std::string Pairs() const {
    Table table(
        {{.right = false, .elastic = true}, {.right = false, .elastic = true}, {}, {}, {}, {}, {.right = false}});
    table.AddHeading({"rater", "rater", "units", "agreement", "Cohen's kappa", "SE", "prevalence"});
    for (const RaterPair& pair : figures_.pairs) {
      std::vector<Cell> row = {{Visible(table_.raters[pair.first])}, {Visible(table_.raters[pair.second])}};
      if (!pair.figures) {
        row.insert(row.end(), {{"0"}, {"-"}, {"-"}, {"-"}, {pair.figures.error().Message()}});
      } else {
        const TwoRaters& two = *pair.figures;
        row.insert(row.end(), {{std::to_string(two.units)},
                               {Figure(two.agreement)},
                               {two.kappa ? Figure(two.kappa->kappa) : "-"},
                               {two.kappa ? Figure(two.kappa->standard_error) : "-"},
                               {PairPrevalence(pair)}});
      }
      table.AddRow(std::move(row));
    }
    return table.Render(width_, colour_);
  }

  // "No 50.0%/77.1%, Yes 50.0%/22.9%": of the first rater and of the second.
  std::string PairPrevalence(const RaterPair& pair) const {
    std::vector<double> both;
    for (size_t i = 0; i < pair.labels.size(); ++i) both.push_back(pair.figures->first[i] + pair.figures->second[i]);
    std::string text;
    const std::vector<size_t> order = ByFrequency(both);
    for (size_t i = 0; i < std::min(order.size(), kShownPairLabels); ++i)
      text += fmt::format("{}{} {}/{}", i > 0 ? ", " : "", Visible(Abbreviate(table_.names[pair.labels[order[i]]], 20)),
                          FormatShare(pair.figures->first[order[i]]), FormatShare(pair.figures->second[order[i]]));
    return order.size() > kShownPairLabels ? text + ", …" : text;
  }

  std::string Notes() const {
    std::string notes;
    const auto none = [&](const char* what, const std::string& why) { notes += fmt::format("no {}: {}\n", what, why); };
    if (figures_.two && !figures_.two->figures) none("Cohen's kappa", figures_.two->figures.error().Message());
    if (figures_.two && figures_.two->figures && !figures_.two->figures->kappa) none("Cohen's kappa", kNoKappa);
    if (!figures_.two)
      none("Cohen's kappa", figures_.pairs.empty() ? "it is of two raters; --pairs shows it for each two"
                                                   : "it is of two raters; see the pairs");
    if (!figures_.fleiss) none("Fleiss' kappa", figures_.fleiss.error().Message());
    if (figures_.fleiss && !figures_.fleiss->kappa) none("Fleiss' kappa", kNoKappa);
    if (!figures_.alpha) none("Krippendorff's alpha", figures_.alpha.error().Message());
    if (figures_.two && options_.ordered && !figures_.spearman)
      none("rank correlation", "a rater gave all units the same label");
    if (figures_.alpha && !figures_.alpha->interval)
      none("interval of alpha", "it would take too many steps, or too many resamples had one label only");
    if (figures_.alpha && figures_.alpha->interval)
      notes += fmt::format("alpha's interval: bootstrap over units, percentiles of 1000 resamples, seed {}\n",
                           options_.seed);
    return "\n" + notes;
  }

  const LabelTable& table_;
  const AgreementOptions& options_;
  const AgreementFigures& figures_;
  const size_t width_;
  const bool colour_;
};

}  // namespace

Json AgreementJson(const LabelTable& table, const AgreementOptions& options, const AgreementFigures& figures) {
  Json json = {{"units", table.units},
               {"units_compared", figures.units},
               {"raters", table.raters},
               {"labels", table.labels.size()},
               {"missing", table.units * table.raters.size() - table.labels.size()},
               {"dropped", table.dropped},
               {"labels_per_unit", {figures.fewest, figures.most}},
               {"agreement", figures.agreement},
               {"prevalence", Json::array()},
               {"weights", NameOf(options.weights)},
               {"cohen", figures.two ? JsonOf(table, *figures.two) : Json(nullptr)},
               {"fleiss", JsonOf(figures.fleiss)},
               {"krippendorff", JsonOf(figures.alpha, options)},
               {"warnings", figures.warnings}};
  for (size_t i = 0; i < table.names.size(); ++i)
    json["prevalence"].push_back({{"label", table.names[i]}, {"share", figures.prevalence[i]}});
  if (options.ordered && figures.two) {
    json["spearman"] = figures.spearman ? Json(*figures.spearman) : Json(nullptr);
    json["kendall_tau_b"] = figures.kendall ? Json(*figures.kendall) : Json(nullptr);
  }
  if (options.pairs) json["pairs"] = Json::array();
  for (const RaterPair& pair : figures.pairs) json["pairs"].push_back(JsonOf(table, pair));
  return json;
}

std::string AgreementText(const LabelTable& table, const AgreementOptions& options, const AgreementFigures& figures,
                          size_t width, bool colour) {
  return TextReport(table, options, figures, width, colour).Write();
}

}  // namespace harness
