// Taking text apart as Unicode and ICU see it, the same in every locale: code points, pieces between blanks, words.
//
// Pure functions, any thread. `text` is UTF-8 below 2 GiB; ill-formed bytes count as U+FFFD. Time is linear in the
// text.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace harness {

std::u32string CodePoints(std::string_view text);
std::string ToUtf8(std::u32string_view text);

// Asked after each piece or word how to go on, with how many there are; true: stop, what there is is the result.
// Empty: never.
using StopCutting = std::function<bool(size_t made)>;

// The pieces between blanks, none empty. Blanks are Unicode's white space and U+001C to U+001F, as for Python's
// split().
std::vector<std::string_view> SplitBlanks(std::string_view text, const StopCutting& stop = {});

// The longest runs of letters, marks and numbers. Where a run has letters of a script that is written without spaces
// (Chinese, Japanese, Thai, Lao, Khmer, Burmese), it is parted further by ICU's word BreakIterator in the root locale,
// which knows such words from dictionaries. In ASCII these are the runs of letters and digits.
std::vector<std::string_view> Words(std::string_view text, const StopCutting& stop = {});

// The words that people count: the pieces between blanks, with all that sticks to them; pieces with letters of a script
// without spaces are parted as Words() does.
std::vector<std::string_view> SpacedWords(std::string_view text, const StopCutting& stop = {});

// Without punctuation (Unicode's P) and ASCII's symbols, as Python's string.punctuation.
std::string WithoutPunctuation(std::string_view text);

}  // namespace harness
