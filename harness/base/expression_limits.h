// What an expression may cost at most. Whatever would exceed it is refused with an error that says so.
#pragma once

#include <cstddef>

namespace harness {

inline constexpr size_t kMaxExpressionBytes = 64 * 1024;
inline constexpr int kMaxExpressionDepth = 100;
inline constexpr size_t kMaxExpressionText = 1024 * 1024;       // bytes of one text that an evaluation makes
inline constexpr size_t kMaxExpressionItems = 100'000;          // items of one list that an evaluation makes
inline constexpr size_t kMaxExpressionWork = 16 * 1024 * 1024;  // bytes that one evaluation makes in all

}  // namespace harness
