#include "scorers/registry.h"

#include "scorers/combination.h"
#include "scorers/command.h"
#include "scorers/contains.h"
#include "scorers/equals.h"
#include "scorers/json_equals.h"
#include "scorers/latency.h"
#include "scorers/number.h"
#include "scorers/regex.h"
#include "scorers/schema.h"

namespace harness {

std::vector<ScorerType> ScorerTypes() {
  return {
      AllOfScorerType(),    AnyOfScorerType(),      AssertSetScorerType(),   AtLeastScorerType(),
      CommandScorerType(),  ContainsScorerType(),   ContainsAllScorerType(), ContainsAnyScorerType(),
      EndsWithScorerType(), EqualsScorerType(),     IcontainsScorerType(),   IequalsScorerType(),
      IsJsonScorerType(),   JsonEqualsScorerType(), JsonSchemaScorerType(),  LatencyScorerType(),
      NumberScorerType(),   RegexScorerType(),      StartsWithScorerType(),
  };
}

}  // namespace harness
