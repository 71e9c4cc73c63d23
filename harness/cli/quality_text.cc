#include <algorithm>

#include "harness/base/clock.h"
#include "harness/base/text.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/quality_report.h"
#include "reports/display.h"
#include "reports/table.h"

namespace harness {
namespace {

constexpr size_t kShownValues = 3;
constexpr size_t kShownPairs = 20;
constexpr size_t kShownGateValues = 3;  // of a gate that holds

std::string NumberText(const ColumnProfile& column, double value) {
  if (column.kind == ColumnKind::kDate) return FormatTimestamp(static_cast<int64_t>(value)).substr(0, 16);
  return fmt::format("{:.6g}", value);
}

// What is worth a look in the column, on one line.
std::string ValuesText(const ColumnProfile& column) {
  if (!column.range) return "";
  if (column.kind == ColumnKind::kCategory) {
    std::string text;
    for (size_t i = 0; i < std::min(kShownValues, column.top.size()); ++i)
      text += fmt::format("{}{} {}", i == 0 ? "" : ", ", column.top[i].value, FormatShare(column.top[i].share));
    return text + (column.distinct > kShownValues ? ", …" : "");
  }
  const ValueRange& range = *column.range;
  if (column.kind == ColumnKind::kText)
    return fmt::format("{:.0f} to {:.0f} characters, mean {:.0f}", range.min, range.max, range.mean);
  return fmt::format("{} to {}, mean {}", NumberText(column, range.min), NumberText(column, range.max),
                     NumberText(column, range.mean));
}

std::string FigureText(const QualityFigure& figure, bool percent) {
  if (!figure.value) return "–";
  const auto text = [&](double value) { return percent ? FormatShare(value) : fmt::format("{:.3f}", value); };
  return figure.most ? fmt::format("{} to {}", text(*figure.value), text(*figure.most)) : text(*figure.value);
}

std::string GateValueText(const QualityGateResult& gate, const QualityFigure& figure) {
  if (!figure.value) return figure.lack;
  return gate.share ? FigureText(figure, gate.text.ends_with('%')) : fmt::format("{:.0f}", *figure.value);
}

class QualityWriter {
 public:
  QualityWriter(const QualityPage& page, size_t width, bool colour) : page_(page), width_(width), colour_(colour) {}

  std::string Write() {
    const QualityReport& report = page_.report;
    to_ = fmt::format("{}: {}, {}\n\n", Visible(page_.file), Counted(report.rows, "record"),
                      Counted(report.columns.size(), "column"));
    WriteColumns();
    WriteTexts();
    if (report.agreement) WriteAgreement(*report.agreement);
    if (report.similarity) WriteSimilarity(*report.similarity);
    if (report.closest) WriteClosest(*report.closest);
    WriteGates();
    for (const std::string& what : page_.left_out) to_ += "Left out: " + Visible(what) + "\n";
    return std::move(to_);
  }

 private:
  void Add(const Table& table) { to_ += table.Render(width_, colour_) + "\n"; }

  void WriteColumns() {
    Table table({{.right = false, .elastic = true}, {.right = false}, {}, {}, {}, {.right = false, .elastic = true}});
    table.AddHeading({"column", "type", "nulls", "distinct", "balance", "values"});
    for (const ColumnProfile& column : page_.report.columns) {
      const std::string balance = column.balance.value ? fmt::format("{:.3f}", *column.balance.value) : "";
      table.AddRow({{Visible(column.name)},
                    {ToString(column.kind)},
                    {FigureText(column.null_share(), true)},
                    {std::to_string(column.distinct)},
                    {balance},
                    {page_.brief ? "" : Visible(ValuesText(column))}});
    }
    Add(table);
  }

  void WriteTexts() {
    if (page_.report.texts.empty()) {
      if (!page_.brief)
        to_ += "No column of texts: nothing is said of repetition and diversity; --text COLUMN names one\n\n";
      return;
    }
    Table table({{.right = false, .elastic = true}, {}, {}, {}, {}, {}, {}, {.rank = 1}, {}, {}});
    table.AddHeading({"text", "documents", "duplicates", "near twins", "distinct-2", "self-BLEU", "Vendi", "q2",
                      "leakage", "conflicts"});
    for (const TextQuality& text : page_.report.texts) {
      const bool reference = page_.report.similarity.has_value();
      table.AddRow({{Visible(text.column)},
                    {std::to_string(text.documents)},
                    {FigureText(text.exact_duplicates, true)},
                    {FigureText(text.near_twins, true)},
                    {FigureText(text.distinct[1], false)},
                    {FigureText(text.self_bleu, false)},
                    {FigureText(text.vendi.q1, false)},
                    {FigureText(text.vendi.q2, false)},
                    {reference ? FigureText(text.leakage.share, true) : ""},
                    {text.label_conflicts.value ? FormatShare(*text.label_conflicts.value) : ""}});
    }
    to_ += table.Render(width_, colour_);
    for (const TextQuality& text : page_.report.texts) WriteLacks(text);
    to_ += "\n";
  }

  void WriteLacks(const TextQuality& text) {
    if (text.sampled < text.documents)
      to_ +=
          fmt::format("{}: distinct-2, self-BLEU and Vendi are of {} documents\n", Visible(text.column), text.sampled);
    if (!text.near_twins.value) to_ += fmt::format("{}: no figures, {}\n", Visible(text.column), text.near_twins.lack);
    if (page_.report.similarity && !text.leakage.share.value)
      to_ += fmt::format("{}: no leakage, {}\n", Visible(text.column), text.leakage.share.lack);
  }

  void WriteSimilarity(const TableSimilarity& similarity) {
    to_ += fmt::format("Beside {}:\n", Visible(page_.reference));
    Table table({{.right = false, .elastic = true}, {.right = false}, {}, {.right = false}});
    for (const ColumnShape& column : similarity.columns)
      table.AddRow({{Visible(column.column)},
                    {column.measure},
                    {FigureText(column.figure, false)},
                    {column.figure.value ? "" : "not compared: " + column.figure.lack}});
    for (size_t i = 0; i < std::min(kShownPairs, similarity.pairs.size()); ++i) {
      const PairTrend& pair = similarity.pairs[i];
      table.AddRow({{Visible(pair.first + " × " + pair.second)},
                    {pair.measure},
                    {fmt::format("{:.3f}", pair.value)},
                    {fmt::format("strength {:.2f}", pair.strength)}});
    }
    to_ += table.Render(width_, colour_);
    if (similarity.pairs.size() > kShownPairs)
      to_ += fmt::format("{} more are in --json\n", Counted(similarity.pairs.size() - kShownPairs, "pair"));
    for (const std::string& name : similarity.missing) to_ += fmt::format("missing: {}\n", Visible(name));
    WriteMean("shape", similarity.shape);
    WriteMean("pair trends", similarity.pair_trends);
    WriteMean("quality", similarity.quality);
    to_ += "\n";
  }

  void WriteMean(const char* name, const QualityFigure& figure) {
    to_ += figure.value ? fmt::format("{}: {:.3f}\n", name, *figure.value)
                        : fmt::format("{}: none, {}\n", name, figure.lack);
  }

  void WriteAgreement(const LabelAgreement& labels) {
    to_ += fmt::format("{} beside {}, {}:\n", Visible(labels.predicted), Visible(labels.label),
                       Counted(labels.rows, "record"));
    to_ += fmt::format("agreement: {}\n", labels.agreement.value ? FormatShare(*labels.agreement.value)
                                                                 : "none, " + labels.agreement.lack);
    WriteMean("kappa", labels.kappa);
    if (labels.kappa.value)
      to_ +=
          fmt::format("95% interval of kappa: {:.3f} to {:.3f}\n", labels.kappa_interval[0], labels.kappa_interval[1]);
    to_ += "\n";
  }

  void WriteClosest(const ClosestRecords& closest) {
    to_ += fmt::format("Closest records, of {} beside {} of the reference:\n", Counted(closest.records, "record"),
                       closest.reference);
    WriteMean("dcr", closest.dcr);
    WriteMean("dcr of random records", closest.random_dcr);
    WriteMean("baseline protection", closest.baseline_protection);
    WriteMean("overfitting protection", closest.overfitting_protection);
    to_ += fmt::format("new rows: {}\n\n", closest.new_rows.value ? FormatShare(*closest.new_rows.value)
                                                                  : "none, " + closest.new_rows.lack);
  }

  void WriteGates() {
    constexpr const char* kWords[] = {"holds", "FAILS", "undecided"};
    constexpr Tone kTones[] = {Tone::kGood, Tone::kBad, Tone::kWarning};
    if (page_.gates.empty()) return;
    Table table({{.right = false}, {.right = false}, {.right = false, .elastic = true}, {.right = false}});
    for (const QualityGateResult& gate : page_.gates) {
      const auto add = [&](QualityVerdict verdict, const std::string& column, const std::string& value) {
        const auto word = static_cast<size_t>(verdict);
        table.AddRow({{kWords[word], kTones[word]}, {Visible(gate.text)}, {Visible(column)}, {value}});
      };
      const bool brief = gate.verdict == QualityVerdict::kHolds && gate.values.size() > kShownGateValues;
      if (brief) add(gate.verdict, Counted(gate.values.size(), "column"), "");
      for (const QualityGateValue& value : gate.values)
        if (!brief) add(value.verdict, value.column, GateValueText(gate, value.figure));
    }
    Add(table);
  }

  const QualityPage& page_;
  const size_t width_;
  const bool colour_;
  std::string to_;
};

}  // namespace

int ExitCodeOf(const QualityPage& page) {
  const auto has = [&](QualityVerdict verdict) {
    return std::ranges::count(page.gates, verdict, &QualityGateResult::verdict) > 0;
  };
  if (has(QualityVerdict::kFails)) return kExitGateFailed;
  return has(QualityVerdict::kUndecided) ? kExitIncomplete : kExitHolds;
}

std::vector<std::string> LeftOutOf(const QualityReport& report) {
  std::vector<std::string> sentences;
  const auto add = [&](const TextQuality& text, uint64_t count, std::string_view noun, std::string_view what) {
    if (count > 0) sentences.push_back(fmt::format("{}: {} {}", text.column, Counted(count, noun), what));
  };
  const DocumentLimits limits;
  for (const TextQuality& text : report.texts) {
    add(text, text.wordless, "row", "whose text has no word");
    add(text, text.left_out, "document", fmt::format("beyond {} words in all", limits.words));
    add(text, text.cut, "document", fmt::format("from word {} on", limits.words_of_document + 1));
    add(text, text.unsure, "document", "of which not all likely twins were compared");
  }
  if (report.similarity && report.similarity->columns_left_out > 0)
    sentences.push_back(fmt::format("the pairs of {}", Counted(report.similarity->columns_left_out, "further column")));
  return sentences;
}

std::string QualityText(const QualityPage& page, size_t width, bool colour) {
  return QualityWriter(page, width, colour).Write();
}

}  // namespace harness
