// Where cases come from.
//
// A source is const and can be opened again and again: the plan reads it once to validate and number, then the run
// reads it again. Every reading yields the same cases in the same order, or an error if the file changed in a way that
// can be seen.
#pragma once

#include <memory>
#include <optional>

#include "harness/core/case.h"

namespace harness {

class CaseReader {
 public:
  virtual ~CaseReader() = default;
  // The next case, nullopt at the end, or the first mistake, with its place. After an error that is a malformed row of
  // a readable file, Next() may be called again to find further mistakes.
  virtual Result<std::optional<Case>> Next() = 0;
};

class CaseSource {
 public:
  virtual ~CaseSource() = default;
  virtual Result<std::unique_ptr<CaseReader>> Open() const = 0;
};

}  // namespace harness
