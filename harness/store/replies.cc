#include "harness/store/replies.h"

#include <fmt/format.h>

namespace harness {

Result<> KeepReplies(Database& database, int64_t run, std::span<const KeptReply> replies) {
  auto transaction = Transaction::Begin(database);
  if (!transaction) return Unexpected(transaction.error());
  const auto keys = FindKeys(database, run);
  if (!keys) return Unexpected(keys.error());
  auto insert = database.Prepare(
      "INSERT OR IGNORE INTO replies (attempt, request, ordinal, repeat, stored_at, reply) VALUES (?1, ?2, ?3, ?4, ?5, "
      "?6)");
  if (!insert) return Unexpected(insert.error());
  for (const KeptReply& kept : replies) {
    const auto attempt = keys->Of(kept.key.attempt);
    if (!attempt) return Unexpected(NotPlanned(kept.key.attempt, *keys));
    insert->Bind(1, *attempt).Bind(2, kept.key.request).Bind(3, kept.key.ordinal).Bind(4, kept.key.attempt.repeat);
    insert->Bind(5, kept.stored_at).Bind(6, kept.reply);
    if (auto done = insert->Run(); !done) return done;
  }
  return transaction->Commit();
}

Result<> ForgetReplies(Database& database, int64_t run, std::span<const ReplyKey> replies) {
  if (replies.empty()) return {};
  auto transaction = Transaction::Begin(database);
  if (!transaction) return Unexpected(transaction.error());
  const auto keys = FindKeys(database, run);
  if (!keys) return Unexpected(keys.error());
  // No request finds it any more, but what it cost stays a part of what the run cost.
  auto forget = database.Prepare(
      "UPDATE replies SET request = '', ordinal = -key WHERE attempt = ?1 AND request = ?2 AND ordinal = ?3");
  if (!forget) return Unexpected(forget.error());
  for (const ReplyKey& reply : replies) {
    forget->Bind(1, keys->Of(reply.attempt).value_or(-1)).Bind(2, reply.request).Bind(3, reply.ordinal);
    if (auto done = forget->Run(); !done) return done;
  }
  return transaction->Commit();
}

Result<std::vector<ReplyKey>> ReplyKeys(Database& database, int64_t run) {
  const auto keys = FindKeys(database, run);
  if (!keys) return Unexpected(keys.error());
  auto select = database.Prepare(
      "SELECT attempt, request, ordinal FROM replies WHERE attempt >= ?1 AND attempt < ?2 AND request <> ''");
  if (!select) return Unexpected(select.error());
  select->Bind(1, keys->first()).Bind(2, keys->end());
  std::vector<ReplyKey> replies;
  while (true) {
    const auto row = select->Step();
    if (!row) return Unexpected(row.error());
    if (!*row) return replies;
    replies.push_back(
        {keys->Parse(select->Integer(0)), std::string(select->Text(1)), static_cast<int>(select->Integer(2))});
  }
}

Result<std::optional<std::string>> FindReply(Database& database, int64_t run, const ReplyKey& key) {
  const auto keys = FindKeys(database, run);
  if (!keys) return Unexpected(keys.error());
  auto select = database.Prepare("SELECT reply FROM replies WHERE attempt = ?1 AND request = ?2 AND ordinal = ?3");
  if (!select) return Unexpected(select.error());
  select->Bind(1, keys->Of(key.attempt).value_or(-1)).Bind(2, key.request).Bind(3, key.ordinal);
  const auto row = select->Step();
  if (!row) return Unexpected(row.error());
  if (!*row) return std::nullopt;
  return std::string(select->Text(0));
}

Result<std::optional<KeptReply>> FindReplyTo(Database& database, const std::string& request, uint16_t repeat) {
  auto select = database.Prepare(
      "SELECT ordinal, stored_at, reply FROM replies WHERE request = ?1 AND repeat = ?2 ORDER BY stored_at DESC LIMIT "
      "1");
  if (!select) return Unexpected(select.error());
  select->Bind(1, request).Bind(2, repeat);
  const auto row = select->Step();
  if (!row) return Unexpected(row.error());
  if (!*row) return std::nullopt;
  const ReplyKey key{{0, 0, repeat}, request, static_cast<int>(select->Integer(0))};
  return KeptReply{key, select->Integer(1), std::string(select->Text(2))};
}

Result<double> CostOfReplies(Database& database, int64_t run) {
  const auto keys = FindKeys(database, run);
  if (!keys) return Unexpected(keys.error());
  auto select = database.Prepare(
      "SELECT total(json_extract(reply, '$.cost_usd')) FROM replies WHERE attempt >= ?1 AND attempt < ?2");
  if (!select) return Unexpected(select.error());
  select->Bind(1, keys->first()).Bind(2, keys->end());
  const auto row = select->Step();
  if (!row) return Unexpected(row.error());
  return select->Number(0);
}

Result<> DeleteReplies(Database& database, const AttemptKeys& keys, int chunk) {
  const std::string sql = fmt::format(
      "DELETE FROM replies WHERE key IN (SELECT key FROM replies WHERE attempt >= {} AND attempt < {} LIMIT {})",
      keys.first(), keys.end(), chunk);
  do {
    if (auto done = database.Exec(sql); !done) return done;
  } while (database.changes() == chunk);
  return {};
}

}  // namespace harness
