// Columns of random numbers: uniform, gaussian, lognormal, exponential, bernoulli, binomial, poisson.
#pragma once

#include "generators/data_column.h"

namespace harness {

ColumnType BernoulliColumnType();
ColumnType BinomialColumnType();
ColumnType ExponentialColumnType();
ColumnType GaussianColumnType();
ColumnType LognormalColumnType();
ColumnType PoissonColumnType();
ColumnType UniformColumnType();

}  // namespace harness
