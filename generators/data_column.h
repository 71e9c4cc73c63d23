// One column of a data set: what it holds in a record depends on the seed, the number of records, the record's number
// and the columns that it reads, and on nothing else. So records can be made in any order, by any thread, on any
// machine.
//
// Columns are const once they are made. They fill many records at a time: what is worked out for a record is little,
// and a call for each would cost more.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "generators/datum.h"
#include "generators/spent.h"
#include "generators/text_arena.h"
#include "harness/base/error.h"
#include "harness/base/files.h"
#include "harness/base/node.h"
#include "harness/base/rng.h"
#include "harness/base/shape.h"
#include "harness/core/chat.h"
#include "harness/core/services.h"

namespace harness {

// Consecutive records in the making: columns[c][i] is column c of record first + i.
struct Records {
  uint64_t first = 0;
  size_t size = 0;
  std::vector<std::vector<Datum>> columns;
  TextArena texts;  // what the cells' texts lie in
};

class DataColumn {
 public:
  virtual ~DataColumn() = default;
  // Makes the cells of the records from `records.first` on. The columns that it reads are filled.
  virtual Result<> Fill(Records& records, std::span<Datum> cells) const = 0;
};

// A column whose cells a model is asked for: they cost, can fail, and are not the same twice. Const; any thread.
class AskedColumn {
 public:
  virtual ~AskedColumn() = default;
  // What is sent for the one record that `records` holds, whose columns that it reads are filled.
  virtual Result<ChatRequest> RequestFor(const Records& records) const = 0;
  // What the calls took is added to `spent`, also when they fail.
  virtual tl::expected<Json, Failure> Ask(const Records& records, const CallContext& context, Spent& spent) const = 0;
};

// What a column is made for.
struct DataColumnContext {
  std::string name;
  Rng draws;       // draws.With(record) are its own random numbers
  uint64_t count;  // records of the whole data set
  // Where a column of this name stands in Records::columns. It is there: the names that it reads were checked.
  std::function<size_t(const std::string& name)> index_of;
  // The data set goes through its values one after another: of a category.
  bool per = false;
};

struct ColumnType {
  std::string name;  // its key in a column's map: category, uniform, …
  std::string doc;
  Field value;  // what that key may hold
  // The value with what files hold in the place of their names; no function: it names none.
  std::function<Result<Node>(const Node& value, Files& files)> expand = nullptr;
  // Of the expanded value, as for those that make: the columns that it reads, whether there are such or not, and where
  // it names them; no function: none.
  std::function<Result<std::map<std::string, Node>>(const Node& value, Files& files)> reads = nullptr;
  std::function<Result<std::unique_ptr<DataColumn>>(const Node& value, const DataColumnContext& context)> make =
      nullptr;
  // Instead: its cells are asked of a model of services.models.
  std::function<Result<std::unique_ptr<AskedColumn>>(const Node& value, const DataColumnContext& context,
                                                     const Services& services)>
      make_asked = nullptr;
};

// All there are: the plain ones by name, then those with a meaning by subject.
const std::vector<ColumnType>& ColumnTypes();

}  // namespace harness
