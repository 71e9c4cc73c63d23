// Which cases of a source are taken: `where`, then `limit` or `sample`; and what all of them get: `tags` and extras.
//
// Immutable; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/expression.h"
#include "harness/base/node.h"
#include "harness/base/rng.h"
#include "harness/base/shape.h"
#include "harness/core/case_source.h"

namespace harness {

// The keys where, limit, sample and tags, which the entry of any source may have.
std::vector<Field> SelectionFields();

class CaseSelection {
 public:
  // The largest key that the sample takes: keyed hash, then number of the case.
  using Threshold = std::pair<uint64_t, uint64_t>;

  // From the keys where, limit, sample and tags of an entry that fits its shape; all mistakes at once.
  static Result<CaseSelection> Read(const Node& entry, uint64_t seed, std::shared_ptr<const CaseExtras> extras);

  bool samples() const { return sample_.has_value(); }
  // Reads all cases once, in memory of 16 bytes for each that is to be taken. Mistakes are passed over: the second
  // reading meets them again.
  Threshold FindThreshold(CaseReader& cases) const;
  // Those of `cases` that are selected. This object must outlive it.
  std::unique_ptr<CaseReader> Select(std::unique_ptr<CaseReader> cases, const Threshold& threshold) const;

 private:
  class Reader;
  Result<bool> Holds(const Case& test) const;
  Threshold KeyOf(uint64_t number) const;

  Node where_node_;
  std::optional<Expression> where_;
  std::optional<uint64_t> limit_;
  std::optional<uint64_t> sample_;
  std::vector<std::string> tags_;
  Rng rng_{0};
  std::shared_ptr<const CaseExtras> extras_;
};

}  // namespace harness
