// What models cost: a table by provider and model, and a Chat that says what each reply cost.
//
// A model that is not in the table costs nobody knows what (nullopt), never nothing; one that is free must be said to
// be. The built-in table is harness/models/prices.json, which states the date and the source of each price. Values and
// pure functions, any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/files.h"
#include "harness/core/chat.h"
#include "harness/models/asked_model.h"

namespace harness {

struct Price {
  std::string provider;
  std::string origin;                  // that it holds for; empty: any
  std::string model;                   // also of its snapshots ("-2024-07-18", "-20240718"); "qwen*": all that begin so
  double input = 0;                    // USD for a million tokens, as are the next two
  std::optional<double> cached_input;  // nullopt: as input
  double output = 0;
  std::optional<int64_t> max_output;  // tokens that it answers with at most
  std::string date;                   // on which it was in force
  std::string source;
};

// What a call took. Usage.cached_tokens are among its input_tokens.
double CostOf(const Price& price, const Usage& usage);

class PriceTable {
 public:
  // {"built_in": true, "prices": [{"provider", "model", "origin", "input", "cached_input", "output", "max_output",
  // "date", "source"}]}: provider, model and input are needed; without output it is a model for embeddings. With
  // built_in the built-in prices hold for what the file does not name. `file` names it in mistakes.
  static Result<PriceTable> Parse(std::string_view text, const std::string& file);
  static PriceTable BuiltIn();
  // The file of --prices, or the built-in ones where `path` is empty.
  static Result<PriceTable> Load(Files& files, const std::string& path);

  // The price of the model: the same name before a snapshot's, that before the longest beginning. Null: unknown.
  const Price* Find(const AskedModel& model) const;
  const std::vector<Price>& prices() const { return prices_; }

 private:
  std::vector<Price> prices_;      // those of a file
  std::vector<Price> underneath_;  // of what they don't name
};

// Sets cost_usd of each reply whose provider did not say it and whose usage is known. The price is that of the model
// asked for, else of the one that answered.
std::shared_ptr<Chat> WithPrice(std::shared_ptr<Chat> within, AskedModel model,
                                std::shared_ptr<const PriceTable> prices);
std::shared_ptr<Embedder> WithPrice(std::shared_ptr<Embedder> within, AskedModel model,
                                    std::shared_ptr<const PriceTable> prices);

}  // namespace harness
