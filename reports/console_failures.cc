#include "reports/console_failures.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/base/text.h"
#include "reports/display.h"
#include "reports/table.h"

namespace harness {
namespace {

constexpr size_t kGap = 2;  // columns between two of the table

uint64_t CountOf(const Figures& figures, const std::string& category) {
  const auto found = figures.failure_categories.find(category);
  return found == figures.failure_categories.end() ? 0 : found->second;
}

// The most frequent first.
std::vector<std::string> CategoriesByCount(const Figures& all) {
  std::vector<std::string> categories;
  for (const auto& [category, count] : all.failure_categories) categories.push_back(category);
  std::stable_sort(categories.begin(), categories.end(),
                   [&](const auto& a, const auto& b) { return CountOf(all, a) > CountOf(all, b); });
  return categories;
}

// The words of "wrong_column" stand above each other in the heading.
std::vector<std::string> WordsOf(const std::string& category) {
  std::vector<std::string> words;
  for (const std::string_view word : Split(category, "_")) words.push_back(Visible(word));
  return words;
}

size_t WidthOf(const std::string& category) {
  size_t width = 0;
  for (const std::string& word : WordsOf(category)) width = std::max(width, CountCodePoints(word));
  return width;
}

// As many of the first as fit; the others are counted together.
size_t HowManyFit(const std::vector<std::string>& categories, size_t room) {
  size_t used = 0;
  for (size_t i = 0; i < categories.size(); ++i) {
    used += kGap + WidthOf(categories[i]);
    const bool last = i + 1 == categories.size();
    if (used + (last ? 0 : kGap + std::string_view("other").size()) > room) return i;
  }
  return categories.size();
}

class FailuresTable {
 public:
  FailuresTable(std::vector<std::string> categories, size_t shown)
      : categories_(std::move(categories)), shown_(shown), table_(Columns()) {
    size_t lines = 1;
    for (size_t i = 0; i < shown_; ++i) lines = std::max(lines, WordsOf(categories_[i]).size());
    for (size_t line = 0; line < lines; ++line) AddHeadingLine(line, lines);
  }

  void AddRow(const std::string& name, const Figures& figures, Tone tone) {
    std::vector<Cell> cells = {{Visible(name), tone}};
    uint64_t others = 0;
    for (size_t i = 0; i < categories_.size(); ++i) {
      const uint64_t count = CountOf(figures, categories_[i]);
      if (i < shown_)
        cells.push_back(Count(count, tone));
      else
        others += count;
    }
    if (shown_ < categories_.size()) cells.push_back(Count(others, tone));
    table_.AddRow(std::move(cells));
  }

  std::string Render(const ConsoleOptions& options) const { return table_.Render(options.width, options.colour); }

 private:
  std::vector<Column> Columns() const {
    std::vector<Column> columns = {{.right = false, .elastic = true}};
    columns.resize(1 + shown_ + (shown_ < categories_.size() ? 1 : 0));
    return columns;
  }

  // Words stand on the last lines.
  void AddHeadingLine(size_t line, size_t lines) {
    std::vector<std::string> cells = {line + 1 == lines ? "failed by" : ""};
    for (size_t i = 0; i < shown_; ++i) {
      const std::vector<std::string> words = WordsOf(categories_[i]);
      const size_t skipped = lines - words.size();
      cells.push_back(line < skipped ? "" : words[line - skipped]);
    }
    if (shown_ < categories_.size()) cells.push_back(line + 1 == lines ? "other" : "");
    table_.AddHeading(std::move(cells));
  }

  static Cell Count(uint64_t count, Tone tone) {
    if (count == 0) return {"·", Tone::kDim};
    return {fmt::format("{}", count), tone};
  }

  const std::vector<std::string> categories_;
  const size_t shown_;
  Table table_;
};

}  // namespace

std::string RenderFailureCategories(const Summary& summary, const ConsoleOptions& options) {
  std::vector<std::string> categories = CategoriesByCount(summary.all);
  if (categories.empty()) return "";
  size_t names = std::string_view("failed by").size();
  for (const NamedFigures& target : summary.targets) names = std::max(names, CountCodePoints(Visible(target.name)));
  const size_t shown = HowManyFit(categories, options.width > names ? options.width - names : 0);
  FailuresTable table(std::move(categories), shown);
  for (const NamedFigures& target : summary.targets) table.AddRow(target.name, target.figures, Tone::kPlain);
  if (summary.targets.size() > 1) table.AddRow("all", summary.all, Tone::kBold);
  return table.Render(options);
}

}  // namespace harness
