#include "harness/cli/data_file.h"

#include <unordered_map>

#include "harness/base/text.h"
#include "harness/suite/record_file.h"

namespace harness {
namespace {

class DataFileReader {
 public:
  DataFileReader(Files& files, const std::string& path, const DataFileLimits& limits)
      : files_(files), path_(path), limits_(limits) {}

  Result<DataFile> Read(Log& log) {
    auto records = OpenRecords(files_, path_);
    if (!records) return Unexpected(records.error());
    CsvReader* rows = (*records)->table();
    if (rows)
      for (const std::string& name : rows->columns()) FindColumn(name);
    bool more = true;
    while (more && !mistakes_.full() && !IsFull()) {
      const Result<bool> taken = rows ? TakeRow(*rows) : TakeRecord(**records);
      if (!taken) mistakes_.Add(taken.error());
      more = !taken || *taken;
    }
    if (!mistakes_.empty()) return Unexpected(std::move(mistakes_).ToError());
    if ((*records)->repaired() > 0)
      log.Warn("{}: {} held bytes that are not UTF-8; they became U+FFFD", path_,
               Counted(static_cast<uint64_t>((*records)->repaired()), "record"));
    if (columns_left_out_) data_.left_out.push_back(fmt::format("columns behind the first {}", limits_.columns));
    return std::move(data_);
  }

 private:
  // False at the end.
  Result<bool> TakeRow(CsvReader& rows) {
    const auto row = rows.Next();
    if (!row) return Unexpected(row.error());
    if (!*row) return false;
    const auto fields = (*row)->fields;
    for (size_t i = 0; i < data_.table.columns.size(); ++i) Add(data_.table.columns[i], fields[i]);
    ++data_.table.rows;
    return true;
  }

  Result<bool> TakeRecord(RecordReader& records) {
    const auto record = records.Next();
    if (!record) return Unexpected(record.error());
    if (!*record) return false;
    for (const auto& [key, value] : (*record)->fields.items())
      if (ValueColumn* column = FindColumn(key)) {
        if (value.is_null())
          column->AddNull();
        else
          Add(*column, value.is_string() ? value.get_ref<const std::string&>() : JsonText(value));
      }
    ++data_.table.rows;
    for (ValueColumn& column : data_.table.columns) column.AddNull(data_.table.rows - column.cells().size());
    return true;
  }

  void Add(ValueColumn& column, std::string_view text) {
    const uint64_t before = column.bytes();
    if (text.empty())
      column.AddNull();
    else
      column.Add(text);
    text_ += column.bytes() - before;
  }

  // One that is new gets nulls for the records so far. Null: there are too many.
  ValueColumn* FindColumn(const std::string& name) {
    const auto found = places_.find(name);
    if (found != places_.end()) return &data_.table.columns[found->second];
    columns_left_out_ = columns_left_out_ || places_.size() == limits_.columns;
    if (places_.size() == limits_.columns) return nullptr;
    places_.emplace(name, data_.table.columns.size());
    data_.table.columns.emplace_back(name).AddNull(data_.table.rows);
    return &data_.table.columns.back();
  }

  bool IsFull() {
    const uint64_t rows = data_.table.rows;
    if (rows < limits_.rows && text_ < limits_.text && rows * data_.table.columns.size() < limits_.cells) return false;
    data_.left_out.push_back(fmt::format("records behind the first {}, if there are any", rows));
    return true;
  }

  Files& files_;
  const std::string& path_;
  const DataFileLimits limits_;
  DataFile data_;
  std::unordered_map<std::string, size_t> places_;
  uint64_t text_ = 0;  // bytes
  bool columns_left_out_ = false;
  Diagnostics mistakes_;
};

}  // namespace

Result<DataFile> ReadDataFile(Files& files, Log& log, const std::string& path, const DataFileLimits& limits) {
  return DataFileReader(files, path, limits).Read(log);
}

}  // namespace harness
