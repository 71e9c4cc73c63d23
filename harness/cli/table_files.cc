#include "harness/cli/table_files.h"

#include <algorithm>

#include "harness/cli/report_files.h"

namespace harness {

Result<std::vector<TableOutput>> OutputsAt(const std::vector<std::string>& paths) {
  std::vector<TableOutput> outputs;
  for (const std::string& path : paths) {
    auto output = TableOutputAt(path == "-" ? "-.jsonl" : path);
    if (!output) return Unexpected(output.error());
    outputs.push_back({path, std::move(output->make)});
  }
  return outputs;
}

Result<> TableFiles::Open(const std::vector<TableOutput>& outputs) {
  for (const TableOutput& output : outputs) {
    const auto same = [&](const TableOutput& other) { return other.path == output.path; };
    if (std::count_if(outputs.begin(), outputs.end(), same) > 1) return Fail("{} would be written twice", output.path);
    auto file = CreateOutput(output.path, world_);
    if (!file) return Unexpected(file.error());
    auto table = output.make(spec_, **file);
    if (!table) return Unexpected(table.error());
    open_.push_back({*std::move(file), *std::move(table)});
  }
  return {};
}

Result<> TableFiles::Write(const Records& records) {
  for (const Table& one : open_)
    if (auto written = one.table->Write(records); !written) return written;
  return {};
}

Result<> TableFiles::Commit() {
  for (const Table& one : open_)
    if (auto finished = one.table->Finish(); !finished) return finished;
  for (const Table& one : open_)
    if (auto committed = one.file->Commit(); !committed) return committed;
  return {};
}

}  // namespace harness
