// Making a data set as a run: a spec stands for a suite whose cases are the numbers of its records, whose target makes
// them and whose scorers are its validators. So whatever holds for runs holds for generations.
#pragma once

#include "generators/whole_record.h"
#include "harness/core/catalogue.h"

namespace harness {

// For Catalogue::rewrite.
Result<std::optional<Node>> SuiteOfDataSet(const Node& tree, const Services& services);

// `records: SPEC`: a case for each record. Its input is the record's number, from 1; its vars are the columns that no
// model is asked for; its category is that of `per`.
SourceType RecordsSourceType();
// `record: SPEC`: makes the record whose number the input is.
TargetType RecordTargetType();
// What that target answers to a case. `spec` was loaded with services.
Output MakeRecordOutput(const DataSpec& spec, const Case& test, const CallContext& context,
                        const OnRequest& on_request = nullptr);

}  // namespace harness
