// The formats that data sets are written in, and a file in one of them.
//
// A format is known by the ending of the file's name. Its options are read when the spec is loaded, so that mistakes in
// them are told with all others; whether it can hold the data set is asked when a writer is made, before the first
// record.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "generators/table_format.h"
#include "harness/base/node.h"
#include "harness/base/shape.h"

namespace harness {

// Both outlive the writer. Refuses a data set that the format can't hold.
using MakeTable = std::function<Result<std::unique_ptr<TableWriter>>(const DataSpec& spec, OutputFile& file)>;

struct TableType {
  std::vector<std::string> endings;  // ".csv"
  std::vector<Field> options;
  // `options` is a map that was checked against them, or null.
  std::function<Result<MakeTable>(const Node& options)> read;
};

// All there are.
const std::vector<TableType>& TableTypes();

struct TableOutput {
  std::string path;
  MakeTable make;
};

// An entry of a spec's `output`: a file's name, or a map of `file` and options of its format.
Result<TableOutput> ReadTableOutput(const Node& node);
// A file, in its format's defaults.
Result<TableOutput> TableOutputAt(const std::string& path);

// The text of an option, or what holds without it.
std::string TextOr(const Node& options, std::string_view name, std::string_view otherwise);
bool BoolOr(const Node& options, std::string_view name, bool otherwise);
// A whole number; one that is not between the two is a mistake at its place.
Result<int64_t> IntegerOr(const Node& options, std::string_view name, int64_t otherwise, int64_t least, int64_t most);

}  // namespace harness
