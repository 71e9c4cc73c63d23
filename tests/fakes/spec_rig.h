// Data sets of tests, from the text of their columns.
#pragma once

#include <string>
#include <vector>

#include "generators/make_records.h"
#include "tests/fakes/memory_output.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {

class SpecRig {
 public:
  // "count: 5\ncolumns:\n" and so on; the file is spec.yaml.
  Result<DataSpec> Load(const std::string& text, const DataSpecOptions& options = {}) {
    const auto files = MakeFiles();
    return LoadDataSpec(*files, folder_.Put("spec.yaml", text), {}, options);
  }
  // A file beside the spec.
  void Put(const std::string& name, const std::string& text) { folder_.Put(name, text); }
  // What is wrong with it, with the places, without the folder's name and the excerpts.
  std::string Mistakes(const std::string& text) {
    const auto spec = Load(text);
    if (spec) return "";
    std::string all;
    for (const Diagnostic& diagnostic : spec.error().diagnostics())
      all += fmt::format("{}:{}: {}\n", diagnostic.place.line, diagnostic.place.column, diagnostic.message);
    return all;
  }
  // The records in a format that its ending names, made so many at a time. A failure is its message.
  static std::string Write(const DataSpec& spec, const std::string& ending, uint64_t at_once = 1000) {
    return Write(spec, *TableOutputAt("x" + ending), at_once);
  }
  static std::string Write(const DataSpec& spec, const TableOutput& output, uint64_t at_once = 1000) {
    MemoryOutput file;
    const auto table = output.make(spec, file);
    if (!table) return table.error().Message();
    Records records;
    for (uint64_t first = 0; first < spec.count; first += at_once) {
      const auto made = MakeRecords(spec, first, std::min(at_once, spec.count - first), records);
      if (!made) return made.error().Message();
      if (const auto written = (*table)->Write(records); !written) return written.error().Message();
    }
    const auto finished = (*table)->Finish();
    return finished ? file.bytes : finished.error().Message();
  }
  // The one column `x` of so many records: "x: [ … ]" is given as "[ … ]" behind its type.
  std::vector<Json> Draw(const std::string& column, uint64_t count, const std::string& more = "") {
    return DrawSpec(fmt::format("count: {}\nseed: 7\ncolumns:\n{}  - {{ name: x, {} }}\n", count, more, column));
  }
  // The last column that the spec writes down. A failure is its message.
  std::vector<Json> DrawSpec(const std::string& text) {
    const auto spec = Load(text);
    if (!spec) return {spec.error().Message()};
    Records records;
    if (const auto made = MakeRecords(*spec, 0, spec->count, records); !made) return {made.error().Message()};
    std::vector<Json> drawn;
    for (const Datum& datum : records.columns[Written(*spec) - 1]) drawn.push_back(datum.ToJson());
    return drawn;
  }

 private:
  // How many columns it writes down: those of rows come behind them.
  static size_t Written(const DataSpec& spec) {
    size_t count = 0;
    for (const ColumnSpec& column : spec.columns) count += column.node.IsMap() ? 1 : 0;
    return count;
  }

  TemporaryFolder folder_;
};

}  // namespace harness
