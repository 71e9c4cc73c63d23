// The entries of a suite's `cases` that read files or stand in the suite itself.
//
//   - { file: ../tickets/*.csv, map: {…}, where: "vars.year >= 2025", limit: 500, tags: [real] }
//   - { inline: [ { id: vpn-1, input: "VPN drops every hour" } ], sample: 1 }
//
// `where` selects by an expression over the names of a case, `limit` takes the first that are left, `sample` a seeded
// choice of them in the order of the file: which records it takes depends on the seed and their numbers alone. Sources
// may be opened and read by any thread; a reader belongs to one and may not outlive its source.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/log.h"
#include "harness/base/node.h"
#include "harness/base/shape.h"
#include "harness/core/case_source.h"

namespace harness {

// What both kinds of entry may hold; the loader adds what is not read here (score, targets).
Shape FileCasesShape();
Shape InlineCasesShape();

struct DatasetContext {
  Files& files;
  Log& log;
  uint64_t seed = 0;                              // of the run, for `sample`
  std::shared_ptr<const CaseExtras> extras = {};  // of the entry; null: none
};

// `entry` fits FileCasesShape. Finds the files, opens each once and reads the headers of tables; all mistakes at once.
// `context` lends files and log to the source.
Result<std::unique_ptr<CaseSource>> MakeFileCases(const Node& entry, const DatasetContext& context);

// `entry` fits InlineCasesShape. `item_extras`: one for each inline case, or none at all; what they hold stands in the
// keys score and targets of the cases, which do not become vars.
Result<std::unique_ptr<CaseSource>> MakeInlineCases(const Node& entry, const DatasetContext& context,
                                                    std::vector<std::shared_ptr<const CaseExtras>> item_extras = {});

}  // namespace harness
