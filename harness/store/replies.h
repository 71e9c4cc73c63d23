// The table of models' replies. Each function is one transaction at most; of one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/base/sqlite.h"
#include "harness/core/store.h"
#include "harness/store/schema.h"

namespace harness {

// As the methods of Store.
Result<> KeepReplies(Database& database, int64_t run, std::span<const KeptReply> replies);
Result<> ForgetReplies(Database& database, int64_t run, std::span<const ReplyKey> replies);
Result<std::vector<ReplyKey>> ReplyKeys(Database& database, int64_t run);
Result<std::optional<std::string>> FindReply(Database& database, int64_t run, const ReplyKey& key);
Result<std::optional<KeptReply>> FindReplyTo(Database& database, const std::string& request, uint16_t repeat);

// What those of a run cost together, in USD, as far as it is known.
Result<double> CostOfReplies(Database& database, int64_t run);

// All of a run, so many in one transaction.
Result<> DeleteReplies(Database& database, const AttemptKeys& keys, int chunk);

}  // namespace harness
