#include "scorers/registry.h"

#include "scorers/combination.h"
#include "scorers/contains.h"
#include "scorers/equals.h"
#include "scorers/json_equals.h"
#include "scorers/latency.h"
#include "scorers/number.h"
#include "scorers/regex.h"
#include "scorers/schema.h"
#include "scorers/sql_result.h"
#include "scorers/sql_text.h"

namespace harness {

std::vector<ScorerType> ScorerTypes() {
  return {
      AllOfScorerType(),       AnyOfScorerType(),       AssertSetScorerType(),  AtLeastScorerType(),
      ContainsAllScorerType(), ContainsAnyScorerType(), ContainsScorerType(),   ContainsSqlScorerType(),
      EndsWithScorerType(),    EqualsScorerType(),      IcontainsScorerType(),  IequalsScorerType(),
      IsJsonScorerType(),      IsSqlScorerType(),       JsonEqualsScorerType(), JsonSchemaScorerType(),
      LatencyScorerType(),     NumberScorerType(),      RegexScorerType(),      SqlResultScorerType(),
      StartsWithScorerType(),
  };
}

}  // namespace harness
