// The files that a data set is written to: all of them appear whole, or none.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "generators/data_spec.h"
#include "harness/cli/world.h"

namespace harness {

// Of --out; "-" is standard output, as JSON lines.
Result<std::vector<TableOutput>> OutputsAt(const std::vector<std::string>& paths);

class TableFiles {
 public:
  // Both outlive it.
  TableFiles(const DataSpec& spec, World& world) : spec_(spec), world_(world) {}

  // Refuses a file that would be written twice, and what a format can't hold.
  Result<> Open(const std::vector<TableOutput>& outputs);
  Result<> Write(const Records& records);
  Result<> Commit();

 private:
  struct Table {
    std::unique_ptr<OutputFile> file;
    std::unique_ptr<TableWriter> table;
  };

  const DataSpec& spec_;
  World& world_;
  std::vector<Table> open_;
};

}  // namespace harness
