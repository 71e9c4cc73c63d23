#include "harness/base/porter.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace harness {
namespace {

struct Word {
  std::string_view word;
  std::string_view stem;
};

// Every step of the algorithm, and what NLTK 3.8 changed of it.
constexpr Word kWords[] = {
    {"caresses", "caress"},
    {"ponies", "poni"},
    {"ties", "tie"},
    {"cats", "cat"},
    {"caress", "caress"},
    {"dies", "die"},
    {"feed", "feed"},
    {"agreed", "agre"},
    {"plastered", "plaster"},
    {"bled", "bled"},
    {"motoring", "motor"},
    {"sing", "sing"},
    {"conflated", "conflat"},
    {"troubled", "troubl"},
    {"sized", "size"},
    {"hopping", "hop"},
    {"tanned", "tan"},
    {"falling", "fall"},
    {"hissing", "hiss"},
    {"fizzed", "fizz"},
    {"failing", "fail"},
    {"filing", "file"},
    {"happy", "happi"},
    {"sky", "sky"},
    {"enjoy", "enjoy"},
    {"by", "by"},
    {"spy", "spi"},
    {"relational", "relat"},
    {"conditional", "condit"},
    {"rational", "ration"},
    {"valenci", "valenc"},
    {"hesitanci", "hesit"},
    {"digitizer", "digit"},
    {"conformabli", "conform"},
    {"radicalli", "radic"},
    {"differentli", "differ"},
    {"vileli", "vile"},
    {"analogousli", "analog"},
    {"vietnamization", "vietnam"},
    {"predication", "predic"},
    {"operator", "oper"},
    {"feudalism", "feudal"},
    {"decisiveness", "decis"},
    {"hopefulness", "hope"},
    {"callousness", "callous"},
    {"formaliti", "formal"},
    {"sensitiviti", "sensit"},
    {"sensibiliti", "sensibl"},
    {"hopefulli", "hope"},
    {"biologi", "biolog"},
    {"logi", "logi"},
    {"geologi", "geolog"},
    {"triplicate", "triplic"},
    {"formative", "form"},
    {"formalize", "formal"},
    {"electriciti", "electr"},
    {"electrical", "electr"},
    {"hopeful", "hope"},
    {"goodness", "good"},
    {"revival", "reviv"},
    {"allowance", "allow"},
    {"inference", "infer"},
    {"airliner", "airlin"},
    {"gyroscopic", "gyroscop"},
    {"adjustable", "adjust"},
    {"defensible", "defens"},
    {"irritant", "irrit"},
    {"replacement", "replac"},
    {"adjustment", "adjust"},
    {"dependent", "depend"},
    {"adoption", "adopt"},
    {"homologou", "homolog"},
    {"communism", "commun"},
    {"activate", "activ"},
    {"angulariti", "angular"},
    {"homologous", "homolog"},
    {"effective", "effect"},
    {"bowdlerize", "bowdler"},
    {"probate", "probat"},
    {"rate", "rate"},
    {"cease", "ceas"},
    {"controll", "control"},
    {"roll", "roll"},
    {"skies", "sky"},
    {"dying", "die"},
    {"lying", "lie"},
    {"tying", "tie"},
    {"news", "news"},
    {"innings", "inning"},
    {"outings", "outing"},
    {"cannings", "canning"},
    {"howe", "howe"},
    {"proceed", "proceed"},
    {"exceed", "exceed"},
    {"succeed", "succeed"},
    {"tied", "tie"},
    {"died", "die"},
    {"spied", "spi"},
    {"generalizations", "gener"},
    {"oscillators", "oscil"},
    {"yyyy", "yyyi"},
    {"syzygy", "syzygi"},
    {"toy", "toy"},
    {"bylaws", "bylaw"},
    {"eyeing", "eye"},
    {"being", "be"},
    {"seeing", "see"},
    {"at", "at"},
    {"ate", "ate"},
    {"owed", "owe"},
    {"ions", "ion"},
    {"nation", "nation"},
    {"bion", "bion"},
    {"emotionally", "emot"},
    {"totally", "total"},
    {"alli", "alli"},
    {"balli", "balli"},
    {"finalli", "final"},
};

TEST(PorterStem, AgreesWithNltk) {
  for (const Word& word : kWords) EXPECT_EQ(PorterStem(word.word), word.stem) << word.word;
}

TEST(PorterStem, LeavesOtherScriptsAndShortWordsAlone) {
  for (const std::string word : {"", "a", "is", "재설정했습니다", "密码", "привет", "42"})
    EXPECT_EQ(PorterStem(word), word);
}

TEST(PorterStem, CountsCodePointsNotBytes) {
  EXPECT_EQ(PorterStem("és"), "és");
  EXPECT_EQ(PorterStem("cafés"), "café");
}

TEST(PorterStem, LeavesVeryLongWordsAlone) {
  const std::string word = std::string(kLongestStemmed, 'y') + "s";
  EXPECT_EQ(PorterStem(word), word);
}

}  // namespace
}  // namespace harness
