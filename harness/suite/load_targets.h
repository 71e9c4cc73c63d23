// From the entries of `targets` to targets. Part of LoadSuite.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/node.h"
#include "harness/core/catalogue.h"
#include "harness/suite/suite.h"

namespace harness {

// The options that every target knows, beside its type.
Shape CommonTargetOptions();

// One spec for each entry, broken ones included, so that names can be checked. Unnamed targets are called by their
// type, then TYPE-2, …. Without `make` they are checked but not made. `texts`: what they depend on beside the suite's
// own text.
std::vector<TargetSpec> LoadTargets(const Node& list, const Catalogue& catalogue, const Services& services,
                                    Diagnostics& diagnostics, std::string& texts, bool make);

// The suite's targets by name, for the `targets:` beside a source or case.
class TargetNames {
 public:
  explicit TargetNames(const std::vector<TargetSpec>& targets);
  // Where they stand in the suite's table.
  std::vector<int> Find(const Node& names, Diagnostics& diagnostics) const;

 private:
  std::vector<std::string> names_;
  std::map<std::string, int> index_;
};

}  // namespace harness
