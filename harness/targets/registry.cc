#include "harness/targets/registry.h"

#include "harness/targets/chat.h"
#include "harness/targets/command.h"
#include "harness/targets/genie.h"
#include "harness/targets/http.h"
#include "harness/targets/replay.h"

namespace harness {

std::vector<TargetType> TargetTypes() {
  return {ChatTargetType(), CommandTargetType(), GenieTargetType(), HttpTargetType(), ReplayTargetType()};
}

}  // namespace harness
