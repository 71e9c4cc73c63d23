// What expressions do with texts, by Unicode's rules and in no language. Texts are UTF-8; ill-formed bytes are passed
// through or become U+FFFD. Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace harness::expression {

std::string Lower(std::string_view text);
std::string Upper(std::string_view text);
// The first letter large, all others small.
std::string Capitalize(std::string_view text);
// The same for every word; words begin after blanks, '-', '(', '{', '[' and '<', as in Jinja.
std::string Title(std::string_view text);

// The code points of a text.
std::vector<std::string_view> Characters(std::string_view text);
// The one at `index`, from 0, which must be there.
std::string_view CharacterAt(std::string_view text, size_t index);
std::string ReverseText(std::string_view text);
// Without the code points of `characters` on both sides.
std::string_view Strip(std::string_view text, std::string_view characters);

}  // namespace harness::expression
