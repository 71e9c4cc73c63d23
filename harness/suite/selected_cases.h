// Sources whose cases are selected by `where`, `limit` and `sample`.
//
// Contents are what the cases are read from: copied or moved into the source, and read again and again from then on.
// The threshold of a sample takes a reading of its own, once.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "harness/core/case_source.h"
#include "harness/suite/case_selection.h"

namespace harness {

// Contents has `std::unique_ptr<CaseReader> Read() const`, called by any thread.
template <typename Contents>
class SelectedCases : public CaseSource {
 public:
  SelectedCases(Contents contents, CaseSelection selection)
      : contents_(std::move(contents)), selection_(std::move(selection)) {}

  Result<std::unique_ptr<CaseReader>> Open() const override {
    return selection_.Select(contents_.Read(), FindThreshold());
  }

 private:
  CaseSelection::Threshold FindThreshold() const {
    if (!selection_.samples()) return {};
    const std::lock_guard lock(mutex_);
    if (!threshold_) threshold_ = selection_.FindThreshold(*contents_.Read());
    return *threshold_;
  }

  Contents contents_;
  CaseSelection selection_;
  mutable std::mutex mutex_;
  mutable std::optional<CaseSelection::Threshold> threshold_;  // guarded by mutex_
};

// Reads a list, which outlives the reader.
class ListCaseReader final : public CaseReader {
 public:
  explicit ListCaseReader(const std::vector<Case>& cases) : cases_(cases) {}
  Result<std::optional<Case>> Next() override {
    if (next_ == cases_.size()) return std::nullopt;
    return cases_[next_++];
  }

 private:
  const std::vector<Case>& cases_;
  size_t next_ = 0;
};

}  // namespace harness
