// The request of many that is most like another one, and where the two differ.
//
// Cheap for many: the words of each are compared by a sketch of at most 256 hashes; only the most alike are compared in
// full, by edit distance. Pure functions; a Sketch is a value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"

namespace harness {

// The smallest hashes of the words of a text, sorted (bottom-k sketch; Broder 1997, "On the resemblance and
// containment of documents").
using Sketch = std::vector<uint64_t>;
Sketch SketchOf(std::string_view text);
// From 0 (no word in common) to 1; an estimate of the Jaccard similarity of the sets of words.
double Likeness(const Sketch& a, const Sketch& b);

// Levenshtein distance in bytes, of the first 2,000 bytes of each after what they begin and end with alike.
size_t EditDistance(std::string_view a, std::string_view b);

// Where `asked` first differs from `recorded`, in the order of their keys: "/request/messages/0/content, line 2: "…" is
// recorded, "…" is asked". "" if they are equal.
std::string FirstDifference(const Json& recorded, const Json& asked);

}  // namespace harness
