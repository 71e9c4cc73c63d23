// Porter's stemmer for English: "relational" becomes "relat", so that forms of one word meet.
//
// M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980), with the extensions of NLTK's PorterStemmer,
// its default mode: irregular forms, words of two letters left alone, and changes to steps 1 and 2. Agrees with
// NLTK 3.8 letter by letter, also on words that are no English.
#pragma once

#include <string>
#include <string_view>

namespace harness {

// The stem of a word in lower case. Words of more than kLongestStemmed bytes are their own stems.
std::string PorterStem(std::string_view word);

inline constexpr size_t kLongestStemmed = 1024;

}  // namespace harness
