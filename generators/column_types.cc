#include "generators/asked_columns.h"
#include "generators/category.h"
#include "generators/data_column.h"
#include "generators/expression_column.h"
#include "generators/identifiers.h"
#include "generators/numbers.h"
#include "generators/pattern_column.h"
#include "generators/phrase_column.h"
#include "generators/semantic/semantic_type.h"
#include "generators/times.h"

namespace harness {

namespace {

std::vector<ColumnType> AllColumnTypes() {
  std::vector<ColumnType> types = {
      BernoulliColumnType(),   BinomialColumnType(),    CategoryColumnType(), DatetimeColumnType(),
      ExponentialColumnType(), ExpressionColumnType(),  GaussianColumnType(), LognormalColumnType(),
      PatternColumnType(),     PhraseColumnType(),      PoissonColumnType(),  SequenceColumnType(),
      StructuredColumnType(),  SubcategoryColumnType(), TextColumnType(),     TimedeltaColumnType(),
      UniformColumnType(),     UuidColumnType(),
  };
  AppendSemanticTypes(types);
  return types;
}

}  // namespace

const std::vector<ColumnType>& ColumnTypes() {
  static const std::vector<ColumnType> kTypes = AllColumnTypes();
  return kTypes;
}

}  // namespace harness
