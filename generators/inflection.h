// Forms of English words and phrases, for the slots of a grammar: {device|a}, {device|plural|capital}.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace harness {

enum class Inflection : uint8_t {
  kArticle,     // "a printer", "an SSO login": by how the beginning sounds
  kPlural,      // of the last word
  kPossessive,  // "Anna's", "users'"
  kPast,        // of the first word, a verb: "crashed", "froze"
  kIng,         // "crashing"
  kThird,       // "crashes"
  kCapital,     // the first letter
  kTitle,       // the first letter of each word
  kLower,
  kUpper
};

// a, plural, possessive, past, ing, third, capital, title, lower, upper.
std::optional<Inflection> InflectionOf(std::string_view name);
std::span<const std::string_view> InflectionNames();

// Only ASCII letters are changed.
std::string Inflect(std::string_view text, Inflection form);

}  // namespace harness
