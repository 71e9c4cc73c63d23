#include "harness/models/models.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "harness/base/digest.h"
#include "harness/base/text.h"
#include "harness/models/breaker.h"
#include "harness/models/cache.h"
#include "harness/models/cassette.h"
#include "harness/models/limit.h"
#include "harness/models/model_config.h"
#include "harness/models/price.h"
#include "harness/models/reply_log.h"
#include "harness/models/request_log.h"
#include "harness/models/retry.h"
#include "harness/models/spend.h"
#include "harness/models/stand_in.h"
#include "harness/models/trace.h"

namespace harness {
namespace {

using std::chrono::microseconds;

constexpr microseconds kTryTimeout = std::chrono::minutes(2);  // from when a try got its permit

// What the suite says of a model beside whom to ask.
struct Terms {
  RetryTerms retry;
  LimitTerms limit;
  std::optional<CacheTerms> cache;
};

struct Entry {
  ModelConfig config;
  Terms terms;
  AskedModel asked;
  ModelInfo info;
  std::shared_ptr<Endpoint> endpoint;
};

class TermsReader {
 public:
  TermsReader(const Node& node, Diagnostics& mistakes) : node_(node), mistakes_(mistakes) {}

  Terms Read() {
    Terms terms;
    if (const auto retries = Count("retries", 0)) terms.retry.retries = static_cast<int>(*retries);
    terms.limit.requests_per_minute = Count("requests_per_minute", 1);
    terms.limit.tokens_per_minute = Count("tokens_per_minute", 1);
    if (const auto most = Count("concurrency", 1))
      terms.limit.concurrency = static_cast<int>(std::min<int64_t>(*most, 1'000'000));
    if (const Node* cache = node_.Find("cache")) ReadCache(*cache, terms);
    return terms;
  }

 private:
  std::optional<int64_t> Count(const char* name, int64_t least) {
    const Node* node = node_.Find(name);
    if (!node) return std::nullopt;
    if (node->AsInteger() >= least) return node->AsInteger();
    mistakes_.Add(node->MakeDiagnostic(fmt::format("'{}' must be {} or more", name, least)));
    return std::nullopt;
  }

  // true, or how long replies are kept.
  void ReadCache(const Node& node, Terms& terms) {
    if (node.kind() == Node::Kind::kBool) {
      if (node.AsBool()) terms.cache = CacheTerms{};
      return;
    }
    const Result<microseconds> lifetime = ReadDuration(node);
    if (!lifetime || lifetime->count() <= 0)
      return mistakes_.Add(node.MakeDiagnostic("'cache' is true, or how long a reply is kept, such as 14d"));
    terms.cache = CacheTerms{.lifetime = *lifetime};
  }

  const Node& node_;
  Diagnostics& mistakes_;
};

class SuiteModels final : public Models {
 public:
  SuiteModels(const Services& services, const ModelOptions& options) : services_(services), options_(options) {}

  // What the command line says; an error names the file that can't be used.
  Result<> Open() {
    auto prices = PriceTable::Load(services_.files, options_.prices);
    if (!prices) return Unexpected(prices.error());
    prices_ = std::make_shared<const PriceTable>(*std::move(prices));
    if (!options_.cassette.empty()) {
      auto cassette = Cassette::Open(services_.files, options_.cassette, services_.secrets);
      if (!cassette) return Unexpected(cassette.error());
      cassette_ = *std::move(cassette);
    }
    return {};
  }

  void Add(Entry entry) {
    names_.push_back(entry.info.name);
    // A run from a cassette asks nobody, and neither does who has a stand-in.
    if (options_.replay || options_.stand_in) entry.info.absent.clear();
    const std::string name = entry.info.name;
    entries_.emplace(name, std::move(entry));
  }

  // Its mistakes are told already; its name is known.
  void AddBroken(const std::string& name) {
    Entry entry;
    entry.info.name = name;
    entry.info.absent = fmt::format("the model '{}' has a mistake", name);
    names_.push_back(name);
    entries_.emplace(name, std::move(entry));
  }

  std::vector<std::string> Names() const override { return names_; }
  const ModelInfo* Find(const std::string& name) const override {
    const auto found = entries_.find(name);
    return found == entries_.end() ? nullptr : &found->second.info;
  }

  Result<std::shared_ptr<Chat>> ChatOf(const std::string& name) override {
    const Entry& entry = entries_.at(name);
    if (!entry.info.absent.empty()) return Fail("{}", entry.info.absent);
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Chat>& chat = chats_[name];
    if (!chat) chat = Traced(entry, MakeChat(entry));
    return chat;
  }

  Result<std::shared_ptr<Embedder>> EmbedderOf(const std::string& name) override {
    const Entry& entry = entries_.at(name);
    if (!entry.info.absent.empty()) return Fail("{}", entry.info.absent);
    const std::lock_guard lock(mutex_);
    std::shared_ptr<Embedder>& embedder = embedders_[name];
    if (embedder) return embedder;
    auto made = MakeEmbedder(entry);
    if (!made) return Unexpected(made.error());
    return embedder = Traced(entry, *std::move(made));
  }

 private:
  std::shared_ptr<Chat> MakeChat(const Entry& entry) {
    if (options_.stand_in) return WithReplyLog(StandInChat(options_.stand_in, entry.asked), entry.asked);
    if (options_.replay) return ReplayChat(cassette_, entry.asked);
    return Around(entry, std::shared_ptr<Chat>(MakeProviderChat(entry.config, entry.endpoint)));
  }

  Result<std::shared_ptr<Embedder>> MakeEmbedder(const Entry& entry) {
    if (options_.replay) return ReplayEmbedder(cassette_, entry.asked);
    auto client = MakeProviderEmbedder(entry.config, entry.endpoint);
    if (!client) return Unexpected(client.error());
    if (options_.stand_in) return WithReplyLog(StandInEmbedder(options_.stand_in, entry.asked), entry.asked);
    return Around(entry, std::shared_ptr<Embedder>(*std::move(client)));
  }

  template <typename Asked>
  std::shared_ptr<Asked> Traced(const Entry& entry, std::shared_ptr<Asked> asked) const {
    if (!options_.trace) return asked;
    const TracedModel model{entry.info.name, entry.asked, entry.terms.limit};
    return WithTrace(std::move(asked), std::make_shared<const TracedModel>(model), options_.trace);
  }

  // Of chats and embedders alike, from the inside out.
  template <typename Asked>
  std::shared_ptr<Asked> Around(const Entry& entry, std::shared_ptr<Asked> asked) {
    const AskedModel& model = entry.asked;
    if (options_.log) asked = WithRequestLog(std::move(asked), model, options_.log);
    asked = WithPrice(std::move(asked), model, prices_);
    if (options_.budget) asked = WithSpend(std::move(asked), model, prices_, options_.budget);
    const LimiterKey key{model.origin, AccountOf(entry.config), ""};
    asked = WithLimit(std::move(asked), limiters_.Get(key, entry.terms.limit), model,
                      entry.config.timeout.value_or(kTryTimeout));
    asked = WithBreaker(std::move(asked), BreakerOf(key));
    asked = WithRetries(std::move(asked), entry.terms.retry, BudgetOf(entry.info.name));
    if (entry.terms.cache && options_.cache)
      asked = WithCache(std::move(asked), model, options_.cache, *entry.terms.cache, services_.log);
    asked = WithReplyLog(std::move(asked), model);
    if (cassette_) return WithCache(std::move(asked), model, cassette_, {.lifetime = {}, .all = true}, services_.log);
    return asked;
  }

  // Tells sources of keys apart; two names for one key are two accounts.
  static std::string AccountOf(const ModelConfig& config) {
    std::string source = config.key.env + '\n' + config.key.file;
    for (const std::string& word : config.key.command) source += '\n' + word;
    return Hex(Sha256().Of(source)).substr(0, 16);
  }

  std::shared_ptr<Breaker> BreakerOf(const LimiterKey& key) {
    std::shared_ptr<Breaker>& breaker = breakers_[key];
    if (!breaker) breaker = std::make_shared<Breaker>();
    return breaker;
  }

  std::shared_ptr<RetryBudget> BudgetOf(const std::string& name) {
    std::shared_ptr<RetryBudget>& budget = budgets_[name];
    if (!budget) budget = std::make_shared<RetryBudget>();
    return budget;
  }

  const Services services_;
  const ModelOptions options_;
  std::vector<std::string> names_;  // in the suite's order
  std::map<std::string, Entry> entries_;
  std::shared_ptr<const PriceTable> prices_;
  std::shared_ptr<Cassette> cassette_;
  std::mutex mutex_;  // of all that follows
  Limiters limiters_;
  std::map<LimiterKey, std::shared_ptr<Breaker>> breakers_;
  std::map<std::string, std::shared_ptr<RetryBudget>> budgets_;
  std::map<std::string, std::shared_ptr<Chat>> chats_;
  std::map<std::string, std::shared_ptr<Embedder>> embedders_;
};

std::optional<Entry> ReadEntry(const Node::Entry& node, const Services& services, Diagnostics& diagnostics) {
  if (!CheckField(node.value, {.name = "models", .types = kMap, .doc = ""}, diagnostics) ||
      !CheckShape(node.value, ModelShape(), diagnostics))
    return std::nullopt;
  std::optional<ModelConfig> config = ReadModel(node, diagnostics);
  const Terms terms = TermsReader(node.value, diagnostics).Read();
  if (!config) return std::nullopt;
  Entry entry{*std::move(config), terms, {}, {}, nullptr};
  entry.endpoint = MakeEndpoint(entry.config, services);
  entry.asked = {entry.config.provider, entry.config.url.origin, entry.config.model, entry.config.parameters};
  entry.info = {node.key.AsString(), entry.config.provider, entry.config.model, entry.config.parameters,
                entry.endpoint->absent()};
  return entry;
}

}  // namespace

Shape ModelShape() {
  Shape shape{ModelFields()};
  const std::vector<Field> terms = {
      {"retries", kInteger, "Further tries of a call that failed in passing; by default 4."},
      {"concurrency", kInteger, "The most calls at once; by default it follows what the provider bears."},
      {"requests_per_minute", kInteger, "The most calls a minute."},
      {"tokens_per_minute", kInteger, "The most tokens a minute, of questions and answers."},
      {"cache", kBool | kDuration, "Whether replies of former runs are taken, and how old they may be: true, or 14d."},
  };
  shape.fields.insert(shape.fields.end(), terms.begin(), terms.end());
  return shape;
}

std::shared_ptr<Models> LoadModels(const Node* node, const Services& services, Diagnostics& diagnostics) {
  const ModelOptions options = services.model_options ? *services.model_options : ModelOptions{};
  auto models = std::make_shared<SuiteModels>(services, options);
  if (!node || !node->IsMap()) return models;
  if (const auto opened = models->Open(); !opened) diagnostics.Add(opened.error());
  for (const Node::Entry& entry : node->entries()) {
    if (diagnostics.full()) break;
    if (std::optional<Entry> read = ReadEntry(entry, services, diagnostics))
      models->Add(*std::move(read));
    else
      models->AddBroken(entry.key.AsString());
  }
  return models;
}

}  // namespace harness
