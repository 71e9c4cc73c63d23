// A data set specification, read from spec.yaml: columns in the order in which they depend on one another.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "generators/data_column.h"
#include "generators/table_type.h"
#include "harness/base/expression.h"
#include "harness/base/files.h"
#include "harness/results/quality/quality_gate.h"
#include "harness/suite/case_map.h"
#include "harness/suite/resolve.h"

namespace harness {

struct ColumnSpec {
  std::string name;
  Node node;                           // its map
  std::unique_ptr<DataColumn> column;  // null: it is asked for
  bool asked = false;
  std::unique_ptr<AskedColumn> question;  // of one that is asked for, where the spec was loaded with services
  bool depends_on_asked = false;          // it is asked for itself, or reads a column that depends on such a one
  std::vector<size_t> reads;              // columns, those of `skip` among them
  std::optional<Expression> skip;         // true: null instead
  std::optional<double> nulls;            // the part of all records in which it is null, exactly
  bool drop = false;                      // others may read it, but it is not part of the records
};

struct DataSpec {
  std::string path;
  std::string name;
  uint64_t seed = 0;
  uint64_t count = 0;
  std::vector<ColumnSpec> columns;  // as they are written
  std::vector<size_t> order;        // as they are filled
  std::vector<TableOutput> outputs;
  std::optional<CaseMap> cases;      // how a record becomes a case
  std::vector<QualityGate> quality;  // judged over all records
  bool validated = false;            // scorers judge its records
  std::optional<size_t> per;         // the category column that it goes through

  // Whether making it is a run: records are asked for or judged. Else they follow from the spec alone.
  bool IsRun() const;
};

struct DataSpecOptions {
  std::optional<uint64_t> count;
  std::optional<uint64_t> seed;
  std::vector<Setting> settings;
  const Services* services = nullptr;  // what columns that ask models need; null: they are checked, but can't ask
};

// The JSON Schema (draft 2020-12) of a spec, for editors.
Json DataSpecSchema();

// Every mistake that can be found without making a record.
Result<DataSpec> LoadDataSpec(Files& files, const std::string& path,
                              const std::map<std::string, std::string>& environment, const DataSpecOptions& options);
// Of a tree that is resolved: extended, set and substituted.
Result<DataSpec> ReadDataSpec(const Node& tree, Files& files, const DataSpecOptions& options);

}  // namespace harness
