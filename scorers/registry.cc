#include "scorers/registry.h"

#include "scorers/answer.h"
#include "scorers/bleu.h"
#include "scorers/choice.h"
#include "scorers/chrf.h"
#include "scorers/combination.h"
#include "scorers/contains.h"
#include "scorers/equals.h"
#include "scorers/json_equals.h"
#include "scorers/latency.h"
#include "scorers/levenshtein.h"
#include "scorers/meteor.h"
#include "scorers/number.h"
#include "scorers/refusal.h"
#include "scorers/regex.h"
#include "scorers/rouge.h"
#include "scorers/schema.h"
#include "scorers/token_f1.h"
#include "scorers/word_count.h"

namespace harness {

std::vector<ScorerType> ScorerTypes() {
  return {
      AllOfScorerType(),        AnyOfScorerType(),        AssertSetScorerType(),   AtLeastScorerType(),
      AnswerScorerType(),       BleuScorerType(),         ChoiceScorerType(),      ChrfScorerType(),
      ContainsScorerType(),     ContainsAllScorerType(),  ContainsAnyScorerType(), EndsWithScorerType(),
      EqualsScorerType(),       F1ScorerType(),           GleuScorerType(),        IcontainsScorerType(),
      IcontainsAllScorerType(), IcontainsAnyScorerType(), IequalsScorerType(),     IsJsonScorerType(),
      IsRefusalScorerType(),    JsonEqualsScorerType(),   JsonSchemaScorerType(),  LatencyScorerType(),
      LevenshteinScorerType(),  MeteorScorerType(),       NumberScorerType(),      RegexScorerType(),
      RougeLScorerType(),       RougeNScorerType(),       StartsWithScorerType(),  WordCountScorerType(),
  };
}

}  // namespace harness
