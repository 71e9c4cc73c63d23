// The entries of a suite's `cases` that read files or stand in the suite itself.
//
//   - { file: ../tickets/*.csv, map: {…}, where: "vars.year >= 2025", limit: 500, tags: [real] }
//   - { benchmark: ../benchmarks/kpi.md, language: ko }
//   - { inline: [ { id: vpn-1, input: "VPN drops every hour" } ], sample: 1 }
//
// `where` selects by an expression over the names of a case, `limit` takes the first that are left, `sample` a seeded
// choice of them in the order of the file: which records it takes depends on the seed and their numbers alone. Sources
// may be opened and read by any thread; a reader belongs to one and may not outlive its source.
#pragma once

#include <memory>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/node.h"
#include "harness/base/shape.h"
#include "harness/core/case_source.h"
#include "harness/core/services.h"

namespace harness {

// The options of a source, its type's key (`file`, `benchmark`, `inline`) among them, `score` and `targets` not. The
// entries of `inline` are described as its field's shape.
Shape FileSourceShape();
Shape BenchmarkSourceShape();
Shape InlineSourceShape();
// Checks an inline source against its shape, and that every case says something: an input, turns or a played user.
bool CheckInlineSource(const Node& config, Diagnostics& diagnostics);

// `config` has been checked against the shape. Finds the files, opens each once and reads the headers of tables; all
// mistakes at once. Every case gets `extras` (null: none). Samples depend on services.seed. `services` outlives the
// source.
Result<std::unique_ptr<CaseSource>> MakeFileSource(const Node& config, std::shared_ptr<const CaseExtras> extras,
                                                   const Services& services);

// The same for Markdown benchmarks (benchmark.h): the files are read whole, once, and their cases kept. Those of a
// Genie space: genie_source.h.
Result<std::unique_ptr<CaseSource>> MakeBenchmarkSource(const Node& config, std::shared_ptr<const CaseExtras> extras,
                                                        const Services& services);

// The same; extras[i] (null: none) is for the i-th entry of `inline`, which is without its `score` and `targets`.
Result<std::unique_ptr<CaseSource>> MakeInlineSource(const Node& config,
                                                     std::vector<std::shared_ptr<const CaseExtras>> extras,
                                                     const Services& services);

}  // namespace harness
