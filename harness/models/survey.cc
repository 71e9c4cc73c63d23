#include "harness/models/survey.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "harness/base/text.h"
#include "harness/core/models.h"
#include "harness/models/model_config.h"
#include "harness/models/price.h"

namespace harness {
namespace {

using State = Finding::State;

// How a server answered when it was asked for its models.
struct Visit {
  int status = 0;  // 0: there was no answer
  bool sound = false;
  std::string message = {};                 // what it or the network said, if it was no list
  std::vector<std::string> models = {};     // that it lists
  bool all = false;                         // they are all there are
  bool keyed = false;                       // a key was sent
  std::optional<std::string> keyless = {};  // why there was no key to send
};

std::string DescribeKey(const KeySource& key) {
  if (!key.env.empty()) return fmt::format("from {}", key.env);
  if (!key.file.empty()) return fmt::format("from the file {}", key.file);
  if (!key.command.empty()) return fmt::format("printed by {}", key.command[0]);
  return "none is sent";
}

std::string KeyAdvice(const KeySource& key) {
  if (!key.env.empty()) return fmt::format("set {} in the environment, or in a file for --env-file", key.env);
  if (!key.file.empty()) return "put the key, and nothing else, into the file that api_key_file names";
  return "see that api_key_command prints the key, and nothing else, on standard output";
}

std::vector<std::string> ListedIn(const Json& json, bool& all) {
  std::vector<std::string> models;
  const auto data = json.find("data");
  if (data == json.end() || !data->is_array()) return models;
  const auto more = json.find("has_more");
  all = more == json.end() || (more->is_boolean() && !more->get<bool>());
  for (const Json& model : *data)
    if (model.is_object() && model.contains("id") && model["id"].is_string()) models.push_back(model["id"]);
  return models;
}

class Surveyor {
 public:
  Surveyor(const Services& services, const SurveyOptions& options, const CallContext& context)
      : services_(services), options_(options), context_(context) {}

  void OpenPrices(std::vector<Finding>& findings) {
    auto prices = PriceTable::Load(services_.files, services_.model_options ? services_.model_options->prices : "");
    if (prices)
      prices_ = *std::move(prices);
    else
      findings.push_back({State::kFailed, "prices", prices.error().Message()});
  }

  void Add(const Node::Entry& entry, std::vector<Finding>& findings) {
    Diagnostics mistakes;
    const std::optional<ModelConfig> config = ReadModel(entry, mistakes);
    if (!config) return;  // told already
    const std::string about = fmt::format("model {}: ", config->name);
    const auto add = [&](const char* what, Finding finding) {
      finding.about = about + what;
      findings.push_back(std::move(finding));
    };
    const Visit& visit = VisitOf(*config);
    add("key", KeyFinding(*config, visit));
    add("endpoint", EndpointFinding(*config, visit));
    add("price", PriceFinding(*config));
    add("limits", LimitsFinding(entry.value));
  }

 private:
  CallContext Hurried() const {
    CallContext context = context_;
    context.deadline = std::min(context.deadline, context.clock.SteadyNow() + options_.patience);
    return context;
  }

  const Visit& VisitOf(const ModelConfig& config) {
    const KeySource& key = config.key;
    const auto [found, added] = visits_.try_emplace(
        {config.provider, config.url.At(""), config.key_header, key.env, key.file, key.command, key.folder});
    if (added) found->second = Ask(config);
    return found->second;
  }

  Visit Ask(const ModelConfig& config) {
    Visit visit;
    Secrets own;
    Keys keys(config.key, services_, services_.secrets ? *services_.secrets : own);
    std::map<std::string, std::string> environment;
    if (!keys.absent().empty()) {
      visit.keyless = keys.absent();
    } else if (!options_.offline) {
      const auto key = keys.Key(context_);
      if (key)
        environment["KEY"] = *key;
      else
        visit.keyless = key.error().message;
    }
    if (options_.offline) return visit;
    visit.keyed = !environment["KEY"].empty();
    // The key as it is now: a program that prints it need not be run once more.
    ModelConfig asked = config;
    asked.key = visit.keyed ? KeySource{.env = "KEY"} : KeySource{};
    Services lent{services_.clock, services_.files, services_.processes, services_.http, services_.log, environment};
    lent.secrets = services_.secrets;
    const auto answer = MakeEndpoint(asked, lent)->Get(ModelsPath(asked), Hurried());
    visit.sound = answer.has_value();
    visit.status = answer ? 200 : answer.error().status;
    if (answer)
      visit.models = ListedIn(answer->json, visit.all);
    else
      visit.message = answer.error().message;
    return visit;
  }

  Finding KeyFinding(const ModelConfig& config, const Visit& visit) const {
    if (visit.keyless) return {State::kMissing, "", *visit.keyless, KeyAdvice(config.key)};
    const std::string from = DescribeKey(config.key);
    const bool refused = visit.status == 401 || visit.status == 403;
    if (refused && !visit.keyed)
      return {State::kMissing, "", "the server wants one, and the suite names none",
              "name it by api_key_env, api_key_file or api_key_command"};
    if (refused) return {State::kFailed, "", fmt::format("{}, and refused: {}", from, visit.message)};
    if (visit.keyed && visit.sound) return {State::kOk, "", from + ", and accepted"};
    return {State::kOk, "", config.key == KeySource{} ? from : from + ", not tried"};
  }

  Finding EndpointFinding(const ModelConfig& config, const Visit& visit) const {
    const std::string& origin = config.url.origin;
    if (options_.offline) return {State::kSkipped, "", origin + " was not asked, with --offline"};
    if (visit.sound) return ListFinding(config, visit);
    switch (visit.status) {
      case 401:
      case 403:
        return {State::kOk, "", origin + " answers"};
      case 404:
      case 405:
        return {State::kNote, "",
                fmt::format("{} answers, but has no list of models there (status {}): path and key were not tried",
                            origin, visit.status)};
      case 429:
        return {State::kNote, "", visit.message + ": it is there, and busy"};
      case 0:
        return {State::kFailed, "", visit.message, "see that it runs, that base_url is right, and which proxy is used"};
      default:
        return {State::kFailed, "", visit.message, visit.status == 200 ? "see that base_url is right" : ""};
    }
  }

  static Finding ListFinding(const ModelConfig& config, const Visit& visit) {
    const std::string& origin = config.url.origin;
    if (std::find(visit.models.begin(), visit.models.end(), config.model) != visit.models.end())
      return {State::kOk, "", fmt::format("{} answers, and has {}", origin, config.model)};
    if (visit.models.empty() || !visit.all) return {State::kOk, "", origin + " answers"};
    const auto meant = Suggest(config.model, std::span<const std::string>(visit.models));
    return {State::kNote, "",
            fmt::format("{} answers; '{}' is not among the {} that it lists{}", origin, config.model,
                        Counted(visit.models.size(), "model"), meant ? fmt::format(", '{}' is", *meant) : "")};
  }

  Finding PriceFinding(const ModelConfig& config) const {
    const Price* price = prices_.Find({config.provider, config.url.origin, config.model, config.parameters});
    if (!price)
      return {State::kNote, "", "not known, so its costs are not either, and --max-cost refuses it",
              "give it in a file for --prices"};
    const std::string date = price->date.empty() ? "" : fmt::format(" ({})", price->date);
    return {State::kOk, "",
            fmt::format("{} USD in, {} USD out for a million tokens{}", price->input, price->output, date)};
  }

  static Finding LimitsFinding(const Node& model) {
    std::string found;
    for (const auto& [option, words] :
         {std::pair("requests_per_minute", "requests a minute"), std::pair("tokens_per_minute", "tokens a minute"),
          std::pair("concurrency", "at once")}) {
      const Node* limit = model.Find(option);
      if (limit) found += fmt::format("{}{} {}", found.empty() ? "" : ", ", limit->AsInteger(), words);
    }
    if (!model.Find("concurrency"))
      found += found.empty() ? "as many at once as it bears" : ", as many at once as it bears";
    return {State::kOk, "", found};
  }

  using Server = std::tuple<std::string, std::string, std::string, std::string, std::string, std::vector<std::string>,
                            std::string>;

  const Services& services_;
  const SurveyOptions& options_;
  const CallContext& context_;
  PriceTable prices_;
  std::map<Server, Visit> visits_;
};

}  // namespace

std::vector<Finding> SurveyModels(const Node& models, const Services& services, const SurveyOptions& options,
                                  const CallContext& context) {
  std::vector<Finding> findings;
  Surveyor surveyor(services, options, context);
  surveyor.OpenPrices(findings);
  for (const Node::Entry& entry : models.entries()) surveyor.Add(entry, findings);
  return findings;
}

}  // namespace harness
