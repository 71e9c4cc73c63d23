// Finds the SQL in an answer as models really write it: fences of every kind, prose around, escapes for markdown.
//
// Looked for in this order; the first that is there is taken:
// 1. an answer that is JSON (or a fence that is): its "sql", "sql_query", "query" or "answer", if that is a text;
// 2. the last <sql>…</sql>;
// 3. the last fence marked as SQL (sql, sqlite, postgresql, …) that begins with SELECT, WITH or VALUES, then the last
//    fence of any mark that does: steps come first and the whole last, and an alternative returns what it replaces. A
//    fence that is never closed ends with the answer;
// 4. a line that begins with a query, perhaps behind "SQL:", "Answer:" or marks of markdown: of several statements the
//    first that can be parsed. One ends at a semicolon, at ```, or at an empty line before prose;
// 5. a query between single backticks;
// 6. a fence marked as SQL, or an answer, that begins with any other statement (INSERT, …), for the engine to refuse.
// Backslashes that markdown asks for (power\_name) are taken out, except in
// quotes. Several statements in a row are kept together: choosing would be guessing. A semicolon at the end is left
// out. Time is linear in the text, but for at most 16
// statements of up to 16 KiB that are parsed to tell them from prose.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/error.h"

namespace harness {

// "there is no SQL in the answer: …" when there is none.
Result<std::string> FindSql(std::string_view text);

}  // namespace harness
