// Text as a terminal shows it: how wide it is, what of it is safe to print, and its colours.
//
// Pure functions, any thread. Terminals are taken to understand UTF-8 and, where colour is asked for, ANSI sequences.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace harness {

// In columns: two for East Asian wide and fullwidth characters (Unicode's UAX #11), none for marks that combine and for
// format characters.
size_t DisplayWidth(std::string_view text);

// On one line, and with nothing in it that a terminal acts upon: line ends and tabs become blanks; other control
// characters are written \x1B, those that turn the direction of writing \u202E, ill-formed UTF-8 U+FFFD.
std::string Visible(std::string_view text);

// At most `width` columns: a longer text is cut between characters and ends in "…". `width` is at least 1.
std::string FitTo(std::string_view text, size_t width);

// With blanks up to `width` columns; a wider text stays as it is.
std::string PadRight(std::string text, size_t width);
std::string PadLeft(std::string text, size_t width);

enum class Tone : uint8_t { kPlain, kBold, kDim, kGood, kBad, kWarning };

// `text` between the ANSI sequences of its tone; as it is without `colour`.
std::string Paint(std::string_view text, Tone tone, bool colour);

// A share as a percentage with one decimal. What is neither 0 nor 1 is not shown as if it were: "<0.1%", ">99.9%".
std::string FormatShare(double share);

// "$12.34", and four decimals below a dollar.
std::string FormatDollars(double dollars);

}  // namespace harness
