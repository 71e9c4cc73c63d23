// A data set in memory: a file of records (csv, tsv, jsonl, json, yaml) column by column.
//
// An empty field of a table and null are null, as is a key that a record lacks; what is no text is its JSON. Mistakes
// are found at their places, many at once. What is beyond the limits is left out, and `left_out` says what. Memory: the
// different texts of each column, some 100 bytes for each of them, and 4 bytes a cell.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/files.h"
#include "harness/base/log.h"
#include "harness/results/quality/value_table.h"

namespace harness {

struct DataFileLimits {
  uint64_t rows = 10'000'000;
  size_t columns = 1'000;
  uint64_t text = uint64_t{1} << 30;  // bytes of different texts
  uint64_t cells = 200'000'000;
};

struct DataFile {
  ValueTable table;
  std::vector<std::string> left_out;  // "the records behind the first 10000000"
};

// Warns of bytes that were not UTF-8.
Result<DataFile> ReadDataFile(Files& files, Log& log, const std::string& path, const DataFileLimits& limits = {});

}  // namespace harness
