#include "harness/base/porter.h"

#include <span>

#include "harness/base/segment.h"

namespace harness {
namespace {

using View = std::u32string_view;

bool IsVowelLetter(char32_t c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

// A y is a consonant at the start and behind a vowel.
bool IsConsonant(View word, size_t i) {
  if (IsVowelLetter(word[i])) return false;
  size_t ys = 0;  // in a row, up to here
  while (ys <= i && word[i - ys] == 'y') ++ys;
  if (ys == 0) return true;
  const bool first = ys > i || IsVowelLetter(word[i - ys]);  // whether the first y of the row is a consonant
  return first == (ys % 2 == 1);
}

// m in [C](VC){m}[V].
int Measure(View stem) {
  int count = 0;
  bool after_vowel = false;
  bool consonant = false;
  for (size_t i = 0; i < stem.size(); ++i) {
    consonant = stem[i] == 'y' ? i == 0 || !consonant : !IsVowelLetter(stem[i]);
    if (consonant && after_vowel) ++count;
    after_vowel = !consonant;
  }
  return count;
}

bool HasVowel(View stem) {
  for (size_t i = 0; i < stem.size(); ++i)
    if (!IsConsonant(stem, i)) return true;
  return false;
}

bool EndsInDoubleConsonant(View word) {
  const size_t n = word.size();
  return n >= 2 && word[n - 1] == word[n - 2] && IsConsonant(word, n - 1);
}

bool EndsCvc(View word) {
  const size_t n = word.size();
  if (n == 2) return !IsConsonant(word, 0) && IsConsonant(word, 1);
  if (n < 3) return false;
  const char32_t last = word[n - 1];
  return IsConsonant(word, n - 3) && !IsConsonant(word, n - 2) && IsConsonant(word, n - 1) && last != 'w' &&
         last != 'x' && last != 'y';
}

std::u32string Replaced(View word, View suffix, View replacement) {
  return std::u32string(word.substr(0, word.size() - suffix.size())).append(replacement);
}

struct Rule {
  View suffix;
  View replacement;
};

// The first rule whose suffix the word has decides: applied if what is left measures more than `above`.
std::u32string Apply(std::u32string word, std::span<const Rule> rules, int above) {
  for (const Rule& rule : rules) {
    if (!word.ends_with(rule.suffix)) continue;
    const View stem = View(word).substr(0, word.size() - rule.suffix.size());
    return Measure(stem) > above ? Replaced(word, rule.suffix, rule.replacement) : word;
  }
  return word;
}

std::u32string Step1a(std::u32string word) {
  if (word.ends_with(U"ies")) return Replaced(word, U"ies", word.size() == 4 ? U"ie" : U"i");
  if (word.ends_with(U"sses")) return Replaced(word, U"es", U"");
  if (word.ends_with(U"ss") || !word.ends_with(U"s")) return word;
  return Replaced(word, U"s", U"");
}

// What is left of a word whose -ed or -ing was taken.
std::u32string Mended(std::u32string stem) {
  if (stem.ends_with(U"at") || stem.ends_with(U"bl") || stem.ends_with(U"iz")) return stem + U"e";
  if (EndsInDoubleConsonant(stem)) {
    const char32_t last = stem.back();
    if (last != 'l' && last != 's' && last != 'z') stem.pop_back();
    return stem;
  }
  if (Measure(stem) == 1 && EndsCvc(stem)) return stem + U"e";
  return stem;
}

std::u32string Step1b(std::u32string word) {
  if (word.ends_with(U"ied")) return Replaced(word, U"ied", word.size() == 4 ? U"ie" : U"i");
  if (word.ends_with(U"eed")) {
    const View stem = View(word).substr(0, word.size() - 3);
    return Measure(stem) > 0 ? Replaced(word, U"eed", U"ee") : word;
  }
  for (const View suffix : {View(U"ed"), View(U"ing")}) {
    if (!word.ends_with(suffix)) continue;
    std::u32string stem = Replaced(word, suffix, U"");
    if (HasVowel(stem)) return Mended(std::move(stem));
  }
  return word;
}

std::u32string Step1c(std::u32string word) {
  if (!word.ends_with(U"y")) return word;
  const View stem = View(word).substr(0, word.size() - 1);
  return stem.size() > 1 && IsConsonant(stem, stem.size() - 1) ? Replaced(word, U"y", U"i") : word;
}

std::u32string Step2(std::u32string word) {
  constexpr Rule kRules[] = {
      {U"ational", U"ate"}, {U"tional", U"tion"}, {U"enci", U"ence"}, {U"anci", U"ance"}, {U"izer", U"ize"},
      {U"bli", U"ble"},     {U"alli", U"al"},     {U"entli", U"ent"}, {U"eli", U"e"},     {U"ousli", U"ous"},
      {U"ization", U"ize"}, {U"ation", U"ate"},   {U"ator", U"ate"},  {U"alism", U"al"},  {U"iveness", U"ive"},
      {U"fulness", U"ful"}, {U"ousness", U"ous"}, {U"aliti", U"al"},  {U"iviti", U"ive"}, {U"biliti", U"ble"},
      {U"fulli", U"ful"},
  };
  while (word.ends_with(U"alli") && Measure(View(word).substr(0, word.size() - 4)) > 0) word.resize(word.size() - 2);
  if (word.ends_with(U"logi"))  // its l counts: biologi, but not logi
    return Measure(View(word).substr(0, word.size() - 3)) > 0 ? Replaced(word, U"i", U"") : word;
  return Apply(std::move(word), kRules, 0);
}

std::u32string Step3(std::u32string word) {
  constexpr Rule kRules[] = {{U"icate", U"ic"}, {U"ative", U""}, {U"alize", U"al"}, {U"iciti", U"ic"},
                             {U"ical", U"ic"},  {U"ful", U""},   {U"ness", U""}};
  return Apply(std::move(word), kRules, 0);
}

std::u32string Step4(std::u32string word) {
  constexpr Rule kRules[] = {{U"al", U""},   {U"ance", U""}, {U"ence", U""}, {U"er", U""},    {U"ic", U""},
                             {U"able", U""}, {U"ible", U""}, {U"ant", U""},  {U"ement", U""}, {U"ment", U""},
                             {U"ent", U""},  {U"ou", U""},   {U"ism", U""},  {U"ate", U""},   {U"iti", U""},
                             {U"ous", U""},  {U"ive", U""},  {U"ize", U""}};
  if (!word.ends_with(U"ion")) return Apply(std::move(word), kRules, 1);
  const View stem = View(word).substr(0, word.size() - 3);
  const bool taken = Measure(stem) > 1 && (stem.back() == 's' || stem.back() == 't');
  return taken ? std::u32string(stem) : word;
}

std::u32string Step5(std::u32string word) {
  if (word.ends_with(U"e")) {
    const View stem = View(word).substr(0, word.size() - 1);
    const int measure = Measure(stem);
    if (measure > 1 || (measure == 1 && !EndsCvc(stem))) word.pop_back();
  }
  if (word.ends_with(U"ll") && Measure(View(word).substr(0, word.size() - 1)) > 1) word.pop_back();
  return word;
}

// The stem that irregular forms have, or "".
std::string_view Irregular(std::string_view word) {
  struct Form {
    std::string_view word;
    std::string_view stem;
  };
  constexpr Form kForms[] = {
      {"sky", "sky"},        {"skies", "sky"},       {"dying", "die"},        {"lying", "lie"},
      {"tying", "tie"},      {"news", "news"},       {"innings", "inning"},   {"inning", "inning"},
      {"outings", "outing"}, {"outing", "outing"},   {"cannings", "canning"}, {"canning", "canning"},
      {"howe", "howe"},      {"proceed", "proceed"}, {"exceed", "exceed"},    {"succeed", "succeed"}};
  for (const Form& form : kForms)
    if (form.word == word) return form.stem;
  return "";
}

}  // namespace

std::string PorterStem(std::string_view word) {
  if (const std::string_view stem = Irregular(word); !stem.empty()) return std::string(stem);
  if (word.size() > kLongestStemmed) return std::string(word);
  std::u32string stem = CodePoints(word);
  if (stem.size() <= 2) return std::string(word);
  return ToUtf8(Step5(Step4(Step3(Step2(Step1c(Step1b(Step1a(std::move(stem)))))))));
}

}  // namespace harness
