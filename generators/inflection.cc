#include "generators/inflection.h"

#include <algorithm>
#include <array>
#include <utility>

namespace harness {
namespace {

constexpr std::array<std::string_view, 10> kNames = {"a",     "plural",  "possessive", "past",  "ing",
                                                     "third", "capital", "title",      "lower", "upper"};

struct Irregular {
  std::string_view word, form;
};
constexpr Irregular kPlurals[] = {{"person", "people"},     {"man", "men"},       {"woman", "women"},
                                  {"child", "children"},    {"foot", "feet"},     {"tooth", "teeth"},
                                  {"mouse", "mice"},        {"index", "indices"}, {"analysis", "analyses"},
                                  {"software", "software"}, {"news", "news"},     {"series", "series"}};
constexpr Irregular kPasts[] = {
    {"be", "was"},    {"begin", "began"},   {"break", "broke"}, {"bring", "brought"}, {"buy", "bought"},
    {"come", "came"}, {"cut", "cut"},       {"do", "did"},      {"find", "found"},    {"freeze", "froze"},
    {"get", "got"},   {"give", "gave"},     {"go", "went"},     {"have", "had"},      {"hang", "hung"},
    {"hold", "held"}, {"keep", "kept"},     {"leave", "left"},  {"lose", "lost"},     {"make", "made"},
    {"put", "put"},   {"read", "read"},     {"reset", "reset"}, {"run", "ran"},       {"see", "saw"},
    {"send", "sent"}, {"set", "set"},       {"shut", "shut"},   {"spin", "spun"},     {"take", "took"},
    {"tell", "told"}, {"think", "thought"}, {"throw", "threw"}, {"write", "wrote"}};
// Begin with a vowel's letter but not its sound, or the other way round.
constexpr std::string_view kSoundsLikeConsonant[] = {"uni", "use", "usb", "usu", "eur", "one-", "one ", "ubi", "uti"};
constexpr std::string_view kSoundsLikeVowel[] = {"hour", "honest", "honor", "honour", "heir"};

bool IsUpper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool IsLower(char c) {
  return c >= 'a' && c <= 'z';
}
char Lower(char c) {
  return IsUpper(c) ? static_cast<char>(c + 32) : c;
}
char Upper(char c) {
  return IsLower(c) ? static_cast<char>(c - 32) : c;
}
bool IsOneOf(char c, std::string_view letters) {
  return letters.find(c) != std::string_view::npos;
}
bool IsVowel(char c) {
  return IsOneOf(Lower(c), "aeiou");
}

std::string Lowered(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), Lower);
  return lower;
}

bool BeginsWithAny(std::string_view text, std::span<const std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(), [&](std::string_view b) { return text.starts_with(b); });
}

// Spelled letter by letter: SSO, VPN, HR.
bool IsAcronym(std::string_view word) {
  return word.size() >= 2 && IsUpper(word[0]) && IsUpper(word[1]);
}

bool TakesAn(std::string_view text) {
  if (text.empty()) return false;
  const std::string_view word = text.substr(0, text.find_first_of(" -"));
  if (IsAcronym(word)) return IsOneOf(word[0], "AEFHILMNORSX");
  if (word[0] == '8' || word == "11" || word == "18") return true;
  const std::string lower = Lowered(text);
  if (BeginsWithAny(lower, kSoundsLikeVowel)) return true;
  return IsVowel(word[0]) && !BeginsWithAny(lower, kSoundsLikeConsonant);
}

template <size_t N>
std::optional<std::string> Look(const Irregular (&table)[N], std::string_view word) {
  const std::string lower = Lowered(word);
  for (const Irregular& entry : table)
    if (entry.word == lower) return std::string(entry.form);
  return std::nullopt;
}

bool EndsInConsonantY(std::string_view word) {
  return word.size() >= 2 && Lower(word.back()) == 'y' && !IsVowel(word[word.size() - 2]);
}

bool HissesAtTheEnd(std::string_view word) {
  const std::string lower = Lowered(word);
  for (const std::string_view end : {"s", "x", "z", "ch", "sh"})
    if (lower.ends_with(end)) return true;
  return false;
}

std::string WithS(std::string_view word) {
  std::string s(word);
  if (EndsInConsonantY(word)) return s.replace(s.size() - 1, 1, "ies");
  return s += HissesAtTheEnd(word) ? "es" : "s";
}

// stop, log, plug: a short word whose last consonant is doubled.
bool DoublesItsEnd(std::string_view word) {
  if (word.size() < 3 || word.size() > 4) return false;
  const char last = Lower(word.back()), before = word[word.size() - 2], third = word[word.size() - 3];
  return !IsVowel(last) && !IsOneOf(last, "wxy") && IsVowel(before) && !IsVowel(third);
}

std::string Past(std::string_view verb) {
  if (auto irregular = Look(kPasts, verb)) return *irregular;
  std::string past(verb);
  if (past.ends_with("e")) return past += "d";
  if (EndsInConsonantY(verb)) return past.replace(past.size() - 1, 1, "ied");
  if (DoublesItsEnd(verb)) past += past.back();
  return past += "ed";
}

std::string Ing(std::string_view verb) {
  std::string ing(verb);
  if (ing.ends_with("e") && !ing.ends_with("ee") && ing.size() > 2)
    ing.pop_back();
  else if (DoublesItsEnd(verb) || Lowered(verb) == "begin")
    ing += ing.back();
  return ing += "ing";
}

// `change` made to the first or last word alone.
template <typename Change>
std::string ChangeFirst(std::string_view text, Change change) {
  const size_t end = std::min(text.find(' '), text.size());
  return change(text.substr(0, end)) + std::string(text.substr(end));
}
template <typename Change>
std::string ChangeLast(std::string_view text, Change change) {
  const size_t space = text.rfind(' ');
  const size_t begin = space == std::string_view::npos ? 0 : space + 1;
  return std::string(text.substr(0, begin)) + change(text.substr(begin));
}

std::string Plural(std::string_view word) {
  if (auto irregular = Look(kPlurals, word)) return *irregular;
  return WithS(word);
}

std::string Third(std::string_view verb) {
  const std::string lower = Lowered(verb);
  if (lower == "be") return "is";
  if (lower == "have") return "has";
  if (lower == "go" || lower == "do") return lower + "es";
  return WithS(verb);
}

std::string Title(std::string_view text) {
  std::string title(text);
  for (size_t i = 0; i < title.size(); ++i)
    if (i == 0 || title[i - 1] == ' ') title[i] = Upper(title[i]);
  return title;
}

}  // namespace

std::span<const std::string_view> InflectionNames() {
  return kNames;
}

std::optional<Inflection> InflectionOf(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Inflection>(found - kNames.begin());
}

std::string Inflect(std::string_view text, Inflection form) {
  std::string changed(text);
  if (text.empty()) return changed;
  switch (form) {
    case Inflection::kArticle:
      return (TakesAn(text) ? "an " : "a ") + changed;
    case Inflection::kPlural:
      return ChangeLast(text, Plural);
    case Inflection::kPossessive:
      return changed += Lower(text.back()) == 's' ? "'" : "'s";
    case Inflection::kPast:
      return ChangeFirst(text, Past);
    case Inflection::kIng:
      return ChangeFirst(text, Ing);
    case Inflection::kThird:
      return ChangeFirst(text, Third);
    case Inflection::kCapital:
      changed[0] = Upper(changed[0]);
      return changed;
    case Inflection::kTitle:
      return Title(text);
    case Inflection::kLower:
      return Lowered(text);
    case Inflection::kUpper:
      std::transform(changed.begin(), changed.end(), changed.begin(), Upper);
      return changed;
  }
  return changed;
}

}  // namespace harness
