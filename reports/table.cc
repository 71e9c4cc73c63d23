#include "reports/table.h"

#include <algorithm>
#include <cassert>
#include <string_view>

namespace harness {
namespace {

constexpr std::string_view kGap = "  ";
constexpr size_t kComfortable = 24;  // columns
constexpr size_t kNarrowest = 12;

// Of a line with columns of these widths; those of width 0 are left out.
size_t Total(const std::vector<size_t>& widths) {
  size_t total = 0;
  for (const size_t width : widths)
    if (width > 0) total += width + (total > 0 ? kGap.size() : 0);
  return total;
}

}  // namespace

void Table::AddHeading(std::vector<std::string> cells) {
  assert(cells.size() == columns_.size());
  Row& row = rows_.emplace_back();
  row.heading = true;
  for (std::string& cell : cells) row.cells.push_back({std::move(cell), Tone::kDim});
}

void Table::AddRow(std::vector<Cell> cells) {
  assert(cells.size() == columns_.size());
  rows_.push_back({std::move(cells), false});
}

void Table::AddGap() {
  rows_.emplace_back();
}

std::vector<size_t> Table::Widths() const {
  std::vector<size_t> widths(columns_.size(), 0);
  for (size_t column = 0; column < columns_.size(); ++column) {
    bool used = false;
    for (const Row& row : rows_) {
      if (row.cells.empty()) continue;
      const size_t width = DisplayWidth(row.cells[column].text);
      used = used || (!row.heading && width > 0);
      widths[column] = std::max(widths[column], width);
    }
    if (!used) widths[column] = 0;
  }
  return widths;
}

void Table::Shrink(std::vector<size_t>& widths, size_t width, size_t narrowest) const {
  for (size_t i = columns_.size(); i-- > 0;) {
    const size_t total = Total(widths);
    if (total <= width) return;
    if (!columns_[i].elastic || widths[i] <= narrowest) continue;
    widths[i] -= std::min(widths[i] - narrowest, total - width);
  }
}

void Table::LeaveOut(std::vector<size_t>& widths, size_t width) const {
  while (Total(widths) > width) {
    size_t victim = columns_.size();
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (widths[i] == 0 || columns_[i].rank == 0) continue;
      if (victim == columns_.size() || columns_[i].rank >= columns_[victim].rank) victim = i;
    }
    if (victim == columns_.size()) return;
    widths[victim] = 0;
  }
}

std::string Table::Render(size_t width, bool colour) const {
  std::vector<size_t> widths = Widths();
  Shrink(widths, width, kComfortable);
  LeaveOut(widths, width);
  Shrink(widths, width, kNarrowest);
  std::string text;
  for (const Row& row : rows_) text += RenderRow(row, widths, colour) + '\n';
  return text;
}

std::string Table::RenderRow(const Row& row, const std::vector<size_t>& widths, bool colour) const {
  std::string line;
  size_t blanks = 0;  // owed: none are written behind the last text
  for (size_t i = 0; i < row.cells.size(); ++i) {
    if (widths[i] == 0) continue;
    const std::string text = FitTo(row.cells[i].text, widths[i]);
    const size_t padding = widths[i] - DisplayWidth(text);
    if (columns_[i].right) blanks += padding;
    if (!text.empty()) {
      line.append(blanks, ' ').append(Paint(text, row.cells[i].tone, colour));
      blanks = 0;
    }
    if (!columns_[i].right) blanks += padding;
    blanks += kGap.size();
  }
  return line;
}

}  // namespace harness
