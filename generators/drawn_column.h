// Columns whose cells are drawn one by one from random numbers of the record alone.
#pragma once

#include <memory>
#include <utility>

#include "generators/data_column.h"

namespace harness {

// `Draw` is called as draw(rng) and gives a Datum that owns nothing; any thread.
template <typename Draw>
class DrawnColumn final : public DataColumn {
 public:
  DrawnColumn(Rng draws, Draw draw) : draws_(draws), draw_(std::move(draw)) {}

  Result<> Fill(Records& records, std::span<Datum> cells) const override {
    for (size_t i = 0; i < cells.size(); ++i) {
      Rng rng = draws_.With(records.first + i);
      cells[i] = draw_(rng);
    }
    return {};
  }

 private:
  const Rng draws_;
  const Draw draw_;
};

template <typename Draw>
std::unique_ptr<DataColumn> MakeDrawn(const DataColumnContext& context, Draw draw) {
  return std::make_unique<DrawnColumn<Draw>>(context.draws, std::move(draw));
}

// In (0, 1): what distributions without an end are drawn with.
inline double OpenUnit(Rng& rng) {
  return (static_cast<double>(rng.Next64() >> 12) + 0.5) * 0x1p-52;
}

}  // namespace harness
