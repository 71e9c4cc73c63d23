// A table on a terminal: columns that line up, and that give way when the line is too short for all of them.
//
// Not thread-safe; built, rendered, thrown away.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "reports/display.h"

namespace harness {

struct Cell {
  std::string text;  // visible, see display.h
  Tone tone = Tone::kPlain;
};

struct Column {
  bool right = true;     // figures stand on the right
  bool elastic = false;  // its texts may be cut
  // Whether it may be left out of a table that is too wide: those with the highest rank go first; 0 stays.
  int rank = 0;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // A cell for each column. Headings are dim and don't keep an otherwise empty column.
  void AddHeading(std::vector<std::string> cells);
  void AddRow(std::vector<Cell> cells);
  // An empty line.
  void AddGap();

  // Lines that end in '\n', without blanks behind. Columns in which no row has a text are left out. As long as lines
  // are wider than `width` columns, elastic columns are cut to 24 columns, then those with a rank are left out, then
  // elastic ones are cut to 12; always the last first.
  std::string Render(size_t width, bool colour) const;

 private:
  struct Row {
    std::vector<Cell> cells;  // empty: a gap
    bool heading = false;
  };

  std::vector<size_t> Widths() const;
  void Shrink(std::vector<size_t>& widths, size_t width, size_t narrowest) const;
  void LeaveOut(std::vector<size_t>& widths, size_t width) const;
  std::string RenderRow(const Row& row, const std::vector<size_t>& widths, bool colour) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace harness
