// What people said of an output: pass or fail, in whatever words, by one rater or by the majority of several.
//
// Const once made; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/json.h"

namespace harness {

// What a label file calls things.
struct LabelWords {
  std::vector<std::string> columns = {"label"};  // one a rater
  std::vector<std::string> positive, negative;   // words for pass and fail; both empty: the usual ones
  std::vector<std::string> drop;                 // taken as missing
  std::optional<double> threshold;               // labels are numbers, and pass from here on

  Json ToJson() const;
  static LabelWords FromJson(const Json& json);
};

enum class HumanLabel : uint8_t {
  kGood,
  kBad,
  kTie,  // as many raters pass it as fail it
  kNone  // nobody labelled it
};

class HumanLabels {
 public:
  // Refuses words that are both, that are for one side only, and words beside a threshold.
  static Result<HumanLabels> Make(LabelWords words);

  const LabelWords& words() const { return words_; }
  // An error names the column and what its label could be.
  Result<HumanLabel> Of(const Json& fields, const Place& place) const;

 private:
  explicit HumanLabels(LabelWords words) : words_(std::move(words)) {}
  Result<HumanLabel> OfRater(const Json& value) const;

  LabelWords words_;  // folded
};

}  // namespace harness
