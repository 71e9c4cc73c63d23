// Digits that tell a mistyped number from a right one. Texts of digits alone; an IBAN may hold capital letters.
#pragma once

#include <cstdint>
#include <string_view>

namespace harness {

// What follows `digits` so that the whole passes Luhn's check (ISO/IEC 7812-1): numbers of cards.
char LuhnDigit(std::string_view digits);
// The ninth digit of a US routing number: weights 3, 7, 1.
char RoutingDigit(std::string_view eight);
// The thirteenth of an EAN or ISBN: weights 1, 3.
char EanDigit(std::string_view twelve);
// The two digits behind the country (ISO 13616): with them the number is 1 modulo 97.
uint64_t IbanDigits(std::string_view country, std::string_view account);

}  // namespace harness
