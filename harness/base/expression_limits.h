// What an expression may cost at most. Whatever would exceed it is refused with an error that says so.
#pragma once

#include <cstddef>

namespace harness {

inline constexpr size_t kMaxExpressionBytes = size_t{64} << 10;
inline constexpr int kMaxExpressionDepth = 100;
inline constexpr int kMaxEvaluationNesting = 2500;              // of values and blocks while they are worked out
inline constexpr size_t kMaxExpressionText = size_t{1} << 20;   // bytes of one text that an evaluation makes
inline constexpr size_t kMaxExpressionItems = 100'000;          // items of one list that an evaluation makes
inline constexpr size_t kMaxExpressionWork = size_t{16} << 20;  // bytes that one evaluation makes in all

}  // namespace harness
