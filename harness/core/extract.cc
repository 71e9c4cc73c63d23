#include "harness/core/extract.h"

namespace harness {
namespace {

constexpr Extract kExtracts[] = {Extract::kNone, Extract::kText, Extract::kJson, Extract::kSql, Extract::kAnswer};

}  // namespace

std::string_view ToString(Extract extract) {
  switch (extract) {
    case Extract::kNone:
      return "none";
    case Extract::kText:
      return "text";
    case Extract::kJson:
      return "json";
    case Extract::kSql:
      return "sql";
    case Extract::kAnswer:
      return "answer";
  }
  return "";
}

std::optional<Extract> ParseExtract(std::string_view text) {
  for (const Extract extract : kExtracts)
    if (ToString(extract) == text) return extract;
  return std::nullopt;
}

}  // namespace harness
