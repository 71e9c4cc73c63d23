#include "generators/asked_columns.h"
#include "generators/category.h"
#include "generators/data_column.h"
#include "generators/expression_column.h"
#include "generators/identifiers.h"
#include "generators/numbers.h"
#include "generators/pattern_column.h"
#include "generators/phrase_column.h"
#include "generators/times.h"

namespace harness {

const std::vector<ColumnType>& ColumnTypes() {
  static const std::vector<ColumnType> kTypes = {
      BernoulliColumnType(),   BinomialColumnType(),    CategoryColumnType(), DatetimeColumnType(),
      ExponentialColumnType(), ExpressionColumnType(),  GaussianColumnType(), LognormalColumnType(),
      PatternColumnType(),     PhraseColumnType(),      PoissonColumnType(),  SequenceColumnType(),
      StructuredColumnType(),  SubcategoryColumnType(), TextColumnType(),     TimedeltaColumnType(),
      UniformColumnType(),     UuidColumnType(),
  };
  return kTypes;
}

}  // namespace harness
