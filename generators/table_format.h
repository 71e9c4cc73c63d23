// How records become a table in a file.
//
// A TableFormat has no memory: what comes of some records depends on them alone, so that parts can be made by several
// threads and joined. A TableWriter is what files are written with: a stream of such parts, or a format that needs all
// records before it can end. It belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "generators/data_column.h"
#include "harness/base/files.h"

namespace harness {

struct DataSpec;

class TableFormat {
 public:
  virtual ~TableFormat() = default;
  virtual void AppendHead(std::string& to) const { static_cast<void>(to); }
  // Fails on a value that the format can't hold.
  virtual Result<> Append(const Records& records, std::string& to) const = 0;
  // Behind so many records, which may be fewer than the spec asks for.
  virtual void AppendTail(uint64_t count, std::string& to) const { static_cast<void>(count), static_cast<void>(to); }
};

class TableWriter {
 public:
  virtual ~TableWriter() = default;
  // All records, in order, in parts of any size.
  virtual Result<> Write(const Records& records) = 0;
  // Once, behind the last record. The file is complete then, and its owner commits it.
  virtual Result<> Finish() = 0;
};

// `file` outlives it.
std::unique_ptr<TableWriter> StreamTable(std::unique_ptr<TableFormat> format, OutputFile& file);

// The columns that records show.
std::vector<size_t> ShownColumns(const DataSpec& spec);

// What is wrong with a cell: "spec.yaml:4:5: record 7: column 'a' MESSAGE". `record` counts from 0.
Unexpected FailAtCell(const DataSpec& spec, size_t column, uint64_t record, const std::string& message);

}  // namespace harness
