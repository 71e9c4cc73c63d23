// LoadSuite: from a path to a Suite, in the order in which a suite is resolved.
#include <algorithm>
#include <cassert>
#include <utility>

#include "harness/base/digest.h"
#include "harness/base/text.h"
#include "harness/suite/databases.h"
#include "harness/suite/gate.h"
#include "harness/suite/load_metrics.h"
#include "harness/suite/load_scorers.h"
#include "harness/suite/load_sources.h"
#include "harness/suite/load_targets.h"
#include "harness/suite/prompts.h"
#include "harness/suite/resolve.h"
#include "harness/suite/suite.h"
#include "harness/suite/suite_shape.h"

namespace harness {
namespace {

constexpr int64_t kMaxRepeat = 65535;
constexpr int64_t kMaxConcurrency = 10'000;
constexpr size_t kMaxTargets = 65535;

std::string StemOf(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  const size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

class SuiteLoader {
 public:
  SuiteLoader(const std::string& path, const LoadOptions& options, const Catalogue& catalogue, const Services& services)
      : path_(path), options_(options), catalogue_(catalogue), services_(services) {}

  Result<Suite> Load() {
    std::optional<Node> tree = Resolve();
    if (!tree) return Unexpected(std::move(diagnostics_).ToError());
    if (catalogue_.rewrite) {
      auto rewritten = catalogue_.rewrite(*tree, services_);
      if (!rewritten) return Unexpected(rewritten.error());
      if (*rewritten) tree = std::move(*rewritten);
    }
    const Diagnostics resolving = std::exchange(diagnostics_, Diagnostics());
    CheckShape(*tree, SuiteShape(), diagnostics_);
    suite_.path = path_;
    ReadNames(*tree);
    ReadRun(*tree);
    if (options_.concurrency) suite_.run.concurrency = *options_.concurrency;  // no part of what the suite is
    MakeParts(*tree);
    ReadGates(*tree);
    AddCauses(resolving);
    if (!diagnostics_.empty()) return Unexpected(std::move(diagnostics_).ToError());
    return std::move(suite_);
  }

 private:
  void Mistake(const Node& node, std::string message) { diagnostics_.Add(node.MakeDiagnostic(std::move(message))); }

  std::optional<Node> Resolve() {
    auto tree = ReadTree(services_.files, path_, services_.environment, diagnostics_);
    if (!tree) return std::nullopt;
    for (const std::string& text : options_.sets) Set(*tree, ParseSetting(text, "--set"));
    const auto flag = [&](const char* name, const auto& value) {
      if (value) Set(*tree, ParseFlag(name, std::to_string(*value)));
    };
    flag("repeat", options_.repeat);
    flag("seed", options_.seed);
    if (const Node* extends = tree->Find("extends")) Mistake(*extends, "'extends' can't be set on the command line");
    return Substitute(*tree, services_.environment, diagnostics_);
  }

  static Result<Setting> ParseFlag(const std::string& name, const std::string& value) {
    auto setting = ParseSetting(name + "=" + value, "--" + name);
    assert(setting);
    setting->path = "run." + name;
    return setting;
  }

  // Puts the mistakes of resolving in the place of what was found where they are: an unset variable is no whole number
  // either, but that is not what is wrong.
  void AddCauses(const Diagnostics& causes) {
    diagnostics_.EraseIf([&](const Diagnostic& diagnostic) {
      const auto same = [&](const Diagnostic& cause) { return cause.place == diagnostic.place; };
      return std::any_of(causes.all().begin(), causes.all().end(), same);
    });
    for (const Diagnostic& cause : causes.all()) diagnostics_.Add(cause);
  }

  void Set(Node& tree, const Result<Setting>& setting) {
    if (!setting) return diagnostics_.Add(setting.error());
    diagnostics_.Take(ApplySetting(tree, *setting), tree);
  }

  void ReadNames(const Node& tree) {
    const Node* name = tree.Find("suite");
    if (name && name->IsScalar() && !name->IsNull()) {
      suite_.name = name->AsString();
      if (Trim(suite_.name).empty()) Mistake(*name, "a name must not be empty");
    } else {
      suite_.name = StemOf(path_);
    }
    if (const Node* description = tree.Find("description"); description && description->IsScalar())
      suite_.description = description->AsString();
  }

  // A whole number of the map `run`, if it is there and one.
  void ReadCount(const Node& run, const char* name, int64_t low, int64_t high, int& to) {
    const Node* node = run.Find(name);
    if (!node || node->kind() != Node::Kind::kInteger) return;
    const int64_t value = node->AsInteger();
    if (value < low || value > high)
      Mistake(*node, fmt::format("'{}' must be from {} to {}", name, low, high));
    else
      to = static_cast<int>(value);
  }

  // A number from 0 to 1.
  std::optional<double> ReadPart(const Node& run, const char* name) {
    const Node* node = run.Find(name);
    if (!node || !node->IsNumber()) return std::nullopt;
    const double value = node->AsNumber();
    if (value >= 0 && value <= 1) return value;
    Mistake(*node, fmt::format("'{}' must be from 0 to 1", name));
    return std::nullopt;
  }

  void ReadRun(const Node& tree) {
    const Node* run = tree.Find("run");
    if (!run || !run->IsMap()) return;
    RunSettings& settings = suite_.run;
    ReadCount(*run, "repeat", 1, kMaxRepeat, settings.repeat);
    ReadCount(*run, "concurrency", 1, kMaxConcurrency, settings.concurrency);
    if (const Node* require = run->Find("require"); require && require->IsScalar() && !require->IsNull())
      ReadRequire(*require);
    if (const Node* on_error = run->Find("on_error"); on_error && on_error->IsScalar())
      settings.stop_on_error = on_error->AsString() == "stop";
    settings.min_coverage = ReadPart(*run, "min_coverage").value_or(settings.min_coverage);
    settings.threshold = ReadPart(*run, "threshold");
    if (const Node* seed = run->Find("seed"); seed && seed->kind() == Node::Kind::kInteger) {
      if (seed->AsInteger() < 0)
        Mistake(*seed, "'seed' can't be negative");
      else
        settings.seed = static_cast<uint64_t>(seed->AsInteger());
    }
  }

  void ReadRequire(const Node& node) {
    const auto require = ParseRequire(node.AsString());
    if (!require)
      return Mistake(node, fmt::format("'require' must be all, any or a number of repeats, found '{}'",
                                       Abbreviate(node.AsString(), 60)));
    if (require->kind == Require::Kind::kCount && (require->count < 1 || require->count > suite_.run.repeat))
      return Mistake(node, fmt::format("'require' must be from 1 to {}, which is 'repeat'", suite_.run.repeat));
    suite_.run.require = *require;
  }

  // The list under a key; null if there is none or it is something else, which was a mistake already. `needed` makes
  // its absence one.
  const Node* ListOf(const Node& tree, const char* key, const char* needed) {
    const Node* list = tree.Find(key);
    if (list && !list->IsList() && !list->IsNull()) return nullptr;
    if (list && !list->items().empty()) return list;
    if (!needed) return list && list->IsList() ? list : nullptr;
    if (list)
      Mistake(*list, fmt::format("'{}' is empty; {}", key, needed));
    else
      Mistake(tree, fmt::format("'{}' is missing; {}", key, needed));
    return nullptr;
  }

  void MakeParts(const Node& tree) {
    Services services = services_;
    services.seed = suite_.run.seed;
    suite_.databases = LoadDatabases(tree.Find("databases"), services, diagnostics_);
    services.databases = suite_.databases.get();
    if (catalogue_.models) suite_.models = catalogue_.models(tree.Find("models"), services, diagnostics_);
    services.models = suite_.models.get();
    const char* needed = options_.recorded ? nullptr : "say what is to be called, such as - command: [./program]";
    const Node* listed = ListOf(tree, "targets", needed);
    const std::optional<Node> expanded =
        listed ? ExpandPrompts(*listed, tree.Find("prompts"), diagnostics_) : std::nullopt;
    const Node* targets = expanded ? &*expanded : nullptr;
    std::string target_texts;
    if (targets)
      suite_.targets = LoadTargets(*targets, catalogue_, services, diagnostics_, target_texts,
                                   !options_.recorded && !options_.judges_only);
    if (options_.recorded) MatchRecorded(targets);
    if (suite_.targets.size() > kMaxTargets) Mistake(*targets, fmt::format("more than {} targets", kMaxTargets));
    ScorerLoader scorers(catalogue_, suite_.targets, services, diagnostics_);
    if (options_.judges_only) scorers.LeaveCalibrations();
    if (const Node* score = ListOf(tree, "score", nullptr))
      suite_.common_scorers = static_cast<int>(scorers.Add(*score, false).size());
    const Node* cases = ListOf(tree, "cases", "say where cases come from, such as - file: cases.csv");
    if (cases)
      suite_.sources = LoadSources(*cases, catalogue_.sources, suite_.targets, scorers, services, diagnostics_);
    suite_.scorers = scorers.Take();
    suite_.external_scorers = scorers.external();
    for (const ScorerSpec& scorer : suite_.scorers) suite_.scorer_infos.push_back(scorer.info);
    const auto common = std::span(suite_.scorers).first(static_cast<size_t>(suite_.common_scorers));
    suite_.compares =
        std::any_of(common.begin(), common.end(), [](const auto& scorer) { return scorer.comparer != nullptr; });
    if (scorers.all_named()) scorer_names_ = scorers.names();
    const Node* metrics = tree.Find("metrics");
    if (metrics && !metrics->IsNull())
      metrics_known_ = metrics->IsList() && LoadMetrics(*metrics, catalogue_, suite_.metrics, diagnostics_);
    suite_.sha256 = Hex(Sha256Of(CanonicalJson(tree.ToJson()) + scorers.texts() + target_texts));
  }

  // The suite's targets are among those of the run that is scored; without any they are all of these.
  void MatchRecorded(const Node* list) {
    const std::vector<TargetInfo>& recorded = *options_.recorded;
    std::vector<std::string> names;
    names.reserve(recorded.size());
    for (const TargetInfo& info : recorded) names.push_back(info.name);
    for (size_t i = 0; i < suite_.targets.size(); ++i) {
      TargetInfo& info = suite_.targets[i].info;
      const auto same = std::find(names.begin(), names.end(), info.name);
      if (same != names.end())
        info.type = recorded[static_cast<size_t>(same - names.begin())].type;
      else if (!info.type.empty())  // or it is broken, which was a mistake already
        Mistake(list->items()[i], fmt::format("the run that is scored has no target '{}'; it has {}", info.name,
                                              JoinQuoted(std::span<const std::string>(names))));
    }
    if (!suite_.targets.empty()) return;
    for (const TargetInfo& info : recorded) suite_.targets.emplace_back().info = {info.name, info.type};
  }

  void ReadGates(const Node& tree) {
    const Node* list = ListOf(tree, "gates", nullptr);
    for (size_t i = 0; list && i < list->items().size() && !diagnostics_.full(); ++i) ReadGate(list->items()[i]);
    if (!suite_.gates.empty()) return;
    auto gate = ParseGate("pass_rate >= 1");
    assert(gate);
    suite_.gates.push_back(std::move(*gate));
  }

  void ReadGate(const Node& node) {
    const Node* text = &node;
    if (node.IsMap()) {
      const Shape shape{{{"warn", kText, "", true}}};
      if (!CheckShape(node, shape, diagnostics_)) return;
      text = node.Find("warn");
    }
    if (!text->IsString()) {
      const std::string_view found = Describe(text->kind());
      return Mistake(*text,
                     fmt::format("a gate is a text such as pass_rate >= 90%, or {{ warn: TEXT }}; found {}", found));
    }
    auto gate = ParseGate(text->AsString());
    if (!gate) return diagnostics_.Add(AtNode(gate.error(), *text));
    gate->warn = node.IsMap();
    if (gate->figure == Figure::kMean && scorer_names_ &&
        std::find(scorer_names_->begin(), scorer_names_->end(), gate->name) == scorer_names_->end())
      return diagnostics_.Add(AtNode(UnknownScorer(text->AsString(), gate->name), *text));
    if (const auto known = CheckMetric(*gate, text->AsString()); !known)
      return diagnostics_.Add(AtNode(known.error(), *text));
    suite_.gates.push_back(std::move(*gate));
  }

  // That the metric of a gate is there, and which it is.
  Result<> CheckMetric(const Gate& gate, const std::string& text) const {
    if (!IsOfMetric(gate.figure) || !metrics_known_) return {};
    std::vector<std::string> names;
    names.reserve(suite_.metrics.size());
    for (const MetricInfo& metric : suite_.metrics) names.push_back(metric.name);
    if (names.empty())
      return Unexpected(
          AtColumn(1,
                   "this is a figure of a metric, and the suite has none: add metrics: [ classification: { at: /group, "
                   "expected: /group } ]"));
    if (gate.name.empty() && names.size() > 1)
      return Unexpected(AtColumn(1, fmt::format("of which metric? Name it first in the parentheses: {}",
                                                JoinQuoted(std::span<const std::string>(names)))));
    if (gate.name.empty() || std::find(names.begin(), names.end(), gate.name) != names.end()) return {};
    return Unexpected(AtColumn(ColumnOf(text, gate.name), UnknownName("metric", gate.name, names)));
  }

  // Of a name in a gate's parentheses.
  static int ColumnOf(const std::string& text, const std::string& name) {
    return static_cast<int>(text.find(name, text.find('('))) + 1;
  }
  static Error AtColumn(int column, const std::string& message) {
    return Error(Diagnostic{{"", 0, column}, fmt::format("column {}: {}", column, message), ""});
  }
  Error UnknownScorer(const std::string& text, const std::string& name) const {
    return AtColumn(ColumnOf(text, name), UnknownName("scorer", name, *scorer_names_));
  }

  const std::string& path_;
  const LoadOptions& options_;
  const Catalogue& catalogue_;
  const Services& services_;
  Diagnostics diagnostics_;
  Suite suite_;
  std::optional<std::vector<std::string>> scorer_names_;  // when all are known
  bool metrics_known_ = true;                             // no mistake is among them
};

}  // namespace

Result<Suite> LoadSuite(const std::string& path, const LoadOptions& options, const Catalogue& catalogue,
                        const Services& services) {
  return SuiteLoader(path, options, catalogue, services).Load();
}

}  // namespace harness
