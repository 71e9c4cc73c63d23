// JSON within prose, as models answer. Pure functions, any thread.
//
// The text is untrusted: a search looks at kJsonSearch times the text at most (at least kJsonSearchFloor bytes), since
// brackets that never close could be searched in quadratic time; then it gives up, and says so.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "harness/base/error.h"
#include "harness/base/json.h"

namespace harness {

inline constexpr size_t kJsonSearch = 16;
inline constexpr size_t kJsonSearchFloor = size_t{1} << 20;

// Shows `take` every { … } and [ … ] in the text that is JSON, the outermost ones only, in their order, until it
// returns true. False: the search was given up before the end of the text.
bool VisitJson(std::string_view text, const std::function<bool(Json)>& take);

// The whole text, else the first fenced block that is JSON, else the first { … } or [ … ] that is. The error quotes the
// text.
Result<Json> FindJson(std::string_view text);

}  // namespace harness
