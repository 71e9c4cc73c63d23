#include "generators/excel_table.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "generators/data_spec.h"
#include "harness/base/scratch_folder.h"

namespace harness {
namespace {

constexpr uint64_t kMaxRows = LXW_ROW_MAX;
constexpr size_t kMaxColumns = LXW_COL_MAX;
constexpr size_t kMaxText = 32'767;                 // UTF-16 units
constexpr size_t kMaxSheetName = 31;                // the same
constexpr int64_t kMaxWhole = 999'999'999'999'999;  // Excel keeps 15 digits
constexpr int64_t kDay = 86'400'000'000;            // µs
constexpr int64_t kDayZero = 25'569;                // days from Excel's day 0 to 1970
constexpr int64_t kFirstDay = 61;                   // 1900-03-01: before, Excel counts a day that never was
constexpr int64_t kLastDay = 2'958'465;             // 9999-12-31
constexpr time_t kMade = 315'532'800;               // 1980: the same bytes whenever it is made
constexpr size_t kBuffer = size_t{64} << 10;
constexpr double kWidth = 20;  // characters; a timestamp needs 18

size_t Utf16Size(std::string_view text) {
  size_t size = 0;
  for (const char c : text) size += (c & 0xC0) != 0x80 ? ((c & 0xF8) == 0xF0 ? 2 : 1) : 0;
  return size;
}

bool IsEscape(std::string_view text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f'); };
  return text.size() >= 7 && text.starts_with("_x") && text[6] == '_' &&
         std::all_of(text.begin() + 2, text.begin() + 6, is_digit);
}

// What XML has not is _xHHHH_ in workbooks, and so is an underscore that would begin such an escape.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const std::string_view rest = text.substr(i);
    if (IsEscape(rest)) {
      escaped += "_x005F_";
    } else if (rest.starts_with("\uFFFE") || rest.starts_with("\uFFFF")) {
      escaped += rest.starts_with("\uFFFE") ? "_xFFFE_" : "_xFFFF_";
      i += 2;
    } else if (c >= 0 && c < ' ' && c != '\t' && c != '\n') {
      fmt::format_to(std::back_inserter(escaped), "_x{:04X}_", static_cast<unsigned>(c));
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// The number that is written elsewhere, not the one that was drawn.
double WrittenNumber(const Datum& cell) {
  std::string text;
  cell.AppendText(text);
  double number = cell.AsNumber();
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool IsExcelDay(int64_t micros) {
  const int64_t day = kDayZero + (micros - (micros % kDay + kDay) % kDay) / kDay;
  return day >= kFirstDay && day <= kLastDay;
}

struct FreeBook {
  void operator()(lxw_workbook* book) const { lxw_workbook_free(book); }
};
using Book = std::unique_ptr<lxw_workbook, FreeBook>;

// The library keeps rows in a temporary file and puts them into the workbook at its end, in another.
class ExcelWriter final : public TableWriter {
 public:
  static Result<std::unique_ptr<TableWriter>> Open(const DataSpec& spec, const std::string& sheet, OutputFile& file) {
    auto folder = ScratchFolder::Make();
    if (!folder) return Unexpected(folder.error());
    std::unique_ptr<ExcelWriter> writer(new ExcelWriter(spec, *std::move(folder), file));
    if (auto opened = writer->Begin(sheet); !opened) return Unexpected(opened.error());
    return writer;
  }

  Result<> Write(const Records& records) override {
    for (size_t i = 0; i < records.size; ++i) {
      for (size_t shown = 0; shown < shown_.size(); ++shown) {
        const size_t column = shown_[shown];
        const auto row = static_cast<lxw_row_t>(records.first + i + 1);
        const lxw_error error = Put(row, static_cast<lxw_col_t>(shown), records.columns[column][i]);
        if (error != LXW_NO_ERROR) return FailAtCell(spec_, column, records.first + i, Fault(error));
      }
    }
    return CheckRows();
  }

  Result<> Finish() override {
    std::fflush(sheet_->optimize_tmpfile);
    if (auto good = CheckRows(); !good) return good;
    const lxw_error error = workbook_close(book_.release());
    if (error != LXW_NO_ERROR) return Fail("cannot make the workbook: {}", lxw_strerror(error));
    return Copy();
  }

 private:
  ExcelWriter(const DataSpec& spec, ScratchFolder folder, OutputFile& file)
      : spec_(spec), shown_(ShownColumns(spec)), folder_(std::move(folder)), file_(file) {}

  std::string Path() const { return folder_.path() + "/book.xlsx"; }

  Result<> Begin(const std::string& name) {
    std::string rows = folder_.path();
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = rows.data(), .use_zip64 = LXW_FALSE};
    book_.reset(workbook_new_opt(Path().c_str(), &options));
    sheet_ = book_ ? workbook_add_worksheet(book_.get(), name.c_str()) : nullptr;
    if (!sheet_ || !sheet_->optimize_tmpfile) return Fail("cannot make a workbook in {}", folder_.path());
    lxw_doc_properties properties = {};
    properties.created = kMade;
    workbook_set_properties(book_.get(), &properties);
    for (size_t unit = 0; unit < formats_.size(); ++unit) {
      formats_[unit] = workbook_add_format(book_.get());
      format_set_num_format(formats_[unit], kTimeFormats[unit]);
    }
    worksheet_set_column(sheet_, 0, static_cast<lxw_col_t>(shown_.size() - 1), kWidth, nullptr);
    worksheet_freeze_panes(sheet_, 1, 0);
    for (size_t shown = 0; shown < shown_.size(); ++shown) {
      const ColumnSpec& column = spec_.columns[shown_[shown]];
      const lxw_error error = PutText(0, static_cast<lxw_col_t>(shown), column.name);
      if (error != LXW_NO_ERROR) return column.node.Find("name")->Fail("the name {}", Fault(error));
    }
    return {};
  }

  static std::string Fault(lxw_error error) {
    if (error == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
      return fmt::format("is longer than the {} characters that Excel has room for; write another format", kMaxText);
    return fmt::format("can't be put into the workbook: {}", lxw_strerror(error));
  }

  lxw_error Put(lxw_row_t row, lxw_col_t column, const Datum& cell) {
    switch (cell.kind()) {
      case Datum::Kind::kNull:
        return LXW_NO_ERROR;
      case Datum::Kind::kBool:
        return worksheet_write_boolean(sheet_, row, column, cell.AsBool() ? 1 : 0, nullptr);
      case Datum::Kind::kInteger:
        if (cell.AsInteger() < -kMaxWhole || cell.AsInteger() > kMaxWhole) return PutAsText(row, column, cell);
        return worksheet_write_number(sheet_, row, column, static_cast<double>(cell.AsInteger()), nullptr);
      case Datum::Kind::kNumber:
        return worksheet_write_number(sheet_, row, column, WrittenNumber(cell), nullptr);
      case Datum::Kind::kTime:
        if (!IsExcelDay(cell.AsInteger())) return PutAsText(row, column, cell);
        return worksheet_write_number(
            sheet_, row, column, static_cast<double>(cell.AsInteger()) / static_cast<double>(kDay) + double{kDayZero},
            formats_[static_cast<size_t>(cell.unit())]);
      case Datum::Kind::kText:
      case Datum::Kind::kJson:
        return PutText(row, column, cell.AsText());
    }
    return LXW_NO_ERROR;
  }

  lxw_error PutText(lxw_row_t row, lxw_col_t column, std::string_view text) {
    if (Utf16Size(text) > kMaxText) return LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED;
    return worksheet_write_string(sheet_, row, column, Escaped(text).c_str(), nullptr);
  }

  lxw_error PutAsText(lxw_row_t row, lxw_col_t column, const Datum& cell) {
    std::string text;
    cell.AppendText(text);
    return PutText(row, column, text);
  }

  // The library writes rows without looking whether there is room for them.
  Result<> CheckRows() const {
    if (std::ferror(sheet_->optimize_tmpfile) == 0) return {};
    return Fail("cannot write the rows of the workbook into {}: is there room left?", folder_.path());
  }

  Result<> Copy() {
    const auto files = MakeFiles();
    auto book = files->OpenRead(Path());
    if (!book) return Unexpected(book.error());
    std::string bytes(kBuffer, '\0');
    while (true) {
      const auto size = (*book)->Read(bytes);
      if (!size) return Unexpected(size.error());
      if (*size == 0) return {};
      if (auto written = file_.Write(std::string_view(bytes).substr(0, *size)); !written) return written;
    }
  }

  // By TimeUnit.
  static constexpr std::array kTimeFormats = {
      "yyyy", "yyyy-mm", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "yyyy-mm-dd hh:mm", "yyyy-mm-dd hh:mm:ss"};

  const DataSpec& spec_;
  const std::vector<size_t> shown_;
  const ScratchFolder folder_;
  OutputFile& file_;
  Book book_;
  lxw_worksheet* sheet_ = nullptr;
  std::array<lxw_format*, kTimeFormats.size()> formats_ = {};
};

Result<MakeTable> ReadExcel(const Node& options) {
  const std::string sheet = TextOr(options, "sheet", "data");
  std::string_view bad("[]:*?/\\\0", 8);
  if (sheet.empty() || Utf16Size(sheet) > kMaxSheetName || sheet.find_first_of(bad) != std::string::npos ||
      sheet.front() == '\'' || sheet.back() == '\'')
    return options.Find("sheet")->Fail(
        "the name of a sheet has 1 to {} characters, none of []:*?/\\ among them, and no ' at its ends", kMaxSheetName);
  return [sheet](const DataSpec& spec, OutputFile& file) -> Result<std::unique_ptr<TableWriter>> {
    if (spec.count >= kMaxRows)
      return Fail("an Excel sheet has room for {} records, found {}; write another format, or several files",
                  kMaxRows - 1, spec.count);
    if (const size_t columns = ShownColumns(spec).size(); columns > kMaxColumns)
      return Fail("an Excel sheet has room for {} columns, found {}; write another format", kMaxColumns, columns);
    return ExcelWriter::Open(spec, sheet, file);
  };
}

}  // namespace

TableType ExcelTableType() {
  return {.endings = {".xlsx"},
          .options = {{.name = "sheet", .types = kText, .doc = "The name of the sheet (default data)."}},
          .read = ReadExcel};
}

}  // namespace harness
