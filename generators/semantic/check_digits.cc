#include "generators/semantic/check_digits.h"

namespace harness {
namespace {

int Value(char digit) {
  return digit - '0';
}

char Completing(int sum) {
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

// Of what stands before and `text` behind it; A is 10, Z 35.
uint64_t Modulo97(uint64_t before, std::string_view text) {
  for (const char c : text) before = (c <= '9' ? before * 10 + (c - '0') : before * 100 + (c - 'A' + 10)) % 97;
  return before;
}

}  // namespace

char LuhnDigit(std::string_view digits) {
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    const int value = Value(digits[digits.size() - 1 - i]);
    sum += i % 2 == 1 ? value : value < 5 ? 2 * value : 2 * value - 9;
  }
  return Completing(sum);
}

char RoutingDigit(std::string_view eight) {
  constexpr int kWeights[] = {3, 7, 1};
  int sum = 0;
  for (size_t i = 0; i < eight.size(); ++i) sum += kWeights[i % 3] * Value(eight[i]);
  return Completing(sum);
}

char EanDigit(std::string_view twelve) {
  int sum = 0;
  for (size_t i = 0; i < twelve.size(); ++i) sum += (i % 2 == 0 ? 1 : 3) * Value(twelve[i]);
  return Completing(sum);
}

uint64_t IbanDigits(std::string_view country, std::string_view account) {
  return 98 - Modulo97(Modulo97(Modulo97(0, account), country), "00");
}

}  // namespace harness
