// Finding a text in a text in linear time, whatever both hold: what a model writes must not be able to make a search
// quadratic.
#pragma once

#include <cstddef>
#include <string_view>

namespace harness {

// Where `needle` first occurs in `text` at or after `begin`, or std::string_view::npos. An empty needle is found at
// `begin`.
size_t FindText(std::string_view text, std::string_view needle, size_t begin = 0);

}  // namespace harness
