// Labels that raters gave to units, read from files of records (csv, tsv, jsonl, json, yaml).
//
// In the wide form a record is a unit and a column holds one rater's labels; in the long form a record is one label. An
// empty field, null, and a key that a record lacks are a missing label. Mistakes are found at their places, many at
// once: a label that its scale does not know, a unit labelled twice by one rater, columns that are not there. Refused
// too: more than the limits below. Memory goes with the number of labels (20 bytes each) and of units with a name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/files.h"
#include "harness/base/log.h"

namespace harness {

inline constexpr size_t kMaxLabels = 10'000'000;
inline constexpr size_t kMaxDistinctLabels = 10'000;
inline constexpr size_t kMaxRaters = 10'000;
inline constexpr size_t kMaxNameBytes = 256;  // of a label or a rater

struct LabelColumns {
  std::string unit;                 // needed in the long form; in the wide form, without it a record is a unit
  std::string rater, label;         // the long form
  std::vector<std::string> raters;  // the wide form: columns, or patterns with * ? [ that match whole names
  std::vector<std::string> drop;    // labels that are taken as missing
};

struct LabelScale {
  bool numbers = false;            // labels are numbers; 1 and 1.0 are one label
  bool from_zero = false;          // and none is below 0
  bool ranks = false;              // only their order counts: words would do, with an order
  std::vector<std::string> order;  // or the only labels there are, from low to high
};

struct Label {
  uint32_t unit = 0, rater = 0, label = 0;  // indices
};

struct LabelTable {
  std::vector<std::string> raters;  // with at least one label, in the order in which they were named or met
  std::vector<std::string> names;   // of the labels: in the given order, or by value, or by bytes
  std::vector<double> values;       // of the labels, if they are numbers
  std::vector<Label> labels;        // ordered by unit, then rater; no rater twice on a unit
  size_t units = 0;                 // those without any label too
  size_t dropped = 0;
};

// Warnings go to the log: raters without a label, labels to drop that are not there, repaired bytes.
Result<LabelTable> ReadLabels(Files& files, Log& log, const std::vector<std::string>& paths,
                              const LabelColumns& columns, const LabelScale& scale);

}  // namespace harness
