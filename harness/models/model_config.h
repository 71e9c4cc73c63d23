// One entry of a suite's `models`: whom to ask, for what model, with which key and parameters.
//
// Read while the suite loads; const afterwards.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/node.h"
#include "harness/base/shape.h"
#include "harness/core/chat.h"
#include "harness/core/services.h"
#include "harness/models/base_url.h"
#include "harness/models/endpoint.h"
#include "harness/models/keys.h"

namespace harness {

struct ModelConfig {
  std::string name;      // its key in the suite
  std::string provider;  // "openai", "anthropic"
  std::string model;
  BaseUrl url;
  KeySource key;
  std::string key_header;
  std::optional<std::chrono::microseconds> timeout;  // of one try
  Json parameters = Json::object();
};

// What ReadModel reads. A shape of `models` holds these and whatever others read beside them.
std::vector<Field> ModelFields();

// `entry`'s value has been checked against a shape with these fields; others are passed over. nullopt: mistakes were
// added. Without base_url, or where it is the provider's own, the key is that of OPENAI_API_KEY or ANTHROPIC_API_KEY if
// none is named; to other servers no key is sent unless one is named.
std::optional<ModelConfig> ReadModel(const Node::Entry& entry, Diagnostics& mistakes);

// Below its url, where a GET lists the models that there are, for nothing.
std::string ModelsPath(const ModelConfig& config);
// The variables that hold the providers' keys where a suite names none.
std::vector<std::string> ProviderKeyVariables();

// Shared by all clients of a model; says whether the model is absent. `services` outlive it.
std::shared_ptr<Endpoint> MakeEndpoint(const ModelConfig& config, const Services& services);
// The provider's bare client.
std::unique_ptr<Chat> MakeProviderChat(const ModelConfig& config, std::shared_ptr<Endpoint> endpoint);
// Fails if the provider has no embeddings.
Result<std::unique_ptr<Embedder>> MakeProviderEmbedder(const ModelConfig& config, std::shared_ptr<Endpoint> endpoint);

}  // namespace harness
