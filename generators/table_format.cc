#include "generators/table_format.h"

#include "generators/data_spec.h"
#include "harness/base/text.h"

namespace harness {
namespace {

class Stream final : public TableWriter {
 public:
  Stream(std::unique_ptr<TableFormat> format, OutputFile& file) : format_(std::move(format)), file_(file) {
    format_->AppendHead(text_);
  }

  Result<> Write(const Records& records) override {
    if (auto appended = format_->Append(records, text_); !appended) return appended;
    count_ += records.size;
    return Flush();
  }
  Result<> Finish() override {
    format_->AppendTail(count_, text_);
    return Flush();
  }

 private:
  Result<> Flush() {
    auto written = file_.Write(text_);
    text_.clear();
    return written;
  }

  const std::unique_ptr<TableFormat> format_;
  OutputFile& file_;
  uint64_t count_ = 0;  // records
  std::string text_;    // not yet written
};

}  // namespace

std::unique_ptr<TableWriter> StreamTable(std::unique_ptr<TableFormat> format, OutputFile& file) {
  return std::make_unique<Stream>(std::move(format), file);
}

std::vector<size_t> ShownColumns(const DataSpec& spec) {
  std::vector<size_t> shown;
  for (size_t i = 0; i < spec.columns.size(); ++i)
    if (!spec.columns[i].drop) shown.push_back(i);
  return shown;
}

Unexpected FailAtCell(const DataSpec& spec, size_t column, uint64_t record, const std::string& message) {
  const ColumnSpec& at = spec.columns[column];
  return at.node.Fail("record {}: column '{}' {}", record + 1, Abbreviate(at.name, 60), message);
}

}  // namespace harness
