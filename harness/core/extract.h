// Which way the judged part is taken from an answer; results/extract_part.h does it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace harness {

// How the judged part is taken from an answer that is prose: as it is, as text, the first JSON value, the SQL, or the
// text behind "ANSWER:".
enum class Extract : uint8_t { kNone, kText, kJson, kSql, kAnswer };

// "none", "text", "json", "sql", "answer".
std::string_view ToString(Extract extract);
std::optional<Extract> ParseExtract(std::string_view text);

}  // namespace harness
