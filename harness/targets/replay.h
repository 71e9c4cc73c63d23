// Recorded outputs, by case id: scores what some system answered before, without calling it.
//
//   replay: outputs.jsonl
//   map: { id: ticket, output: answer }
//
// Lines hold {"id", "output", "error"?, "latency_ms"?, "usage"?, "cost_usd"?, "finish_reason"?}, or are what --jsonl
// wrote; a table (csv, tsv) has the columns id and output, and may have error, latency_ms, cost_usd and finish_reason.
//
// The file is read once, when the suite is loaded, to check it and to note where each record is (16 bytes each); a call
// reads its record again. A case without a record fails as invalid_output; two records with one id are a mistake.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

TargetType ReplayTargetType();

}  // namespace harness
