// Recorded outputs, by case id: scores what some system answered before, without calling it.
//
//   replay: outputs.jsonl      one {"id", "output", "error"?, "latency_ms"?, "usage"?, "cost_usd"?} a line, or a file
//   that --jsonl wrote replay: outputs.csv        with columns id and output map: { id: ticket, output: answer }
//
// The file is read once, when the suite is loaded, to check it and to note where each record is (16 bytes each); a call
// reads its record again. A case without a record fails as invalid_output; two records with one id are a mistake that
// names both.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

TargetType ReplayTargetType();

}  // namespace harness
