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

// The same as Python and Jinja have them, which differ from the above in rare letters: str.capitalize(), str.title()
// and the filter `title`.
std::string PythonCapitalize(std::string_view text);
std::string PythonTitle(std::string_view text);
std::string PythonWords(std::string_view text);

// Bytes of the blank of Unicode at `at`, as str.isspace() has it; 0 if there is none.
size_t BlankAt(std::string_view text, size_t at);
std::string_view StripBlanks(std::string_view text);
std::string_view StripBlanksLeft(std::string_view text);
std::string_view StripBlanksRight(std::string_view text);
// What str.splitlines() makes of it.
std::vector<std::string_view> Lines(std::string_view text);
// The first `count` code points, or all.
std::string_view Start(std::string_view text, size_t count);

// The code points of a text.
std::vector<std::string_view> Characters(std::string_view text);
// The one at `index`, from 0, which must be there.
std::string_view CharacterAt(std::string_view text, size_t index);
std::string ReverseText(std::string_view text);
// Without the code points of `characters` on both sides, or on one.
std::string_view Strip(std::string_view text, std::string_view characters);
std::string_view StripLeft(std::string_view text, std::string_view characters);
std::string_view StripRight(std::string_view text, std::string_view characters);

}  // namespace harness::expression
