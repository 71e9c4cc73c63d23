#include "harness/results/classification.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "harness/base/digest.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr size_t kMaxLabel = 256;  // bytes
constexpr size_t kFront = 200;     // of those, what is shown of a longer one
constexpr std::string_view kOther = "(other)";

// Equal for equal labels and, but for a collision of SHA-256, for no others.
std::string LabelOf(const Json& value) {
  std::string text = JsonText(value);
  if (text.size() <= kMaxLabel) return text;
  const std::string digest = Hex(Sha256Of(text)).substr(0, 32);
  size_t end = kFront;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // not within a character
  text.resize(end);
  return fmt::format("{}… (sha256 {})", text, digest);
}

double Ratio(double part, double whole) {
  return whole == 0 ? 0 : part / whole;
}

struct Counts {
  std::string label;
  uint64_t support = 0, predicted = 0, correct = 0;
};

// With `more` further attempts that expect it and say so.
double Precision(const Counts& c, double more = 0) {
  return Ratio(static_cast<double>(c.correct) + more, static_cast<double>(c.predicted) + more);
}
double Recall(const Counts& c, double more = 0) {
  return Ratio(static_cast<double>(c.correct) + more, static_cast<double>(c.support) + more);
}
double F1(const Counts& c, double more = 0) {
  return Ratio(2 * (static_cast<double>(c.correct) + more), static_cast<double>(c.support + c.predicted) + 2 * more);
}

using OfCounts = double (*)(const Counts&, double);

OfCounts FunctionOf(Figure figure) {
  switch (figure) {
    case Figure::kPrecision:
    case Figure::kMacroPrecision:
    case Figure::kMicroPrecision:
      return Precision;
    case Figure::kF1:
    case Figure::kMacroF1:
    case Figure::kMicroF1:
      return F1;
    default:
      return Recall;  // the accuracy too, over all labels together
  }
}

bool IsMacro(Figure figure) {
  return figure == Figure::kMacroPrecision || figure == Figure::kMacroRecall || figure == Figure::kMacroF1;
}

class Classification final : public Metric {
 public:
  explicit Classification(ClassificationLimits limits) : limits_(limits) {}

  void Add(const Observation& observation) override {
    if (!observation.answered) {
      ++undecided_;
      return;
    }
    if (!observation.expected) {
      ++unlabelled_;
      return;
    }
    const std::string wanted = LabelOf(*observation.expected);
    const size_t expected = PlaceOf(wanted, expected_labels_);
    if (!observation.actual) return Count(expected, std::nullopt, false);
    const std::string said = LabelOf(*observation.actual);
    const bool correct = said == wanted;
    Count(expected, correct ? expected : PlaceOf(said, predicted_labels_), correct);
  }

  MetricFigures Figures() const override;
  Measured Measure(Figure figure, const std::string& label, uint64_t missing) const override;

 private:
  using Cell = std::pair<size_t, std::optional<size_t>>;

  // Where a label stands in labels_; the first place is that of all those for which there is no room.
  size_t PlaceOf(const std::string& label, size_t& count) {
    if (const auto found = places_.find(label); found != places_.end()) return found->second;
    if (count == limits_.labels) {
      ++folded_;
      return 0;
    }
    ++count;
    labels_.push_back({label});
    places_.emplace(label, labels_.size() - 1);
    return labels_.size() - 1;
  }

  void Count(size_t expected, std::optional<size_t> predicted, bool correct) {
    ++labels_[expected].support;
    ++all_.support;
    if (predicted) {
      ++labels_[*predicted].predicted;
      ++all_.predicted;
    }
    if (correct) {
      ++labels_[expected].correct;
      ++all_.correct;
    }
    const Cell cell(expected, predicted);
    if (const auto found = cells_.find(cell); found != cells_.end())
      ++found->second;
    else if (cells_.size() < limits_.cells)
      cells_.emplace(cell, 1);
    else
      ++unlisted_;
  }

  static bool Used(const Counts& counts) { return counts.support + counts.predicted > 0; }

  // The mean over the labels. With `more` attempts that turn out right each label may have them all, and there may be
  // so many labels more: it is no higher than this.
  double Macro(OfCounts of, double more) const {
    double sum = more, count = more;
    for (const Counts& counts : labels_) {
      if (!Used(counts)) continue;
      sum += of(counts, more);
      ++count;
    }
    return Ratio(sum, count);
  }

  Measured MeasureAll(Figure figure, double more) const;
  Measured MeasureLabel(Figure figure, const std::string& label, double more) const;

  const ClassificationLimits limits_;
  std::unordered_map<std::string, size_t> places_;
  std::vector<Counts> labels_ = {{std::string(kOther)}};
  Counts all_;
  size_t expected_labels_ = 0, predicted_labels_ = 0;  // how many were first seen as which
  std::map<Cell, uint64_t> cells_;
  uint64_t undecided_ = 0, unlabelled_ = 0, folded_ = 0, unlisted_ = 0;
};

MetricFigures Classification::Figures() const {
  MetricFigures figures;
  figures.counted = all_.support;
  figures.none = all_.support - all_.predicted;
  figures.undecided = undecided_;
  figures.unlabelled = unlabelled_;
  figures.folded = folded_;
  figures.unlisted = unlisted_;
  if (figures.counted == 0) return figures;
  figures.values = {
      {"accuracy", Recall(all_)}, {"macro_precision", Macro(Precision, 0)}, {"macro_recall", Macro(Recall, 0)},
      {"macro_f1", Macro(F1, 0)}, {"micro_precision", Precision(all_)},     {"micro_recall", Recall(all_)},
      {"micro_f1", F1(all_)}};
  std::vector<size_t> order;
  for (size_t i = 1; i < labels_.size(); ++i) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return labels_[a].label < labels_[b].label; });
  if (Used(labels_[0])) order.push_back(0);
  std::vector<int> place(labels_.size());
  for (const size_t i : order) {
    const Counts& counts = labels_[i];
    place[i] = static_cast<int>(figures.labels.size());
    figures.labels.push_back({counts.label, Precision(counts), Recall(counts), F1(counts), counts.support,
                              counts.predicted, counts.correct});
  }
  for (const auto& [cell, count] : cells_)
    figures.confusion.push_back({place[cell.first], cell.second ? place[*cell.second] : Confusion::kNone, count});
  std::sort(figures.confusion.begin(), figures.confusion.end(), [](const Confusion& a, const Confusion& b) {
    return std::pair(a.expected, a.predicted) < std::pair(b.expected, b.predicted);
  });
  return figures;
}

Measured Classification::Measure(Figure figure, const std::string& label, uint64_t missing) const {
  if (all_.support == 0)
    return {std::nullopt, std::nullopt, unlabelled_ > 0 ? "no case has an expected label" : "nothing was decided"};
  const auto more = static_cast<double>(undecided_ + unlabelled_ + missing);
  Measured measured = IsOfLabel(figure) ? MeasureLabel(figure, label, more) : MeasureAll(figure, more);
  if (unlabelled_ == 0) return measured;
  const uint64_t all = all_.support + unlabelled_;
  measured.known = Ratio(static_cast<double>(all_.support), static_cast<double>(all));
  measured.lack = fmt::format("{} of {} without an expected label", unlabelled_, Counted(all, "attempt"));
  return measured;
}

Measured Classification::MeasureAll(Figure figure, double more) const {
  const OfCounts of = FunctionOf(figure);
  if (IsMacro(figure)) return {Macro(of, 0), Macro(of, more)};
  const bool accuracy = figure == Figure::kAccuracy;
  return {of(all_, 0), of(all_, more), "",
          accuracy ? fmt::format("{} of {} are right", all_.correct, all_.support) : ""};
}

Measured Classification::MeasureLabel(Figure figure, const std::string& label, double more) const {
  const auto found = places_.find(LabelOf(label));
  const bool absent = found == places_.end();
  const Counts counts = absent ? Counts() : labels_[found->second];
  const std::string shown = Abbreviate(label, 60);
  if (!Used(counts))
    return {std::nullopt, std::nullopt, fmt::format("the label '{}' was neither expected nor predicted", shown)};
  if (counts.support == 0 && figure != Figure::kPrecision)
    return {std::nullopt, std::nullopt, fmt::format("no case expects the label '{}'", shown)};
  const OfCounts of = FunctionOf(figure);
  std::string detail;
  if (figure == Figure::kRecall) detail = fmt::format("{} of {} were found", counts.correct, counts.support);
  if (figure == Figure::kPrecision) detail = fmt::format("{} of {} are right", counts.correct, counts.predicted);
  return {of(counts, 0), of(counts, more), "", detail};
}

}  // namespace

std::unique_ptr<Metric> MakeClassification(ClassificationLimits limits) {
  return std::make_unique<Classification>(limits);
}

MetricType ClassificationMetricType() {
  return {"classification",
          "Accuracy, precision, recall and F1 of predicted labels, in all and label by label, and what is confused "
          "with what.",
          [] { return MakeClassification(); }};
}

}  // namespace harness
