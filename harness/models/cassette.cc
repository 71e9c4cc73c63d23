#include "harness/models/cassette.h"

#include <algorithm>

#include "harness/base/clock.h"
#include "harness/base/digest.h"
#include "harness/base/json.h"
#include "harness/models/around.h"
#include "harness/models/kept_reply.h"

namespace harness {
namespace {

constexpr uint64_t kMaxFile = 64 << 20;   // bytes
constexpr uint64_t kMaxSeen = 256 << 20;  // bytes of files that are looked through for the nearest
constexpr size_t kMaxFiles = 20'000;      // that are looked through
constexpr size_t kCompared = 8;           // files that are compared in full
constexpr size_t kDigits = 16;            // of a digest, in the name of a file

std::string NameOf(const RequestKey& key) {
  const std::string sample = key.sample == 0 ? "" : fmt::format(".{}", key.sample);
  return fmt::format("{}.{}{}.json", key.request.substr(0, kDigits), key.repeat, sample);
}

// A folder's path within a glob: its own characters are plain.
std::string Plain(const std::string& path) {
  std::string plain;
  for (const char c : path) {
    if (c == '*' || c == '?' || c == '[' || c == ']' || c == '\\') plain += '\\';
    plain += c;
  }
  return plain;
}

// What a file says was asked, in the form of KeyedRequest.
Json RequestIn(const Json& file) {
  Json request = Json::object();
  for (const char* part : {"provider", "origin", "model", "request"})
    if (file.contains(part)) request[part] = file.at(part);
  return request;
}

template <typename Reply>
Answer<Reply> Replay(Cassette& cassette, const Json& keyed, const CallContext& context) {
  const auto fail = [](std::string message) {
    return tl::unexpected(ChatError{FailureKind::kUnavailable, std::move(message), false, 0, {}});
  };
  const RequestKey key = KeyOf(keyed, context);
  const auto kept = cassette.Find(key);
  if (!kept) return fail(kept.error().Message());
  if (!*kept) return fail(cassette.Explain(key, keyed, context));
  Result<Reply> reply = ReplyFromJson<Reply>((*kept)->reply);
  if (!reply) return fail(reply.error().Message());
  return AsKept(std::move(*reply));
}

class ReplayedChat final : public Chat {
 public:
  ReplayedChat(std::shared_ptr<Cassette> cassette, AskedModel model)
      : cassette_(std::move(cassette)), model_(std::move(model)) {}
  Answer<ChatReply> Complete(const ChatRequest& request, const CallContext& context) override {
    return Replay<ChatReply>(*cassette_, KeyedRequest(model_, request), context);
  }

 private:
  std::shared_ptr<Cassette> cassette_;
  AskedModel model_;
};

class ReplayedEmbedder final : public Embedder {
 public:
  ReplayedEmbedder(std::shared_ptr<Cassette> cassette, AskedModel model)
      : cassette_(std::move(cassette)), model_(std::move(model)) {}
  Answer<Embeddings> Embed(const Texts& texts, const CallContext& context) override {
    return Replay<Embeddings>(*cassette_, KeyedRequest(model_, texts), context);
  }

 private:
  std::shared_ptr<Cassette> cassette_;
  AskedModel model_;
};

}  // namespace

Cassette::Cassette(Files& files, std::string folder, std::vector<std::string> names, const Secrets* secrets)
    : files_(files), folder_(std::move(folder)), secrets_(secrets), names_(names.begin(), names.end()) {}

Result<std::shared_ptr<Cassette>> Cassette::Open(Files& files, const std::string& folder, const Secrets* secrets) {
  const auto info = files.Stat(folder);
  if (!info) return Unexpected(info.error());
  std::vector<std::string> names;
  if (info->kind == FileInfo::Kind::kFile || info->kind == FileInfo::Kind::kOther)
    return Fail("{}: a cassette is a folder", folder);
  if (info->kind == FileInfo::Kind::kFolder) {
    auto paths = files.Glob(Plain(folder) + "/*.json");
    if (!paths) return Unexpected(paths.error());
    for (const std::string& path : *paths) names.push_back(path.substr(path.rfind('/') + 1));
  }
  return std::shared_ptr<Cassette>(new Cassette(files, folder, std::move(names), secrets));
}

Result<Json> Cassette::Read(const std::string& name) {
  const std::string path = folder_ + "/" + name;
  const auto text = ReadWholeFile(files_, path, kMaxFile);
  if (!text) return Unexpected(text.error());
  Result<Json> json = ParseJson(*text);
  if (!json) return Fail("{}: no JSON: {}", path, json.error().Message());
  if (!json->is_object() || !json->contains("request") || !json->contains("reply"))
    return Fail("{}: no request and reply of a cassette", path);
  return json;
}

Result<std::optional<StoredReply>> Cassette::Find(const RequestKey& key) {
  const std::string name = NameOf(key);
  {
    const std::lock_guard lock(mutex_);
    if (!names_.contains(name)) return std::nullopt;
  }
  const Result<Json> file = Read(name);
  if (!file) return Unexpected(file.error());
  if (Hex(Sha256Of(CanonicalJson(RequestIn(*file)))) != key.request)
    return Fail("{}/{}: its request was changed after it was recorded", folder_, name);
  int64_t stored_at = 0;
  const auto recorded = file->find("recorded_at");
  if (recorded != file->end() && recorded->is_string())
    stored_at = ParseTimestamp(recorded->get_ref<const std::string&>()).value_or(0);
  return StoredReply{file->at("reply"), stored_at};
}

Json Cassette::Masked(Json json) const {
  if (secrets_) MaskStrings(*secrets_, json);
  return json;
}

Result<> Cassette::Put(const RequestKey& key, const Json& request, const StoredReply& reply) {
  nlohmann::ordered_json file;
  file["recorded_at"] = FormatTimestamp(reply.stored_at);
  file["repeat"] = key.repeat;
  file["sample"] = key.sample;
  for (const auto& [part, value] : request.items()) file[part] = Masked(value);
  file["reply"] = Masked(reply.reply);
  const std::string name = NameOf(key);
  auto out = files_.Create(folder_ + "/" + name);
  if (!out) return Unexpected(out.error());
  const std::string text = file.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  if (auto written = (*out)->Write(text); !written) return written;
  if (auto committed = (*out)->Commit(); !committed) return committed;
  const std::lock_guard lock(mutex_);
  names_.insert(name);
  return {};
}

void Cassette::LookThrough(const CallContext& context) {
  looked_ = true;
  uint64_t bytes = 0;
  for (const std::string& name : names_) {
    if (context.Expired() || seen_.size() >= kMaxFiles || bytes > kMaxSeen) {
      unseen_ = fmt::format("; only {} of its {} files were looked through", seen_.size(), names_.size());
      looked_ = !context.Expired();
      return;
    }
    const Result<Json> file = Read(name);
    if (!file) continue;
    const std::string text = CanonicalJson(RequestIn(*file));
    bytes += text.size();
    seen_.push_back({name, SketchOf(text)});
  }
}

std::string Cassette::Explain(const RequestKey& key, const Json& request, const CallContext& context) {
  const std::lock_guard lock(mutex_);
  const std::string begin = fmt::format("not on the cassette {}: ", folder_);
  if (names_.empty()) return begin + "it is empty";
  const std::string text = CanonicalJson(request);
  const std::string first = NameOf({key.request, 0, 0});
  if (names_.contains(first))
    return fmt::format("{}{} has this request, but not repeat {}, sample {}", begin, first, key.repeat, key.sample);
  if (!looked_) {
    seen_.clear();
    unseen_.clear();
    LookThrough(context);
  }
  const Sketch sketch = SketchOf(text);
  std::vector<std::pair<double, const Seen*>> alike;
  for (const Seen& seen : seen_) alike.emplace_back(-Likeness(sketch, seen.sketch), &seen);
  const size_t compared = std::min(kCompared, alike.size());
  std::stable_sort(alike.begin(), alike.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  size_t least = SIZE_MAX;
  std::string nearest;
  Json recorded;
  for (size_t i = 0; i < compared && !context.Expired(); ++i) {
    const Result<Json> file = Read(alike[i].second->name);
    if (!file) continue;
    Json candidate = RequestIn(*file);
    const size_t distance = EditDistance(CanonicalJson(candidate), text);
    if (distance >= least) continue;
    least = distance;
    nearest = alike[i].second->name;
    recorded = std::move(candidate);
  }
  if (nearest.empty()) return begin + "none of its files could be read in time";
  return fmt::format("{}the nearest is {}, at {}{}", begin, nearest, FirstDifference(recorded, request), unseen_);
}

std::shared_ptr<Chat> ReplayChat(std::shared_ptr<Cassette> cassette, AskedModel model) {
  return std::make_shared<ReplayedChat>(std::move(cassette), std::move(model));
}

std::shared_ptr<Embedder> ReplayEmbedder(std::shared_ptr<Cassette> cassette, AskedModel model) {
  return std::make_shared<ReplayedEmbedder>(std::move(cassette), std::move(model));
}

}  // namespace harness
