#include "generators/semantic/check_digits.h"
#include "generators/semantic/names.h"
#include "generators/semantic/semantic_type.h"

namespace harness {
namespace {

Datum DrawIndustry(Drawing& drawing) {
  return Datum::Text(drawing.One(kIndustries));
}

Datum DrawProduct(Drawing& drawing) {
  const std::string_view line = drawing.One(kProductLines), kind = drawing.One(kProductKinds);
  return drawing.Join({line, " ", kind, drawing.One(kProductEditions)});
}

Datum DrawSku(Drawing& drawing) {
  constexpr std::string_view kSizes[] = {"XS", "S", "M", "L", "XL", "01", "02", "03"};
  const std::string_view number = drawing.Fill("@@@-#####-");
  return drawing.Join({number, drawing.One(Words(kSizes))});
}

Datum WithCheckDigit(Drawing& drawing, std::string_view twelve) {
  const char check = EanDigit(twelve);
  return drawing.Join({twelve, {&check, 1}});
}

// Numbers that begin with 2 are for use inside a company: nobody sells such an article to others.
Datum DrawEan13(Drawing& drawing) {
  return WithCheckDigit(drawing, drawing.Fill("2###########"));
}

Datum DrawIsbn(Drawing& drawing) {
  return WithCheckDigit(drawing, drawing.Fill("978#########"));
}

// SHA-256 of a text, or 64 digits.
Datum DrawHash(Drawing& drawing) {
  if (drawing.Other()) return drawing.Join({Hex(drawing.sha256().Of(drawing.OtherText()))});
  constexpr size_t kDigits = 64;
  char* const text = drawing.Take(kDigits);
  uint64_t bits = 0;
  for (size_t i = 0; i < kDigits; ++i, bits <<= 4) {
    if (i % 16 == 0) bits = drawing.Bits64();
    text[i] = "0123456789abcdef"[bits >> 60];
  }
  return Datum::Text({text, kDigits});
}

}  // namespace

std::vector<SemanticType> CommerceTypes() {
  return {
      {"company", "The name of a company.", CompanyName},
      {"industry", "A branch of industry.", DrawIndustry},
      {"product", "The name of a product.", DrawProduct},
      {"sku", "A number in a shop's stock.", DrawSku},
      {"ean13", "The number below a barcode.", DrawEan13},
      {"isbn", "The number of a book: 13 digits.", DrawIsbn},
      {"hash", "64 hex digits.", DrawHash, {{"of", "The column of the text of which it is the SHA-256."}}},
  };
}

}  // namespace harness
