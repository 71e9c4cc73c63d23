#include "harness/cli/model_options.h"

#include <charconv>
#include <cmath>

#include "harness/base/append_file.h"
#include "harness/models/request_log.h"
#include "harness/models/spend.h"

namespace harness {
namespace {

constexpr double kMostCost = 1'000'000;  // USD

Result<double> ReadCost(const std::string& text) {
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = problem == std::errc() && end == text.data() + text.size();
  if (!whole || !std::isfinite(value) || value < 0 || value > kMostCost)
    return Fail("--max-cost: a sum in USD from 0 to 1000000 is expected, found '{}'", text);
  return value;
}

}  // namespace

void AddModelOptions(Options& options) {
  options.Add()("max-cost", TextOption()->value_name("USD"), "ask no model that could take the run beyond this sum")(
      "prices", TextOption()->value_name("FILE"), "prices of models, over the built-in ones")(
      "record", TextOption()->value_name("DIR"),
      "keep the models' replies in a folder; those that are there are taken")(
      "replay", TextOption()->value_name("DIR"), "take the models' replies from that folder, and ask nobody")(
      "log-requests", TextOption()->value_name("FILE"), "every request to a model and its answer, a line of JSON each");
}

Result<> ReadModelOptions(const Options& options, World& world) {
  ModelOptions& models = world.models;
  if (options.Has("record") && options.Has("replay")) return Fail("--record and --replay can't stand together");
  models.replay = options.Has("replay");
  models.cassette = models.replay ? options.Text("replay") : options.Text("record");
  if (models.replay) {
    const auto folder = world.files.Stat(models.cassette);
    if (!folder) return Unexpected(folder.error());
    if (folder->kind != FileInfo::Kind::kFolder) return Fail("--replay: there is no folder {}", models.cassette);
  }
  models.prices = options.Text("prices");
  models.cache = world.cached_replies;
  if (options.Has("max-cost")) {
    const Result<double> cost = ReadCost(options.Text("max-cost"));
    if (!cost) return Unexpected(cost.error());
    models.budget = std::make_shared<SpendBudget>(*cost);
  }
  if (!options.Has("log-requests")) return {};
  auto file = AppendFile::Open(options.Text("log-requests"));
  if (!file) return Unexpected(file.error());
  const auto redact = [&secrets = world.secrets](std::string text) {
    secrets.Mask(text);
    return text;
  };
  models.log = std::make_shared<RequestLog>(*std::move(file), redact, world.log);
  return {};
}

}  // namespace harness
