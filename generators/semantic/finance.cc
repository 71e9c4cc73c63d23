#include "generators/semantic/bitcoin.h"
#include "generators/semantic/check_digits.h"
#include "generators/semantic/names.h"
#include "generators/semantic/semantic_type.h"

namespace harness {
namespace {

// What follows the two digits of a country's IBAN, '#' a digit. The code of the bank, in front, is no bank's: zeros, or
// XXXX. Countries whose accounts have digits of their own to check are left out.
struct IbanForm {
  std::string_view country, account;
};
constexpr IbanForm kIbans[] = {
    {"AT", "00000###########"},         {"BG", "XXXX0000##########"},       {"CH", "00000############"},
    {"CY", "00000000################"}, {"DE", "00000000##########"},       {"DK", "0000##########"},
    {"GB", "XXXX000000########"},       {"GR", "0000000################"},  {"IE", "XXXX000000########"},
    {"LT", "00000###########"},         {"LU", "000#############"},         {"LV", "XXXX#############"},
    {"NL", "XXXX##########"},           {"PL", "00000000################"}, {"RO", "XXXX################"},
    {"SE", "000#################"},     {"TR", "000000################"},
};

// Prefixes under which payment processors take numbers for tests.
struct CardBrand {
  std::string_view name;
  std::array<std::string_view, 3> prefixes;
  size_t size;
};
constexpr CardBrand kBrands[] = {
    {"visa", {"400000", "411111", "424242"}, 16},
    {"mastercard", {"222300", "510510", "555555"}, 16},
    {"amex", {"371449", "378282", "378734"}, 15},
    {"discover", {"601100", "601111", "601198"}, 16},
};
constexpr size_t kAmexSize = 15;

template <typename Row, size_t N>
std::vector<std::string> NamesOf(const Row (&rows)[N], std::string_view Row::*name) {
  std::vector<std::string> names;
  for (const Row& row : rows) names.emplace_back(row.*name);
  return names;
}

// The row that was chosen, or any.
template <typename Row, size_t N>
const Row& Chosen(Drawing& drawing, const Row (&rows)[N]) {
  const int choice = drawing.options().choice;
  return choice < 0 ? drawing.One(std::span(rows)) : rows[choice];
}

Datum DrawAmount(Drawing& drawing) {
  return Datum::Number(static_cast<double>(drawing.WithinLimits()) / 100, 2);
}

Datum DrawCurrencyCode(Drawing& drawing) {
  const Country* country = CountryOf(drawing);
  return country ? Datum::Text(country->currency) : Datum::Null();
}

Datum DrawIban(Drawing& drawing) {
  const IbanForm& form = Chosen(drawing, kIbans);
  const std::string_view account = drawing.Fill(form.account);
  return drawing.Join({form.country, Decimal(IbanDigits(form.country, account), 2), account});
}

// The 0 in the eighth place is that of a test.
Datum DrawBic(Drawing& drawing) {
  const std::string_view bank = drawing.Fill("@@@@"), country = drawing.One(kCountries).code;
  const std::string_view place = drawing.Fill("@0");
  constexpr std::string_view kBranches[] = {"", "XXX", "001", "002", "100"};
  return drawing.Join({bank, country, place, drawing.One(Words(kBranches))});
}

Datum DrawCreditCard(Drawing& drawing) {
  const CardBrand& brand = Chosen(drawing, kBrands);
  const std::string_view prefix = drawing.One(Words(brand.prefixes));
  char* const text = drawing.Take(brand.size);
  for (size_t i = prefix.copy(text, brand.size); i + 1 < brand.size; ++i)
    text[i] = static_cast<char>('0' + drawing.Below(10));
  text[brand.size - 1] = LuhnDigit({text, brand.size - 1});
  return Datum::Text({text, brand.size});
}

// Amex prints four digits on its cards, the others three.
Datum DrawCvv(Drawing& drawing) {
  const bool four = drawing.Other() && drawing.OtherText().size() == kAmexSize;
  return drawing.Pattern(four ? "####" : "###");
}

Datum DrawCardExpiry(Drawing& drawing) {
  const Decimal month(1 + drawing.Below(12), 2);
  return drawing.Join({month, "/", Decimal(26 + drawing.Below(10), 2)});
}

Datum DrawAccountNumber(Drawing& drawing) {
  return drawing.Pattern("00##########");
}

// 80 is the range of travellers' cheques, which no bank moves money by.
Datum DrawRouting(Drawing& drawing) {
  const std::string_view eight = drawing.Fill("80######");
  const char check = RoutingDigit(eight);
  return drawing.Join({eight, {&check, 1}});
}

Datum DrawBitcoin(Drawing& drawing) {
  unsigned char hash[kHashSize];
  for (size_t i = 0; i < kHashSize; i += 4) {
    const uint64_t bits = drawing.Bits64();
    for (size_t k = 0; k < 4; ++k) hash[i + k] = static_cast<unsigned char>(bits >> (56 - 8 * k));
  }
  char* const text = drawing.Take(kMaxBitcoinSize);
  return Datum::Text({text, WriteBitcoinAddress(hash, drawing.sha256(), text)});
}

}  // namespace

std::vector<SemanticType> FinanceTypes() {
  constexpr int64_t kMost = 100'000'000'000'000;  // hundredths
  return {
      {.name = "amount",
       .doc = "An amount of money, to the hundredth.",
       .draw = DrawAmount,
       .limits = {DrawingLimits::Unit::kHundredth, 100, 100'000, -kMost, kMost}},
      {"currency_code", "Three letters, ISO 4217.", DrawCurrencyCode, {{"of", "The column of the country."}}},
      {.name = "iban",
       .doc = "An international number of an account.",
       .draw = DrawIban,
       .choice = {"country", "Of which country; without, of any.", NamesOf(kIbans, &IbanForm::country)}},
      {"bic", "The code of a bank, ISO 9362.", DrawBic},
      {.name = "credit_card",
       .doc = "The number of a card.",
       .draw = DrawCreditCard,
       .choice = {"brand", "Whose card; without, anyone's.", NamesOf(kBrands, &CardBrand::name)}},
      {"cvv", "The digits that are printed on a card.", DrawCvv, {{"of", "The column of the card's number."}}},
      {"card_expiry", "The last month of a card: 07/29.", DrawCardExpiry},
      {"account_number", "The number of an account.", DrawAccountNumber},
      {"routing", "The number of a US bank.", DrawRouting},
      {"bitcoin", "An address of Bitcoin.", DrawBitcoin},
  };
}

}  // namespace harness
