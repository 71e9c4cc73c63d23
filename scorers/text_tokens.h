// How the scorers of likeness take texts apart into tokens.
//
// Pure functions, any thread; linear in the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/segment.h"

namespace harness {

enum class Tokenizer {
  kWords,       // base/segment.h's Words: for every script; punctuation is dropped
  kRougeScore,  // Google's rouge-score: lower case, runs of [a-z0-9]; nothing else is seen
  k13a,  // sacreBLEU's and mteval-v13a's: punctuation is a token, "3.14" one too; scripts without spaces stay whole
};

// "words", "rouge-score" or "13a".
Tokenizer TokenizerCalled(std::string_view name);

// `fold`: by Unicode's case folding first. `stop` ends it early, with the tokens so far.
std::vector<std::string> Tokens(std::string_view text, Tokenizer tokenizer, bool fold, const StopCutting& stop = {});

// sacreBLEU's chrF++ words: pieces between blanks with one punctuation mark of ASCII taken off the end, else the start.
std::vector<std::string> ChrfWords(std::string_view text);

// Each token longer than `longer_than` code points is replaced by its Porter stem.
void StemTokens(std::vector<std::string>& tokens, size_t longer_than);

}  // namespace harness
