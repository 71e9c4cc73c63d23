// A figure of quality, or why there is none: what can't be measured is never 0 or 100 %.
#pragma once

#include <optional>
#include <string>

namespace harness {

struct QualityFigure {
  std::optional<double> value;
  std::string lack;            // "fewer than 2 documents", if there is no value
  std::optional<double> most;  // what it may be, where work was bounded; the value is the least then

  static QualityFigure Of(double value) { return {value, "", std::nullopt}; }
  static QualityFigure None(std::string lack) { return {std::nullopt, std::move(lack), std::nullopt}; }
  bool operator==(const QualityFigure&) const = default;
};

}  // namespace harness
