// One record with all its columns, those among them that models are asked for.
#pragma once

#include <functional>

#include "generators/data_spec.h"

namespace harness {

// Called with each request before it is sent.
using OnRequest = std::function<void(const ColumnSpec& column, const ChatRequest& request)>;

// Record `number`, from 0; what its calls took is added to `spent`. `spec` was loaded with services. A failure names
// the column.
tl::expected<void, Failure> MakeWholeRecord(const DataSpec& spec, uint64_t number, const CallContext& context,
                                            Records& records, Spent& spent, const OnRequest& on_request = nullptr);

// The record that `records` holds, without the columns that are dropped.
Json ShownRecord(const DataSpec& spec, const Records& records);

}  // namespace harness
