#include "harness/models/price.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/base/json.h"
#include "harness/models/around.h"
#include "harness/models/built_in_prices.h"

namespace harness {
namespace {

constexpr double kMillion = 1e6;
constexpr size_t kMaxFile = 4 << 20;
constexpr int64_t kMostTokens = 1'000'000'000;
constexpr std::array<std::string_view, 9> kKeys = {"provider",   "origin", "model", "input", "cached_input",
                                                   "max_output", "output", "date",  "source"};
constexpr std::array<std::string_view, 4> kTopKeys = {"about", "date", "built_in", "prices"};

template <size_t n>
std::optional<std::string> UnknownKey(const Json& map, const std::array<std::string_view, n>& known) {
  for (const auto& [key, value] : map.items())
    if (std::find(known.begin(), known.end(), key) == known.end()) return key;
  return std::nullopt;
}

// One entry of the list; mistakes begin with `where`.
class EntryReader {
 public:
  EntryReader(const Json& entry, std::string where) : entry_(entry), where_(std::move(where)) {}

  Result<Price> Read() {
    if (!entry_.is_object()) return Fail("{} is no map", where_);
    if (const auto unknown = UnknownKey(entry_, kKeys)) return Fail("{} has an unknown key '{}'", where_, *unknown);
    Price price;
    price.provider = Text("provider");
    price.origin = Text("origin");
    price.model = Text("model");
    price.date = Text("date");
    price.source = Text("source");
    price.input = Number("input").value_or(0);
    price.cached_input = Number("cached_input");
    price.output = Number("output").value_or(0);
    if (const auto tokens = Number("max_output")) price.max_output = static_cast<int64_t>(*tokens);
    for (const char* needed : {"provider", "model", "input"})
      if (!entry_.contains(needed)) Mistake(fmt::format("has no '{}'", needed));
    if (!mistake_.empty()) return Fail("{} {}", where_, mistake_);
    return price;
  }

 private:
  void Mistake(std::string what) {
    if (mistake_.empty()) mistake_ = std::move(what);
  }
  std::string Text(const char* name) {
    const auto found = entry_.find(name);
    if (found == entry_.end()) return "";
    if (found->is_string()) return found->get<std::string>();
    Mistake(fmt::format("has a '{}' that is no text", name));
    return "";
  }
  std::optional<double> Number(const char* name) {
    const auto found = entry_.find(name);
    if (found == entry_.end()) return std::nullopt;
    if (found->is_number()) {
      const double number = found->get<double>();
      if (number >= 0 && number <= static_cast<double>(kMostTokens)) return number;
    }
    Mistake(fmt::format("has a '{}' that is no amount", name));
    return std::nullopt;
  }

  const Json& entry_;
  std::string where_;
  std::string mistake_;
};

bool AreDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "-2024-07-18", "-20240718" or "-latest".
bool IsSnapshot(std::string_view ending) {
  if (ending == "-latest") return true;
  if (ending.size() == 9) return ending[0] == '-' && AreDigits(ending.substr(1));
  return ending.size() == 11 && ending[0] == '-' && ending[5] == '-' && ending[8] == '-' &&
         AreDigits(ending.substr(1, 4)) && AreDigits(ending.substr(6, 2)) && AreDigits(ending.substr(9, 2));
}

// How well an entry's name suits that of a model; 0: not at all.
size_t Fit(std::string_view entry, std::string_view model) {
  constexpr size_t kSame = SIZE_MAX;
  constexpr size_t kSnapshot = SIZE_MAX - 1;
  if (entry == model) return kSame;
  if (entry.ends_with('*')) return model.starts_with(entry.substr(0, entry.size() - 1)) ? entry.size() : 0;
  return model.starts_with(entry) && IsSnapshot(model.substr(entry.size())) ? kSnapshot : 0;
}

bool IsOf(const Price& price, const AskedModel& model) {
  if (price.provider != model.provider) return false;
  return price.origin.empty() || model.origin == price.origin || model.origin.starts_with(price.origin + "/");
}

const Price* Best(const std::vector<Price>& prices, const AskedModel& model) {
  const Price* best = nullptr;
  size_t best_fit = 0;
  for (const Price& price : prices) {
    const size_t fit = IsOf(price, model) ? Fit(price.model, model.model) : 0;
    if (fit <= best_fit) continue;
    best = &price;
    best_fit = fit;
  }
  return best;
}

std::string AnsweredBy(const ChatReply& reply) {
  return reply.model;
}
std::string AnsweredBy(const Embeddings&) {
  return "";
}

class Pricing {
 public:
  Pricing(AskedModel model, std::shared_ptr<const PriceTable> prices)
      : model_(std::move(model)), prices_(std::move(prices)) {}

  template <typename Asked, typename Next>
  auto Call(const Asked&, const CallContext& context, Next next) {
    auto answer = next(context);
    if (!answer || answer->cost_usd || answer->kept || !answer->usage) return answer;
    const Price* price = prices_->Find(model_);
    if (!price) {
      AskedModel answered = model_;
      answered.model = AnsweredBy(*answer);
      price = prices_->Find(answered);
    }
    if (price) answer->cost_usd = CostOf(*price, *answer->usage);
    return answer;
  }

 private:
  AskedModel model_;
  std::shared_ptr<const PriceTable> prices_;
};

}  // namespace

double CostOf(const Price& price, const Usage& usage) {
  const auto cached =
      static_cast<double>(std::clamp<int64_t>(usage.cached_tokens, 0, std::max<int64_t>(usage.input_tokens, 0)));
  const auto fresh = static_cast<double>(std::max<int64_t>(usage.input_tokens, 0)) - cached;
  const auto output = static_cast<double>(std::max<int64_t>(usage.output_tokens, 0));
  return (fresh * price.input + cached * price.cached_input.value_or(price.input) + output * price.output) / kMillion;
}

Result<PriceTable> PriceTable::Parse(std::string_view text, const std::string& file) {
  const Result<Json> json = ParseJson(text);
  if (!json) return Fail("{}: no JSON: {}", file, json.error().Message());
  if (!json->is_object() || !json->contains("prices") || !json->at("prices").is_array())
    return Fail("{}: prices are a map with a list 'prices'", file);
  if (const auto unknown = UnknownKey(*json, kTopKeys)) return Fail("{}: unknown key '{}'", file, *unknown);
  PriceTable table;
  Diagnostics mistakes;
  size_t number = 0;
  for (const Json& entry : json->at("prices")) {
    Price price;
    if (mistakes.Take(EntryReader(entry, fmt::format("{}: price {}", file, ++number)).Read(), price))
      table.prices_.push_back(std::move(price));
  }
  if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
  const auto built_in = json->find("built_in");
  if (built_in != json->end() && *built_in == true) table.underneath_ = BuiltIn().prices_;
  return table;
}

PriceTable PriceTable::BuiltIn() {
  Result<PriceTable> table = Parse(BuiltInPrices(), "prices.json");
  return table ? std::move(*table) : PriceTable();  // a test reads it, so there is one
}

Result<PriceTable> PriceTable::Load(Files& files, const std::string& path) {
  if (path.empty()) return BuiltIn();
  const Result<std::string> text = ReadWholeFile(files, path, kMaxFile);
  if (!text) return Unexpected(text.error());
  return Parse(*text, path);
}

const Price* PriceTable::Find(const AskedModel& model) const {
  const Price* found = Best(prices_, model);
  return found ? found : Best(underneath_, model);
}

std::shared_ptr<Chat> WithPrice(std::shared_ptr<Chat> within, AskedModel model,
                                std::shared_ptr<const PriceTable> prices) {
  return GoAround(std::move(within), Pricing(std::move(model), std::move(prices)));
}

std::shared_ptr<Embedder> WithPrice(std::shared_ptr<Embedder> within, AskedModel model,
                                    std::shared_ptr<const PriceTable> prices) {
  return GoAround(std::move(within), Pricing(std::move(model), std::move(prices)));
}

}  // namespace harness
