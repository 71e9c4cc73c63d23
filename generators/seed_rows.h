// Rows of a file that records begin with: `rows: { file: taxonomy.csv, order: shuffle, part: 2/5, match: category }`.
//
// Each column of the file can be read as a column of the data set, which records do not show. Record after record takes
// the next row; after the last it begins again, in another order if they are shuffled. Read whole when the spec is
// loaded, and const afterwards; any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "generators/data_column.h"
#include "harness/base/files.h"

namespace harness {

inline constexpr size_t kMaxSeedRows = 1'000'000;
inline constexpr size_t kMaxSeedBytes = size_t{256} << 20;  // of their values

class SeedRows {
 public:
  static Shape Options();
  // `config` has been checked against Options.
  static Result<std::shared_ptr<const SeedRows>> Read(const Node& config, uint64_t seed, Files& files);

  const std::vector<std::string>& names() const { return names_; }
  // The column of the data set that only rows with the same value in their column of that name belong to; null: none.
  const Node* match() const { return match_ ? &*match_ : nullptr; }
  // Column `name` of the file, as one of the data set. `match`: where the column to match stands.
  static std::unique_ptr<DataColumn> Column(std::shared_ptr<const SeedRows> rows, size_t name,
                                            std::optional<size_t> match);

 private:
  class Reader;
  struct Group {
    std::string value;
    std::vector<size_t> rows;
  };

  // Of the rows of a group, the one for the record.
  size_t RowOf(size_t group, uint64_t record) const;
  const Group* GroupOf(std::string_view value) const;
  friend class SeedColumn;

  Node config_;
  Rng draws_{0};
  bool shuffle_ = false;
  std::optional<Node> match_;
  std::vector<std::string> names_;
  std::vector<std::vector<Datum>> cells_;  // by name, by row
  std::vector<Group> groups_;              // by value; one of all rows where nothing is matched
  TextArena texts_;
};

}  // namespace harness
