// The gates that a data set's spec has under `quality`, judged over the records that are written.
#pragma once

#include "generators/data_spec.h"
#include "harness/cli/world.h"
#include "harness/results/quality/value_table.h"

namespace harness {

class RecordQuality {
 public:
  // Both outlive it. Without gates in the spec nothing is kept and nothing is said.
  RecordQuality(const DataSpec& spec, World& world);

  void Add(const Records& records);
  // Once all are added: tells the figures and the gates on standard error, `quiet`: if one does not hold. The exit
  // code.
  int Judge(bool quiet);

 private:
  const DataSpec& spec_;
  World& world_;
  std::vector<size_t> shown_;
  ValueTable table_;
  std::string text_;
};

}  // namespace harness
