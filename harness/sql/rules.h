// The rules of the official text-to-SQL evaluators, to the letter, their known wrong verdicts included, so that
// published figures can be reproduced. For better verdicts see compare.h.
//
// Pure functions, any thread. Values are compared as Python compares them: 1 == 1.0, exact floats.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/sql/table.h"

namespace harness {

// BIRD's evaluation_ex.py: set(pred) == set(gold). Duplicates and order of rows don't count, order of columns does.
bool BirdEx(const SqlTable& gold, const SqlTable& pred);

// result_eq of taoyds/test-suite-sql-eval exec_eval.py: any order of columns; rows as a multiset, or as a list where
// `order_matters`. nullopt: expired, or too many orders of columns to try (the original hangs there).
std::optional<bool> TestSuite(const SqlTable& gold, const SqlTable& pred, bool order_matters,
                              const std::function<bool()>& expired);

// What decides `order_matters` there: 'order by' anywhere in gold's text, subqueries and strings included.
bool MentionsOrderBy(std::string_view gold_sql);

// What both queries go through there before they run: "> =" becomes ">=" and so on, and YEAR(CURDATE()) becomes 2020.
std::string TestSuiteText(std::string_view sql);

// BIRD's evaluation_f1.py: rows without duplicates, paired by their position. In [0, 1].
double SoftF1(const SqlTable& gold, const SqlTable& pred);

// BIRD's evaluation_ves.py: the reward for how gold's time compares with the prediction's, over repetitions of both:
// 1.25, 1, 0.75, 0.5 or 0.25; 0 where no ratio is strictly within three standard deviations of the mean, which is what
// the original makes of its division by zero. Each of `ratios` is gold's time over the prediction's.
double VesReward(std::span<const double> ratios);

}  // namespace harness
