#include "scorers/registry.h"

#include <utility>

#include "scorers/answer.h"
#include "scorers/bleu.h"
#include "scorers/choice.h"
#include "scorers/chrf.h"
#include "scorers/combination.h"
#include "scorers/command.h"
#include "scorers/contains.h"
#include "scorers/contains_json.h"
#include "scorers/context_judges.h"
#include "scorers/conversation_relevance.h"
#include "scorers/cost.h"
#include "scorers/equals.h"
#include "scorers/finish_reason.h"
#include "scorers/function_call.h"
#include "scorers/g_eval.h"
#include "scorers/html.h"
#include "scorers/json_equals.h"
#include "scorers/latency.h"
#include "scorers/levenshtein.h"
#include "scorers/meteor.h"
#include "scorers/number.h"
#include "scorers/pairwise.h"
#include "scorers/refusal.h"
#include "scorers/regex.h"
#include "scorers/repeated.h"
#include "scorers/rouge.h"
#include "scorers/rubric.h"
#include "scorers/schema.h"
#include "scorers/select_best.h"
#include "scorers/similar.h"
#include "scorers/sql_judge.h"
#include "scorers/sql_result.h"
#include "scorers/sql_text.h"
#include "scorers/token_f1.h"
#include "scorers/tokens.h"
#include "scorers/tool_call_f1.h"
#include "scorers/webhook.h"
#include "scorers/word_count.h"
#include "scorers/xml.h"
#include "scorers/yaml.h"

namespace harness {

std::vector<ScorerType> ScorerTypes() {
  std::vector<ScorerType> types = {
      AllOfScorerType(),
      AnswerScorerType(),
      AnswerRelevanceScorerType(),
      AnyOfScorerType(),
      AssertSetScorerType(),
      AtLeastScorerType(),
      BleuScorerType(),
      CascadeScorerType(),
      ChoiceScorerType(),
      ChrfScorerType(),
      ClosedQaScorerType(),
      CommandScorerType(),
      ContainsScorerType(),
      ContainsAllScorerType(),
      ContainsAnyScorerType(),
      ContainsHtmlScorerType(),
      ContainsJsonScorerType(),
      ContainsSqlScorerType(),
      ContainsXmlScorerType(),
      ContextFaithfulnessScorerType(),
      ContextRecallScorerType(),
      ContextRelevanceScorerType(),
      ConversationRelevanceScorerType(),
      CostScorerType(),
      EndsWithScorerType(),
      EqualsScorerType(),
      F1ScorerType(),
      FactualityScorerType(),
      FinishReasonScorerType(),
      GEvalScorerType(),
      GleuScorerType(),
      IcontainsScorerType(),
      IcontainsAllScorerType(),
      IcontainsAnyScorerType(),
      IequalsScorerType(),
      IsHtmlScorerType(),
      IsJsonScorerType(),
      IsRefusalScorerType(),
      IsSqlScorerType(),
      IsValidFunctionCallScorerType(),
      IsValidOpenaiFunctionCallScorerType(),
      IsValidOpenaiToolsCallScorerType(),
      IsXmlScorerType(),
      IsYamlScorerType(),
      JsonEqualsScorerType(),
      JsonSchemaScorerType(),
      LatencyScorerType(),
      LevenshteinScorerType(),
      LlmRubricScorerType(),
      MeteorScorerType(),
      NumberScorerType(),
      PairwiseScorerType(),
      PanelScorerType(),
      RegexScorerType(),
      RougeLScorerType(),
      RougeNScorerType(),
      SelectBestScorerType(),
      SimilarScorerType(),
      SqlJudgeScorerType(),
      SqlResultScorerType(),
      StartsWithScorerType(),
      TokensScorerType(),
      ToolCallF1ScorerType(),
      WebhookScorerType(),
      WordCountScorerType(),
  };
  for (ScorerType& type : types)
    if (type.asks_model && !type.make_comparer) type = WithRepeats(std::move(type));
  return types;
}

}  // namespace harness
