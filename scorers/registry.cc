#include "scorers/registry.h"

#include "scorers/combination.h"
#include "scorers/contains.h"
#include "scorers/contains_json.h"
#include "scorers/cost.h"
#include "scorers/equals.h"
#include "scorers/finish_reason.h"
#include "scorers/function_call.h"
#include "scorers/html.h"
#include "scorers/json_equals.h"
#include "scorers/latency.h"
#include "scorers/number.h"
#include "scorers/regex.h"
#include "scorers/schema.h"
#include "scorers/sql_result.h"
#include "scorers/sql_text.h"
#include "scorers/tokens.h"
#include "scorers/tool_call_f1.h"
#include "scorers/xml.h"
#include "scorers/yaml.h"

namespace harness {

std::vector<ScorerType> ScorerTypes() {
  return {
      AllOfScorerType(),
      AnyOfScorerType(),
      AssertSetScorerType(),
      AtLeastScorerType(),
      ContainsAllScorerType(),
      ContainsAnyScorerType(),
      ContainsHtmlScorerType(),
      ContainsJsonScorerType(),
      ContainsScorerType(),
      ContainsSqlScorerType(),
      ContainsXmlScorerType(),
      CostScorerType(),
      EndsWithScorerType(),
      EqualsScorerType(),
      FinishReasonScorerType(),
      IcontainsScorerType(),
      IequalsScorerType(),
      IsHtmlScorerType(),
      IsJsonScorerType(),
      IsSqlScorerType(),
      IsValidFunctionCallScorerType(),
      IsValidOpenaiFunctionCallScorerType(),
      IsValidOpenaiToolsCallScorerType(),
      IsXmlScorerType(),
      IsYamlScorerType(),
      JsonEqualsScorerType(),
      JsonSchemaScorerType(),
      LatencyScorerType(),
      NumberScorerType(),
      RegexScorerType(),
      SqlResultScorerType(),
      StartsWithScorerType(),
      TokensScorerType(),
      ToolCallF1ScorerType(),
  };
}

}  // namespace harness
