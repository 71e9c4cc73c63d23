#include "reports/console_metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/base/text.h"
#include "reports/display.h"
#include "reports/table.h"

namespace harness {
namespace {

constexpr size_t kMaxLabels = 20;
constexpr size_t kMaxMatrix = 8;  // labels of a matrix that is shown whole
constexpr size_t kMaxConfusions = 10;
constexpr std::string_view kNone = "(none)";

std::string Number(uint64_t number) {
  return fmt::format("{}", number);
}

std::string CountOrNothing(uint64_t number) {
  return number > 0 ? Number(number) : "";
}

std::string Shown(const std::string& label) {
  return label.empty() ? "\"\"" : Visible(label);
}

double ValueOf(const MetricFigures& figures, std::string_view name) {
  const auto found =
      std::find_if(figures.values.begin(), figures.values.end(), [&](const auto& v) { return v.first == name; });
  return found == figures.values.end() ? 0 : found->second;
}

class MetricSection {
 public:
  MetricSection(const Summary& summary, const MetricSummary& metric, size_t width, bool colour)
      : summary_(summary), metric_(metric), all_(metric.all), width_(width), colour_(colour) {}

  std::string Render() const {
    std::string text = RenderFigures();
    if (all_.values.empty()) return text;
    text += "\n" + RenderLabels();
    const std::string confusions = RenderConfusions();
    if (!confusions.empty()) text += "\n" + confusions;
    return text + RenderBounds();
  }

 private:
  std::string RenderFigures() const {
    Table table({{.right = false, .elastic = true},
                 {},
                 {},
                 {.rank = 4},
                 {.rank = 3},
                 {},
                 {.rank = 5},
                 {.rank = 1},
                 {.rank = 1},
                 {.rank = 1}});
    table.AddHeading({"metric " + Visible(metric_.info.name), "attempts", "accuracy", "macro precision", "macro recall",
                      "macro F1", "micro F1", std::string(kNone), "undecided", "no label"});
    for (size_t i = 0; i < metric_.targets.size(); ++i)
      AddFigures(table, summary_.targets[i].name, metric_.targets[i], Tone::kPlain);
    if (metric_.targets.size() > 1) AddFigures(table, "all", all_, Tone::kBold);
    return table.Render(width_, colour_);
  }

  static void AddFigures(Table& table, const std::string& name, const MetricFigures& figures, Tone tone) {
    const auto value = [&](std::string_view figure) -> Cell {
      return {figures.values.empty() ? "–" : fmt::format("{:.3f}", ValueOf(figures, figure)), tone};
    };
    const bool nothing = figures.values.empty();
    table.AddRow({{Visible(name), tone},
                  {Number(figures.counted)},
                  {nothing ? "–" : FormatShare(ValueOf(figures, "accuracy")), tone},
                  value("macro_precision"),
                  value("macro_recall"),
                  value("macro_f1"),
                  value("micro_f1"),
                  {CountOrNothing(figures.none), Tone::kBad},
                  {CountOrNothing(figures.undecided), Tone::kWarning},
                  {CountOrNothing(figures.unlabelled), Tone::kWarning}});
  }

  std::string OverAll() const { return summary_.targets.size() > 1 ? ", all targets" : ""; }

  std::string RenderLabels() const {
    std::vector<const LabelFigures*> order;
    for (const LabelFigures& label : all_.labels) order.push_back(&label);
    std::stable_sort(order.begin(), order.end(),
                     [](const LabelFigures* a, const LabelFigures* b) { return a->support > b->support; });
    Table table({{.right = false, .elastic = true}, {}, {}, {}, {}, {.rank = 1}});
    table.AddHeading({"label" + OverAll(), "precision", "recall", "F1", "support", "predicted"});
    for (size_t i = 0; i < order.size() && i < kMaxLabels; ++i) {
      const LabelFigures& label = *order[i];
      table.AddRow({{Shown(label.label)},
                    {fmt::format("{:.3f}", label.precision)},
                    {fmt::format("{:.3f}", label.recall)},
                    {fmt::format("{:.3f}", label.f1)},
                    {Number(label.support)},
                    {Number(label.predicted)}});
    }
    std::string text = table.Render(width_, colour_);
    if (order.size() > kMaxLabels)
      text += fmt::format("… and {} with less support\n", Counted(order.size() - kMaxLabels, "label"));
    return text;
  }

  std::string RenderConfusions() const {
    if (all_.labels.size() <= kMaxMatrix) {
      const std::string plain = RenderMatrix(false);
      if (DisplayWidth(plain.substr(0, plain.find('\n'))) <= width_) return colour_ ? RenderMatrix(true) : plain;
    }
    return RenderList();
  }

  // A row for each label that was expected.
  std::string RenderMatrix(bool colour) const {
    const size_t size = all_.labels.size();
    std::vector<Column> columns(size + 2);
    std::vector<std::string> heading = {"expected ↓ got →"};
    columns[0] = {.right = false, .elastic = true};
    for (const LabelFigures& label : all_.labels) heading.push_back(Shown(label.label));
    heading.emplace_back(kNone);
    std::vector<uint64_t> counts(size * (size + 1));
    for (const Confusion& cell : all_.confusion) {
      const size_t column = cell.predicted == Confusion::kNone ? size : static_cast<size_t>(cell.predicted);
      counts[static_cast<size_t>(cell.expected) * (size + 1) + column] = cell.count;
    }
    Table table(std::move(columns));
    table.AddHeading(std::move(heading));
    for (size_t row = 0; row < size; ++row) {
      if (all_.labels[row].support == 0) continue;
      std::vector<Cell> cells = {{Shown(all_.labels[row].label)}};
      for (size_t column = 0; column <= size; ++column) {
        const uint64_t count = counts[row * (size + 1) + column];
        const Tone tone = column == row ? Tone::kBold : count > 0 ? Tone::kPlain : Tone::kDim;
        const bool shown = column < size || all_.none > 0;
        cells.push_back({!shown ? "" : count > 0 ? Number(count) : "·", tone});
      }
      table.AddRow(std::move(cells));
    }
    return table.Render(width_, colour);
  }

  // What is confused most often.
  std::string RenderList() const {
    std::vector<const Confusion*> order;
    for (const Confusion& cell : all_.confusion)
      if (cell.expected != cell.predicted) order.push_back(&cell);
    if (order.empty()) return "";
    std::stable_sort(order.begin(), order.end(),
                     [](const Confusion* a, const Confusion* b) { return a->count > b->count; });
    Table table({{.right = false, .elastic = true}, {.right = false, .elastic = true}, {}});
    table.AddHeading({"expected" + OverAll(), "got", "attempts"});
    for (size_t i = 0; i < order.size() && i < kMaxConfusions; ++i) {
      const Confusion& cell = *order[i];
      const std::string got = cell.predicted == Confusion::kNone ? std::string(kNone) : LabelAt(cell.predicted);
      table.AddRow({{LabelAt(cell.expected)}, {got}, {Number(cell.count)}});
    }
    std::string text = table.Render(width_, colour_);
    if (order.size() > kMaxConfusions)
      text += fmt::format("… and {} that are rarer\n", Counted(order.size() - kMaxConfusions, "confusion"));
    return text;
  }

  std::string LabelAt(int place) const { return Shown(all_.labels[static_cast<size_t>(place)].label); }

  std::string RenderBounds() const {
    std::string text;
    if (all_.folded > 0)
      text += fmt::format("too many different labels: (other) stands for {}\n", Counted(all_.folded, "occurrence"));
    if (all_.unlisted > 0)
      text += fmt::format("too many confusions: {} in none that is shown\n", Counted(all_.unlisted, "attempt"));
    return text;
  }

  const Summary& summary_;
  const MetricSummary& metric_;
  const MetricFigures& all_;
  const size_t width_;
  const bool colour_;
};

}  // namespace

std::string RenderMetrics(const Summary& summary, size_t width, bool colour) {
  std::string text;
  for (const MetricSummary& metric : summary.metrics) {
    if (!text.empty()) text += "\n";
    text += MetricSection(summary, metric, width, colour).Render();
  }
  return text;
}

}  // namespace harness
