// How a record becomes a case: which of its columns or keys are the id, the input, what is expected, and so on.
//
// Without a map a record has the keys id, input, expected, category, tags, vars and cluster; what else it has becomes
// vars. A map names others: { id: number, input: text, expected: { group: team }, vars: { year: /opened/year } }. A
// text names a column, or, from a slash on, what a JSON pointer finds in the record; maps and lists build structure.
// What the map does not mention keeps its own name, and what it uses is not among the vars, so that an answer never
// reaches the program under test that way. Immutable; any thread.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/json.h"
#include "harness/base/node.h"
#include "harness/core/case.h"
#include "harness/suite/record_file.h"

namespace harness {

class CaseMap {
 public:
  enum Part { kId, kInput, kExpected, kCategory, kTags, kVars, kCluster, kTurns, kSimulate, kParts };
  // Which of the map's columns records have had, for CheckSeen.
  using Seen = std::vector<bool>;

  CaseMap() = default;
  // `map` is the value of the key `map`; all its mistakes at once.
  static Result<CaseMap> Read(const Node& map);

  // Adds a diagnostic at the map for each column that the table at `path` lacks, and one if it has no input.
  void CheckColumns(const std::vector<std::string>& columns, const std::string& path, Diagnostics& diagnostics) const;
  // Adds one for each column that no record had. `keys`: those of some record.
  void CheckSeen(const Seen& seen, const std::vector<std::string>& keys, Diagnostics& diagnostics) const;

  // An error says what the record lacks or holds wrongly, at its place. What the map used is added to `seen`.
  Result<Case> Apply(Record record, Seen& seen) const;

  // Where in the rows of a table the parts of a case are, found once for all of them.
  struct Table {
    std::vector<std::optional<size_t>> columns;        // of the map
    std::array<std::optional<size_t>, kParts> parts;   // that keep their own names
    std::vector<std::pair<std::string, size_t>> vars;  // what is left, by name
  };
  Table Bind(const std::vector<std::string>& columns) const;
  // The same as for a record that is an object of texts.
  Result<Case> Apply(const Table& table, std::span<const std::string_view> row, const Place& place, Seen& seen) const;

 private:
  // What a part is built of.
  struct Form {
    enum class Kind { kColumn, kMap, kList };
    Kind kind = Kind::kColumn;
    size_t column = 0;                                  // into columns_
    std::vector<std::pair<std::string, Form>> members;  // of a map; of a list, without names
  };
  struct Column {
    std::string name;  // as written
    std::optional<JsonPointer> pointer;
    Node node;
  };
  class FormReader;
  class RecordFields;
  class RowFields;
  template <typename Fields>
  class Builder;

  const Json* Find(const Column& column, const Json& fields) const;
  // Whether a key of this name is the part, or else one of the vars.
  bool IsPart(std::string_view key, Part part) const;
  bool IsVar(std::string_view key) const;
  std::string MissingInput() const;

  std::array<std::optional<Form>, kParts> forms_;
  std::vector<Column> columns_;
  std::set<std::string, std::less<>> used_;  // keys of the record that the map uses
};

}  // namespace harness
