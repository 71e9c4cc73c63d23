// Requests and replies of a run as a folder of files, with which it can be repeated offline.
//
// One JSON file a request: {recorded_at, repeat, sample, provider, origin, model, request, reply}, named by the first
// 16 digits of the request's digest and by its repeat ("3f0c….0.json"; ".0.2.json" for the third sample). Which reply a
// request gets depends on its text, repeat and sample, never on the order of calls: two attempts that ask the same
// share a reply, when it is recorded too. Files appear whole or not at all, and hold no keys. To record is WithCache
// over a cassette, with CacheTerms::all; errors are not recorded. Any thread.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/secrets.h"
#include "harness/core/chat.h"
#include "harness/core/reply_store.h"
#include "harness/models/asked_model.h"
#include "harness/models/nearest.h"

namespace harness {

class Cassette final : public ReplyStore {
 public:
  // A folder that is absent is an empty cassette; the first reply makes it.
  // Secrets are masked in what is written and quoted; null: nothing is.
  static Result<std::shared_ptr<Cassette>> Open(Files& files, const std::string& folder,
                                                const Secrets* secrets = nullptr);

  Result<std::optional<StoredReply>> Find(const RequestKey& key) override;
  Result<> Put(const RequestKey& key, const Json& request, const StoredReply& reply) override;

  // Why a request is not here: which recorded one is nearest and where it differs first. Looks at no more than 20,000
  // files and 256 MiB of them, and says so; gives up at the end of the context.
  std::string Explain(const RequestKey& key, const Json& request, const CallContext& context);

 private:
  struct Seen {
    std::string name;
    Sketch sketch;
  };

  Cassette(Files& files, std::string folder, std::vector<std::string> names, const Secrets* secrets);

  Json Masked(Json json) const;
  Result<Json> Read(const std::string& name);
  void LookThrough(const CallContext& context);

  Files& files_;
  const std::string folder_;
  const Secrets* secrets_;
  std::mutex mutex_;
  std::set<std::string> names_;  // of its files
  std::vector<Seen> seen_;       // of all files that were there when the first request was not found
  bool looked_ = false;
  std::string unseen_;  // what LookThrough left out, and why
};

// Replays: what is not on the cassette is an error that is not retryable and shows the nearest request that is.
std::shared_ptr<Chat> ReplayChat(std::shared_ptr<Cassette> cassette, AskedModel model);
std::shared_ptr<Embedder> ReplayEmbedder(std::shared_ptr<Cassette> cassette, AskedModel model);

}  // namespace harness
