// The models that a suite names, each with all that stands around it.
//
// Thread-safe; outlives what it lends.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/core/chat.h"

namespace harness {

// What judges and reports say of a model.
struct ModelInfo {
  std::string name;      // its key in the suite
  std::string provider;  // "openai", "anthropic"
  std::string model;     // as the provider names it
  Json parameters = Json::object();
  std::string absent;  // why it can't be asked here and now (its key is not set), or ""
};

class CallTrace;    // harness/models/trace.h
class ReplyStore;   // core/reply_store.h
class RequestLog;   // harness/models/request_log.h
class SpendBudget;  // harness/models/spend.h
class StandIn;      // harness/models/stand_in.h

// What the command line says of all models.
struct ModelOptions {
  std::string prices = {};                   // --prices: a file over the built-in table; empty: none
  std::shared_ptr<SpendBudget> budget = {};  // --max-cost, of all suites together; null: no bound
  std::string cassette = {};                 // --record or --replay: a folder; empty: neither
  bool replay = false;                       // nobody is asked
  std::shared_ptr<RequestLog> log = {};      // --log-requests
  std::shared_ptr<ReplyStore> cache = {};    // of former runs, for models that want it; null: there is none
  std::shared_ptr<StandIn> stand_in = {};    // answers in the place of every provider; null: they are asked
  std::shared_ptr<CallTrace> trace = {};     // sees every request and its reply; null: nobody does
};

class Models {
 public:
  virtual ~Models() = default;
  virtual std::vector<std::string> Names() const = 0;
  // Null: there is no model of this name.
  virtual const ModelInfo* Find(const std::string& name) const = 0;
  // Of a model that Find knows; fails with why it is absent, or if its provider has none.
  virtual Result<std::shared_ptr<Chat>> ChatOf(const std::string& name) = 0;
  virtual Result<std::shared_ptr<Embedder>> EmbedderOf(const std::string& name) = 0;
};

}  // namespace harness
