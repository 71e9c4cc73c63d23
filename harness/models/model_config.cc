#include "harness/models/model_config.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/base/text.h"
#include "harness/models/anthropic.h"
#include "harness/models/embeddings.h"
#include "harness/models/openai.h"

namespace harness {
namespace {

struct Provider {
  std::string_view name;
  std::string_view url;
  const char* key_env;
  const char* key_header;
  std::string_view path;    // of its requests, where an author might think it belongs to base_url
  std::string_view models;  // the path of its list of models
};

constexpr std::array kProviders = {
    Provider{"openai", "https://api.openai.com/v1", "OPENAI_API_KEY", "Authorization", "/chat/completions", "/models"},
    Provider{"anthropic", "https://api.anthropic.com", "ANTHROPIC_API_KEY", "x-api-key", "/v1/messages", "/v1/models"},
};
constexpr std::array<std::string_view, 4> kUnknownToAnthropic = {"seed", "presence_penalty", "frequency_penalty",
                                                                 "reasoning_effort"};
constexpr std::array<std::string_view, 8> kReserved = {"model", "messages", "system",      "stream",
                                                       "tools", "input",    "tool_choice", "response_format"};

const std::vector<Field>& ParameterFields() {
  static const std::vector<Field> kFields = {
      {"temperature", kNumber, "How freely tokens are drawn; 0 takes the likeliest."},
      {"max_tokens", kInteger, "The most tokens of an answer."},
      {"max_completion_tokens", kInteger, "The same for models of OpenAI that reason."},
      {"top_p", kNumber, "The share of likely tokens that is drawn from."},
      {"seed", kInteger, "Of the provider's drawing; OpenAI only."},
      {"stop", kText | kTextList, "Texts that end an answer."},
      {"presence_penalty", kNumber, "Against tokens that came before; OpenAI only."},
      {"frequency_penalty", kNumber, "Against tokens that came often; OpenAI only."},
      {"reasoning_effort", kText, "How much a reasoning model thinks; OpenAI only."},
  };
  return kFields;
}

// Their own domains take keys in a header of this name.
bool IsAzure(std::string_view host) {
  return host.ends_with(".openai.azure.com") || host.ends_with(".cognitiveservices.azure.com") ||
         host.ends_with(".services.ai.azure.com");
}

template <typename Names>
bool Holds(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class Reader {
 public:
  Reader(const Node::Entry& entry, Diagnostics& mistakes) : node_(entry.value), mistakes_(mistakes) {
    config_.name = entry.key.AsString();
  }

  std::optional<ModelConfig> Read() {
    config_.provider = node_.Find("provider")->AsString();
    config_.model = node_.Find("model")->AsString();
    const auto provider = std::find_if(kProviders.begin(), kProviders.end(),
                                       [&](const Provider& candidate) { return candidate.name == config_.provider; });
    if (provider == kProviders.end()) return std::nullopt;  // a mistake that the shape has found
    if (config_.model.empty()) Add(*node_.Find("model"), "'model' is empty");
    ReadUrl(*provider);
    ReadKey(*provider);
    ReadTimeout();
    ReadParameters();
    return sound_ ? std::optional(std::move(config_)) : std::nullopt;
  }

 private:
  void Add(const Node& at, std::string message) {
    mistakes_.Add(at.MakeDiagnostic(std::move(message)));
    sound_ = false;
  }

  void ReadUrl(const Provider& provider) {
    const Node* node = node_.Find("base_url");
    const Node* insecure = node_.Find("insecure");
    const std::string_view text = node ? std::string_view(node->AsString()) : provider.url;
    Result<BaseUrl> url = ParseBaseUrl(text, insecure && insecure->AsBool());
    if (!url) return Add(*node, url.error().Message());
    if (url->path.ends_with(provider.path)) return Add(*node, fmt::format("a base_url ends before {}", provider.path));
    if (provider.name == "anthropic" && url->path.ends_with("/v1")) url->path.resize(url->path.size() - 3);
    config_.url = std::move(*url);
    own_ = config_.url.origin == ParseBaseUrl(provider.url, false)->origin;
  }

  void ReadKey(const Provider& provider) {
    config_.key_header = IsAzure(config_.url.host) ? "api-key" : provider.key_header;
    if (const Node* header = node_.Find("api_key_header")) ReadKeyHeader(*header);
    const Node* env = node_.Find("api_key_env");
    const Node* file = node_.Find("api_key_file");
    const Node* command = node_.Find("api_key_command");
    if (int{env != nullptr} + int{file != nullptr} + int{command != nullptr} > 1)
      return Add(env ? *env : *file, "a key is named twice; take one of api_key_env, api_key_file, api_key_command");
    if (env) config_.key.env = env->AsString();
    if (file) config_.key.file = file->AsPath();
    if (command) config_.key.command = ReadTexts(*command);
    if (command && config_.key.command.empty()) Add(*command, "'api_key_command' is empty");
    config_.key.folder = command ? command->folder() : "";
    if (!env && !file && !command && own_) config_.key.env = provider.key_env;
  }

  void ReadKeyHeader(const Node& node) {
    const std::string lower = FoldCase(node.AsString());
    if (lower.empty() || lower.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
      return Add(node, "'api_key_header' is a name of letters, digits and '-'");
    config_.key_header = lower == "authorization" ? "Authorization" : lower;
  }

  void ReadTimeout() {
    const Node* node = node_.Find("timeout");
    if (!node) return;
    const auto timeout = ReadDuration(*node);
    if (!timeout) return Add(*node, timeout.error().Message());
    if (timeout->count() <= 0) return Add(*node, "'timeout' must be more than nothing");
    config_.timeout = *timeout;
  }

  void ReadParameters() {
    for (const Field& field : ParameterFields())
      if (const Node* node = node_.Find(field.name)) ReadParameter(field.name, *node);
    const Node* more = node_.Find("parameters");
    if (!more) return;
    for (const Node::Entry& entry : more->entries()) {
      const std::string& name = entry.key.AsString();
      if (Holds(kReserved, name))
        Add(entry.key, fmt::format("'{}' is no parameter; it is set with each request", name));
      else if (config_.parameters.contains(name))
        Add(entry.key, fmt::format("'{}' is given twice", name));
      else
        ReadParameter(name, entry.value);
    }
  }

  void ReadParameter(const std::string& name, const Node& node) {
    if (config_.provider == "anthropic" && Holds(kUnknownToAnthropic, name))
      return Add(node, fmt::format("anthropic has no '{}'", name));
    const bool counts = name == "max_tokens" || name == "max_completion_tokens";
    if (counts && (!node.IsNumber() || node.AsNumber() < 1))
      return Add(node, fmt::format("'{}' must be 1 or more", name));
    config_.parameters[name] = node.ToJson();
  }

  const Node& node_;
  Diagnostics& mistakes_;
  ModelConfig config_;
  bool own_ = false;  // the url is the provider's own
  bool sound_ = true;
};

}  // namespace

std::vector<Field> ModelFields() {
  std::vector<Field> fields = {
      {"provider", kText, "The language that the server speaks.", true, {"openai", "anthropic"}},
      {"model", kText, "The model, as the provider names it.", true},
      {"base_url", kText, "Where it is asked; by default the provider's own url."},
      {"insecure", kBool, "Whether base_url may be http to another machine."},
      {"api_key_env", kText, "The environment variable that holds the key."},
      {"api_key_file", kText, "The file that holds the key."},
      {"api_key_command", kText | kTextList, "A program that prints the key."},
      {"api_key_header", kText, "The header that the key is sent in."},
      {"timeout", kDuration, "The most that one try may take."},
      {"parameters", kMap, "Further parameters of the provider's requests."},
  };
  fields.insert(fields.end(), ParameterFields().begin(), ParameterFields().end());
  return fields;
}

std::optional<ModelConfig> ReadModel(const Node::Entry& entry, Diagnostics& mistakes) {
  return Reader(entry, mistakes).Read();
}

std::string ModelsPath(const ModelConfig& config) {
  for (const Provider& provider : kProviders)
    if (provider.name == config.provider) return std::string(provider.models);
  return "";
}

std::vector<std::string> ProviderKeyVariables() {
  std::vector<std::string> names;
  for (const Provider& provider : kProviders) names.emplace_back(provider.key_env);
  return names;
}

std::shared_ptr<Endpoint> MakeEndpoint(const ModelConfig& config, const Services& services) {
  EndpointOptions options{config.url, config.key, config.key_header};
  if (config.provider == "anthropic") options.headers.push_back({"anthropic-version", "2023-06-01"});
  options.timeout = config.timeout;
  return std::make_shared<Endpoint>(std::move(options), services);
}

std::unique_ptr<Chat> MakeProviderChat(const ModelConfig& config, std::shared_ptr<Endpoint> endpoint) {
  if (config.provider == "anthropic") return MakeAnthropicChat(std::move(endpoint), config.model, config.parameters);
  return MakeOpenAiChat(std::move(endpoint), config.model, config.parameters);
}

Result<std::unique_ptr<Embedder>> MakeProviderEmbedder(const ModelConfig& config, std::shared_ptr<Endpoint> endpoint) {
  if (config.provider == "anthropic") return Fail("anthropic offers no embeddings");
  return MakeOpenAiEmbedder(std::move(endpoint), config.model, config.parameters);
}

}  // namespace harness
