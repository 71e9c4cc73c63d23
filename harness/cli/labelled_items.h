// A file of outputs that people labelled: what a judge is calibrated on.
//
// Held in memory, at most kMaxItems of them. Const once read; any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/files.h"
#include "harness/base/log.h"
#include "harness/cli/human_labels.h"
#include "harness/core/case.h"
#include "harness/core/output.h"

namespace harness {

inline constexpr size_t kMaxItems = 100'000;

// Which columns, or JSON pointers, hold what; empty: those that go by the name of what they hold.
struct ItemColumns {
  std::string id, input, expected;
  std::string output = "output";

  Json ToJson() const;
  static ItemColumns FromJson(const Json& json);
};

// How many records there were, and why some are left out.
struct LabelCounts {
  size_t records = 0, ties = 0, unlabelled = 0;
  size_t good = 0, bad = 0;  // what is left
};

// An output, what it answers and what people said of it.
struct LabelledItem {
  Case test;
  Output output;
  bool good = false;
};

struct LabelledItems {
  std::vector<LabelledItem> items;
  LabelCounts counts;
  std::string sha256;  // of the file
};

// All mistakes at once: labels that are none, records without an input or an output, columns that no record has, no
// label of one class.
Result<LabelledItems> ReadLabelledItems(Files& files, Log& log, const std::string& path, const ItemColumns& columns,
                                        const HumanLabels& labels);

// A label for an attempt of a run.
struct LabelledAttempt {
  std::string id, target;  // target: empty: the run has only one
  int repeat = 0;
  bool good = false;
  Place place;
};

struct LabelledAttempts {
  std::vector<LabelledAttempt> attempts;
  LabelCounts counts;
  std::string sha256;
};

// The same of a file with the columns `id` (or `case`), label, and perhaps `target` and `repeat` (from 0), also one
// that
// --jsonl wrote.
Result<LabelledAttempts> ReadLabelledAttempts(Files& files, Log& log, const std::string& path, const std::string& id,
                                              const HumanLabels& labels);

}  // namespace harness
