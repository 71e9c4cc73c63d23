// Sources of cases out of the entries of `cases`: files of records, and lists that stand in the suite itself.
//
// A source reads its files again at every Open and holds none of them in memory; an inline one holds its cases.
#pragma once

#include <memory>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/node.h"
#include "harness/base/shape.h"
#include "harness/core/case_source.h"
#include "harness/core/services.h"

namespace harness {

// The options of a source, its type's key (`file`, `inline`) among them, `score` and `targets` not. The entries of
// `inline` are described as its field's shape.
Shape FileSourceShape();
Shape InlineSourceShape();

// `config` has been checked against the shape. Every case gets `extras` (null: none). Samples depend on services.seed.
Result<std::unique_ptr<CaseSource>> MakeFileSource(const Node& config, std::shared_ptr<const CaseExtras> extras,
                                                   const Services& services);

// The same; extras[i] (null: none) is for the i-th entry of `inline`, which is without its `score` and `targets`.
Result<std::unique_ptr<CaseSource>> MakeInlineSource(const Node& config,
                                                     std::vector<std::shared_ptr<const CaseExtras>> extras,
                                                     const Services& services);

}  // namespace harness
