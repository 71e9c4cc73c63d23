// How records are written. A format has no memory: what comes of some records depends on them alone, so that parts can
// be made by several threads and joined.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "generators/data_spec.h"

namespace harness {

class TableFormat {
 public:
  virtual ~TableFormat() = default;
  virtual void AppendHead(std::string& to) const { static_cast<void>(to); }
  virtual void Append(const Records& records, std::string& to) const = 0;
  virtual void AppendTail(std::string& to) const { static_cast<void>(to); }
};

// By the ending of the file's name: .csv, .tsv, .jsonl, .ndjson, .json. `spec` outlives it.
Result<std::unique_ptr<TableFormat>> TableFormatOf(const std::string& path, const DataSpec& spec);

}  // namespace harness
