// Comma- or tab-separated tables, read one row at a time in constant memory, and written.
//
// RFC 4180, and what real files do besides: a UTF-8 byte order mark, LF as well as CRLF, quotes inside an unquoted
// field as they are, blank lines (skipped; a row of one empty field is written ""). The first row names the columns.
// Ill-formed UTF-8 becomes U+FFFD. Refused, with file and line: a quote that is never closed, text behind a closing
// quote, NUL bytes, a row with more or fewer fields than there are columns, rows that are too long, columns without a
// name or of the same name. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/byte_window.h"
#include "harness/base/files.h"

namespace harness {

struct CsvOptions {
  char delimiter = ',';
  size_t max_row = size_t{64} << 20;  // bytes
};

struct CsvRow {
  std::span<const std::string_view> fields;  // as many as there are columns; valid until the next call
  int line = 0;                              // on which the row begins, from 1
  uint64_t offset = 0;                       // byte at which it begins
};

class CsvReader {
 public:
  // Reads the header. An empty file is refused.
  static Result<std::unique_ptr<CsvReader>> Open(std::unique_ptr<InputFile> file, CsvOptions options = {});
  ~CsvReader();

  const std::vector<std::string>& columns() const { return columns_; }
  const std::string& path() const { return file_->path(); }
  // How many of the rows read so far, the header included, had bytes replaced by U+FFFD.
  int64_t repaired() const { return repaired_; }

  // The next row, nothing at the end. After a row with a wrong number of fields or a NUL byte the next one can be read;
  // after any other error reading is over.
  Result<std::optional<CsvRow>> Next();
  // Goes to a row that an earlier Next has named.
  void Seek(uint64_t offset, int line);

 private:
  class Splitter;
  CsvReader(std::unique_ptr<InputFile> file, CsvOptions options);
  Result<> ReadHeader();
  Result<bool> FindRow();
  Result<std::optional<CsvRow>> TakeRow();
  Result<> SkipBlankLines();
  Unexpected FailAt(int line, std::string message) const;
  Unexpected FailAtQuote(std::string message) const;

  std::unique_ptr<InputFile> file_;
  CsvOptions options_;
  ByteWindow window_;
  std::unique_ptr<Splitter> splitter_;
  std::vector<std::string> columns_;
  int line_ = 1;       // of the front of the window
  bool over_ = false;  // no more Next
  int64_t repaired_ = 0;
};

// Writes rows, ended by LF, with quotes where the text needs them. The caller commits the file.
class CsvWriter {
 public:
  explicit CsvWriter(OutputFile& file, char delimiter = ',') : file_(file), delimiter_(delimiter) {}
  Result<> Write(std::span<const std::string_view> fields);
  Result<> Write(std::span<const std::string> fields);

 private:
  OutputFile& file_;
  char delimiter_;
  std::string row_;
};

// Appends one field, quoted if it holds the delimiter, a quote or an end of line.
void AppendCsvField(std::string& to, std::string_view field, char delimiter = ',');

}  // namespace harness
