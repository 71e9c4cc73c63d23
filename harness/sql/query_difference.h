// In what two queries differ: the facts of query.h compared.
//
// Pure functions, any thread. Time is at most in the third power of the numbers of facts, which kMaxFacts bounds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/sql/query.h"

namespace harness {

// One difference, said of the prediction: "filter `superhero.height_cm > 200` is missing".
struct QueryFact {
  enum class Aspect : uint8_t { kJoin, kFilter, kAggregation, kColumn, kOther };
  Aspect aspect = Aspect::kOther;
  bool strong = true;  // false: may well change nothing, as the argument of count() or a filter that stands elsewhere
  std::string text;
  bool rows_only = false;  // strong only where the numbers of rows differ: LIMIT, GROUP BY
};

struct QueryDifference {
  std::vector<QueryFact> facts;
  bool other_groups = false;   // only one of them groups
  bool other_figures = false;  // outputs that hold aggregates differ
  bool ties = false;    // one takes the first row of an order, the other all rows with the greatest or least value
  Json ToJson() const;  // [{"aspect", "fact"}, …]
};

std::string_view ToString(QueryFact::Aspect aspect);

// A table that only one of the two reads is a fact of its own unless it is there for a filter or an output that differs
// itself.
QueryDifference CompareQueries(const Query& gold, const Query& pred);

}  // namespace harness
