// How good the records are that a generation writes: a short report, and the gates that the spec has under `quality`.
//
// Gates are judged over all records. Without gates at most kReported records are looked at, evenly spaced, so that
// large tables take no longer for it; the report says so.
#pragma once

#include "generators/data_spec.h"
#include "harness/cli/world.h"
#include "harness/results/quality/value_table.h"

namespace harness {

class RecordQuality {
 public:
  static constexpr uint64_t kReported = 2'000;

  // Both outlive it. `quiet`: only gates that don't hold are told of.
  RecordQuality(const DataSpec& spec, World& world, bool quiet);

  void Add(const Records& records);
  // Once all are added: tells the figures and the gates on standard error. The exit code.
  int Judge();

 private:
  void AddRow(const Records& records, size_t row);

  const DataSpec& spec_;
  World& world_;
  const bool quiet_;
  uint64_t step_ = 1;  // every so-many-th record is looked at; 0: none
  uint64_t seen_ = 0;
  std::vector<size_t> shown_;
  ValueTable table_;
  std::string text_;
};

}  // namespace harness
