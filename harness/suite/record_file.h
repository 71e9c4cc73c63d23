// Files of records, whatever their format: csv, tsv, jsonl (ndjson), json and yaml become JSON objects, one at a time,
// in constant memory.
//
// A row of a table is an object of texts. A .json file is an array of objects, or an object whose key "cases" holds
// one. A reader belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/csv.h"
#include "harness/base/error.h"
#include "harness/base/files.h"
#include "harness/base/json.h"

namespace harness {

// No record may be larger, in bytes of the file.
inline constexpr size_t kMaxRecord = size_t{64} << 20;

enum class RecordFormat { kCsv, kTsv, kJsonLines, kJson, kYaml };

struct Record {
  Json fields;  // an object
  Place place;  // file and line on which it begins
};

class RecordReader {
 public:
  virtual ~RecordReader() = default;
  // The next record, nothing at the end, or what is wrong with it at its place. After an error Next may be called
  // again: it goes on with the next record if that can be found, and otherwise is at the end.
  virtual Result<std::optional<Record>> Next() = 0;
  // The table that the records are rows of, to be read row by row instead of by Next; null where each record has keys
  // of its own.
  virtual CsvReader* table() { return nullptr; }
  // How many of the records read so far held bytes that were not UTF-8 and became U+FFFD.
  virtual int64_t repaired() const = 0;
};

// By the ending of the name.
std::optional<RecordFormat> FormatOf(std::string_view path);
// ".csv", ".tsv", …
std::span<const std::string_view> RecordFileEndings();

// Refuses a format it can't tell and what is no regular file (records are read more than once), and reads a table's
// header.
Result<std::unique_ptr<RecordReader>> OpenRecords(Files& files, const std::string& path);
Result<std::unique_ptr<RecordReader>> OpenRecords(std::unique_ptr<InputFile> file, RecordFormat format);

}  // namespace harness
