// latency: the target answered within a duration.
//
// What counts is the output's latency: measured around the target's call, without waiting for permits, or as a replay
// recorded it.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

ScorerType LatencyScorerType();

}  // namespace harness
