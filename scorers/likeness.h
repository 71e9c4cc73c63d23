// What the scorers of likeness share: a measure from 0 to 1 between the judged text and one or several references, and
// the least value with which they pass by themselves.
//
// What is expected is a text or a list of texts; JSON is its canonical text. The reason names the value, rounded down,
// and both texts, and no threshold: the option that every scorer knows may put another in the place of the scorer's
// own.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/segment.h"
#include "harness/core/catalogue.h"
#include "scorers/grams.h"

namespace harness {

// The most tokens (or code points, where these are compared) of one text.
inline constexpr size_t kMostTokens = 1'000'000;

// How a measure ends without a value: the scorer's score then.
using LikenessValue = tl::expected<double, Score>;
// At least one reference. Thread-safe.
using Measure = std::function<LikenessValue(std::string_view text, const std::vector<std::string>& references,
                                            const GiveUp& give_up)>;

// Made from the options that `shape` describes; `make` may refuse them at their places.
struct LikenessType {
  std::string name;
  std::string doc;
  Shape shape;
  double threshold = 0.5;
  std::function<Result<Measure>(const Node& config)> make;
};
ScorerType ToScorerType(LikenessType type);

enum class Side { kJudged, kReference };
// The score of a text with more than kMostTokens tokens, if it has: a fail, or an error of a reference.
std::optional<Score> TooManyTokens(size_t tokens, std::string_view what, Side side);
// What `cut` makes of a text. It is told to stop behind kMostTokens tokens, or when there is no more time; the score
// then.
using CutTokens = std::function<std::vector<std::string>(const StopCutting& stop)>;
tl::expected<std::vector<std::string>, Score> LimitedTokens(const CutTokens& cut, std::string_view what, Side side,
                                                            const GiveUp& give_up);
Score OutOfTime();

// What is expected as texts: a list's items, else the whole. A map or an empty list is a mistake.
Result<std::vector<std::string>> ReferencesOf(const Json& expected);
// "got 'x', expected 'y' or 2 more"
std::string GotExpected(std::string_view text, const std::vector<std::string>& references);

// A whole number among the options; a Diagnostic outside of least to most.
Result<int64_t> ReadWhole(const Node& config, std::string_view name, int64_t without, int64_t least, int64_t most);

}  // namespace harness
