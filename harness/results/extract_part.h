// Takes the judged part out of an answer that is prose: what people's `extract` option asks for.
#pragma once

#include "harness/base/json.h"
#include "harness/core/extract.h"
#include "harness/core/output.h"

namespace harness {

// kNone leaves a structured answer as it is. kText gives its text. kJson: the whole text, else the first fenced block,
// else the first { } or [ ] that is JSON. kSql: the member `sql` of a structured answer, else as FindSql (find_sql.h)
// says. kAnswer: the line behind the last "ANSWER:". An error says what was looked for and not found.
Result<Json> ExtractPart(const Output& output, Extract extract);

}  // namespace harness
