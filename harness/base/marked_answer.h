// Finding the answer in a text that says "ANSWER: 42" somewhere.
//
// Pure, any thread; linear in the text.
#pragma once

#include <optional>
#include <string_view>

namespace harness {

// What follows the last `marker` in `text`, in upper or lower case, up to the end of its line; if that is blank, the
// next line that is not. Trimmed; nullopt if there is no marker. Where the marker ends with a colon, blanks and * _ `
// may stand before the colon, which may be full-width: "**ANSWER** : 42". What makes the marker bold is left out.
std::optional<std::string_view> BehindMarker(std::string_view text, std::string_view marker);

}  // namespace harness
