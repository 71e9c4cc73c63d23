// The databases that a suite names, opened when they are first asked for.
//
// Thread-safe; outlives what it lends.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/sql/engine.h"
#include "harness/sql/gold_queries.h"

namespace harness {

class Databases {
 public:
  virtual ~Databases() = default;
  // The keys of the suite's `databases`, in order.
  virtual std::vector<std::string> Names() const = 0;
  // `name` is one of them, or else the path of a SQLite file, relative to `folder`. The path of a folder stands for all
  // files in it whose name holds ".sqlite". Fails when there is nothing of these.
  virtual Result<std::vector<std::shared_ptr<SqlEngine>>> Find(const std::string& name, const std::string& folder) = 0;
  // What the gold queries return, for all who ask on these databases.
  virtual GoldQueries& gold() = 0;
};

}  // namespace harness
