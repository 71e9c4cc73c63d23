#include "generators/delimited_table.h"

#include <algorithm>

#include "generators/data_spec.h"
#include "generators/text_encoding.h"
#include "harness/base/csv.h"

namespace harness {
namespace {

struct Layout {
  char delimiter = ',';
  bool header = true;
  bool escape_formulas = false;
  std::string null;
  TextEncoding encoding = TextEncoding::kUtf8;
};

// What spreadsheets take for the beginning of a formula.
bool BeginsFormula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

class DelimitedFormat final : public TableFormat {
 public:
  DelimitedFormat(const DataSpec& spec, Layout layout)
      : spec_(spec), shown_(ShownColumns(spec)), layout_(std::move(layout)) {}

  void AppendHead(std::string& to) const override {
    to += MarkOf(layout_.encoding);
    if (!layout_.header) return;
    std::string head;
    for (const size_t column : shown_) {
      AppendField(head, spec_.columns[column].name);
      End(column, head);
    }
    AppendEncoded(to, head, layout_.encoding);
  }

  Result<> Append(const Records& records, std::string& to) const override {
    if (layout_.encoding == TextEncoding::kUtf8) return AppendRows(records, to);
    std::string rows;
    if (auto appended = AppendRows(records, rows); !appended) return appended;
    AppendEncoded(to, rows, layout_.encoding);
    return {};
  }

  // The first column whose name the encoding has not.
  const ColumnSpec* ForeignName() const {
    for (const size_t column : shown_)
      if (!FindForeign(spec_.columns[column].name, layout_.encoding).empty()) return &spec_.columns[column];
    return nullptr;
  }

 private:
  Result<> AppendRows(const Records& records, std::string& to) const {
    for (size_t i = 0; i < records.size; ++i) {
      for (const size_t column : shown_) {
        const Datum& cell = records.columns[column][i];
        if (!AppendCell(to, cell))
          return FailAtCell(
              spec_, column, records.first + i,
              fmt::format("holds '{}', which {} has not; use utf-8", FindForeign(cell.AsText(), layout_.encoding),
                          TextEncodingNames()[static_cast<size_t>(layout_.encoding)]));
        End(column, to);
      }
    }
    return {};
  }

  bool AppendCell(std::string& to, const Datum& cell) const {
    if (cell.IsNull()) {
      to += layout_.null.empty() && shown_.size() == 1 ? R"("")" : layout_.null;  // readers skip a blank line
      return true;
    }
    if (cell.kind() != Datum::Kind::kText && cell.kind() != Datum::Kind::kJson) return cell.AppendText(to), true;
    AppendField(to, cell.AsText());
    return FindForeign(cell.AsText(), layout_.encoding).empty();
  }

  void AppendField(std::string& to, std::string_view text) const {
    if (layout_.escape_formulas && BeginsFormula(text)) return AppendCsvField(to, "'" + std::string(text), Delimiter());
    if (text != layout_.null) return AppendCsvField(to, text, Delimiter());
    to += '"';  // only null is written without quotes
    to += text;
    to += '"';
  }

  char Delimiter() const { return layout_.delimiter; }
  void End(size_t column, std::string& to) const { to += column == shown_.back() ? '\n' : Delimiter(); }

  const DataSpec& spec_;
  const std::vector<size_t> shown_;
  const Layout layout_;
};

// Not what numbers and dates are written with, nor quotes.
bool IsDelimiter(const std::string& text) {
  constexpr std::string_view kDelimiters = ",;|\t !#$%&()*/<=>?@[\\]^`{}~";
  return text.size() == 1 && kDelimiters.find(text.front()) != std::string_view::npos;
}

Result<MakeTable> ReadLayout(const Node& options, char delimiter) {
  Layout layout;
  layout.delimiter = delimiter;
  if (const Node* other = options.Find("delimiter")) {
    if (!IsDelimiter(other->AsString()))
      return other->Fail("a delimiter is one character such as ',', ';', '|' or a tab; found '{}'", other->AsString());
    layout.delimiter = other->AsString().front();
  }
  layout.header = BoolOr(options, "header", true);
  layout.escape_formulas = TextOr(options, "formulas", "keep") == "escape";
  layout.null = TextOr(options, "null", "");
  const char special[] = {layout.delimiter, '"', '\n', '\r'};
  if (layout.null.find_first_of(std::string_view(special, sizeof special)) != std::string::npos)
    return options.Find("null")->Fail("'null' must be without delimiters, quotes and ends of lines");
  const auto& encodings = TextEncodingNames();
  const auto encoding = std::find(encodings.begin(), encodings.end(), TextOr(options, "encoding", "utf-8"));
  layout.encoding = static_cast<TextEncoding>(encoding - encodings.begin());
  if (!FindForeign(layout.null, layout.encoding).empty())
    return options.Find("null")->Fail("'null' has a character that {} has not", *encoding);
  return [layout](const DataSpec& spec, OutputFile& file) -> Result<std::unique_ptr<TableWriter>> {
    auto format = std::make_unique<DelimitedFormat>(spec, layout);
    if (const ColumnSpec* foreign = format->ForeignName(); layout.header && foreign)
      return foreign->node.Find("name")->Fail("the name has a character that {} has not; use utf-8",
                                              TextEncodingNames()[static_cast<size_t>(layout.encoding)]);
    return StreamTable(std::move(format), file);
  };
}

TableType DelimitedTableType(const char* ending, char delimiter) {
  return {.endings = {ending},
          .options = {{.name = "header", .types = kBool, .doc = "Whether the first line names the columns."},
                      {.name = "encoding", .types = kText, .doc = "Of the text.", .choices = TextEncodingNames()},
                      {.name = "null", .types = kText, .doc = "What null is written as (default: nothing)."},
                      {.name = "formulas",
                       .types = kText,
                       .doc = "escape: ' before texts that a spreadsheet takes for formulas.",
                       .choices = {"keep", "escape"}}},
          .read = [delimiter](const Node& options) { return ReadLayout(options, delimiter); }};
}

}  // namespace

TableType CsvTableType() {
  TableType type = DelimitedTableType(".csv", ',');
  type.options.push_back({.name = "delimiter", .types = kText, .doc = "Between fields (default ,)."});
  return type;
}

TableType TsvTableType() {
  return DelimitedTableType(".tsv", '\t');
}

}  // namespace harness
