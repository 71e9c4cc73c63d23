// What programs call themselves in the requests that they send.
#pragma once

#include "generators/semantic/drawing.h"

namespace harness {

Datum DrawUserAgent(Drawing& drawing);

}  // namespace harness
