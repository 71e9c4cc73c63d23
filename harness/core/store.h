// Where runs and their attempts are kept.
//
// Every method may be called from any thread; one writer at a time is the caller's business (see store/writer.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/core/attempt.h"
#include "harness/core/reply_log.h"
#include "harness/core/run.h"

namespace harness {

// Reads attempts in the order (case, target, repeat). Not thread-safe; sees the store as it was when it was opened.
class AttemptCursor {
 public:
  virtual ~AttemptCursor() = default;
  // Moves to the next attempt; false at the end.
  virtual Result<bool> Next() = 0;
  // Of the current attempt; valid until Next(). The parts that were not asked for are empty.
  virtual const CaseRow& test() const = 0;
  virtual const AttemptRow& attempt() const = 0;
};

// Which parts a cursor loads beside keys, ids, places, verdicts, categories, tags, failures, latencies, usage and
// costs.
struct AttemptParts {
  bool scores = false;
  bool input = false;   // input, expected and vars
  bool output = false;  // text and JSON
};

// Finds single attempts of a run, as the store is when it is asked. Not thread-safe.
class AttemptLookup {
 public:
  virtual ~AttemptLookup() = default;
  // False if there is no such attempt.
  virtual Result<bool> Find(const AttemptKey& key) = 0;
  // Of the attempt that was found last; valid until the next Find.
  virtual const CaseRow& test() const = 0;
  virtual const AttemptRow& attempt() const = 0;
};

// A model's reply that was paid for.
struct KeptReply {
  ReplyKey key;
  int64_t stored_at = 0;  // µs since 1970, UTC
  std::string reply;      // JSON
};

class Store {
 public:
  virtual ~Store() = default;

  // Inserts the run (number 0: it is set) or updates it.
  virtual Result<> Save(RunRecord& run) = 0;
  virtual Result<std::optional<RunRecord>> Find(const std::string& id) = 0;
  virtual Result<std::vector<RunRecord>> Runs() = 0;  // newest first
  virtual Result<> Delete(const std::string& id) = 0;

  // One durable commit: all or nothing. An attempt that is already there is replaced only if the stored one ended in
  // error, or if the new one says that it replaces it.
  virtual Result<> Append(int64_t run, std::span<const Finished> batch) = 0;
  virtual Result<std::unique_ptr<AttemptCursor>> Attempts(int64_t run, AttemptParts parts) = 0;

  virtual Result<std::unique_ptr<AttemptLookup>> Lookup(int64_t run, AttemptParts parts) = 0;

  // One durable commit. A reply whose key is there already stays as it is.
  virtual Result<> KeepReplies(int64_t run, std::span<const KeptReply> replies) = 0;
  virtual Result<> ForgetReplies(int64_t run, std::span<const ReplyKey> keys) = 0;
  virtual Result<std::vector<ReplyKey>> ReplyKeys(int64_t run) = 0;
  virtual Result<std::optional<std::string>> FindReply(int64_t run, const ReplyKey& key) = 0;
  // What a run's replies cost together, in USD, as far as it is known.
  virtual Result<double> CostOfReplies(int64_t run) = 0;
  // The newest one of all runs to this request of a repeat with this number.
  virtual Result<std::optional<KeptReply>> FindReplyTo(const std::string& request, uint16_t repeat) = 0;

  // The digests of all cases of a run's plan, by case number: what a resumed run is checked against.
  virtual Result<> SavePlan(int64_t run, std::span<const uint64_t> digests) = 0;
  virtual Result<std::vector<uint64_t>> LoadPlan(int64_t run) = 0;
};

}  // namespace harness
