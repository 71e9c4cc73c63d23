// The databases that a suite names, opened when they are first asked for.
//
// Thread-safe; outlives what it lends.
#pragma once

#include <memory>
#include <string>

#include "harness/base/error.h"
#include "harness/sql/engine.h"

namespace harness {

class Databases {
 public:
  virtual ~Databases() = default;
  // `name` is a key of the suite's `databases`, or else the path of a SQLite file, relative to `folder`. Fails when
  // there is neither.
  virtual Result<std::shared_ptr<SqlEngine>> Find(const std::string& name, const std::string& folder) = 0;
};

}  // namespace harness
