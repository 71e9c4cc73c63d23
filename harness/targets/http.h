// The target `http`: a service that is asked with a request made of the case, once or until its job is done.
#pragma once

#include "harness/core/catalogue.h"

namespace harness {

TargetType HttpTargetType();

}  // namespace harness
