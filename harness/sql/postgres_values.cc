#include "harness/sql/postgres_values.h"

#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/text.h"
#include "harness/sql/postgres_libpq.h"

namespace harness {
namespace {

// pg_type.dat
enum TypeOid : Oid {
  kBoolOid = 16,
  kByteaOid = 17,
  kInt8Oid = 20,
  kInt2Oid = 21,
  kInt4Oid = 23,
  kOidOid = 26,
  kFloat4Oid = 700,
  kFloat8Oid = 701,
  kNumericOid = 1700,
};

std::optional<double> NonFinite(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  return std::nullopt;
}

std::string Text(std::string_view bytes) {
  std::string text(bytes);
  RepairUtf8(text);
  return text;
}

template <typename T>
SqlValue Number(std::string_view text) {
  T number{};
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec == std::errc() && read.ptr == end) return number;
  return Text(text);
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// "\x6869"
SqlValue Bytes(std::string_view text) {
  if (!text.starts_with("\\x") || text.size() % 2 != 0) return Text(text);
  SqlBlob blob;
  for (size_t i = 2; i < text.size(); i += 2)
    blob.bytes += static_cast<char>(HexDigit(text[i]) << 4 | HexDigit(text[i + 1]));
  return blob;
}

}  // namespace

SqlValue PostgresValue(const PGresult* result, int row, int column) {
  if (Libpq().getisnull(result, row, column) == 1) return {};
  const std::string_view text(Libpq().getvalue(result, row, column),
                              static_cast<size_t>(Libpq().getlength(result, row, column)));
  switch (Libpq().ftype(result, column)) {
    case kBoolOid:
      return text == "t";
    case kInt2Oid:
    case kInt4Oid:
    case kInt8Oid:
    case kOidOid:
      return Number<int64_t>(text);
    case kFloat4Oid:
    case kFloat8Oid:
      if (const auto odd = NonFinite(text)) return *odd;
      return Number<double>(text);
    case kNumericOid:
      if (const auto odd = NonFinite(text)) return *odd;
      return SqlDecimal{std::string(text)};
    case kByteaOid:
      return Bytes(text);
    default:
      return Text(text);
  }
}

}  // namespace harness
