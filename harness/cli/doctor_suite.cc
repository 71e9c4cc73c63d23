#include "harness/cli/doctor_suite.h"

#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/models/models.h"
#include "harness/models/survey.h"
#include "harness/runner/plan.h"

namespace harness {
namespace {

using State = Finding::State;

constexpr std::chrono::seconds kDatabasePatience{30};  // a warehouse that sleeps takes longer
constexpr std::chrono::seconds kTargetPatience{10};
constexpr std::chrono::minutes kModelsPatience{10};  // all of them; each server has its own limit

class SuiteExaminer {
 public:
  SuiteExaminer(World& world, const Suite& suite, bool offline) : world_(world), suite_(suite), offline_(offline) {}

  void AddModels(const Node& models, const Services& services) {
    for (Finding& finding : SurveyModels(models, services, {.offline = offline_}, Context(kModelsPatience)))
      findings_.push_back(std::move(finding));
  }

  void AddDatabases() {
    for (const std::string& name : suite_.databases->Names()) {
      const auto engines = suite_.databases->Find(name, "");
      const std::string about = "database " + name;
      if (!engines)
        findings_.push_back({State::kFailed, about, engines.error().Message()});
      else
        for (const auto& engine : *engines) AddDatabase(about, *engine);
    }
  }

  void AddTargets() {
    for (const TargetSpec& target : suite_.targets) {
      if (!target.target) continue;
      const bool offline = offline_ || target.server;  // which is started with a run
      for (Finding& finding : target.target->Probe(offline, Context(kTargetPatience))) {
        finding.about = fmt::format("target {}: {}", target.info.name, finding.about);
        findings_.push_back(std::move(finding));
      }
    }
  }

  void AddScorers(const std::vector<ScorerSpec>& scorers) {
    for (const ScorerSpec& scorer : scorers) {
      AddScorers(scorer.members);
      if (scorer.absent.empty()) continue;
      const std::string about = "scorer " + scorer.info.name;
      if (scorer.optional)
        findings_.push_back({State::kSkipped, about, scorer.absent});
      else
        findings_.push_back({State::kMissing, about, scorer.absent, "or say optional: true, to skip it then"});
    }
  }

  std::vector<Finding> Take() { return std::move(findings_); }

 private:
  CallContext Context(std::chrono::steady_clock::duration patience) {
    return {world_.clock, world_.clock.SteadyNow() + patience, world_.control.stop(), {}, 0};
  }

  void AddDatabase(const std::string& about, SqlEngine& engine) {
    const SqlDialect dialect = engine.dialect();
    const std::string kind(ToString(dialect));
    if (offline_ && dialect != SqlDialect::kSqlite)
      return findings_.push_back({State::kSkipped, about, kind + ": not asked, with --offline"});
    SqlLimits limits{world_.clock.SteadyNow() + kDatabasePatience, world_.control.stop()};
    const bool has_version = dialect == SqlDialect::kPostgresql;
    const auto answer = engine.Query(has_version ? "SELECT current_setting('server_version')" : "SELECT 1", limits);
    if (!answer) return findings_.push_back({State::kFailed, about, kind + ": " + answer.error().message});
    findings_.push_back(
        {State::kOk, about, has_version ? fmt::format("{} {}", kind, TextOf(answer->table)) : kind + " answers"});
  }

  // The one cell.
  static std::string TextOf(const SqlTable& table) {
    const auto* text = table.rows() == 1 ? std::get_if<std::string>(&table.at(0, 0)) : nullptr;
    return text ? *text : "";
  }

  World& world_;
  const Suite& suite_;
  const bool offline_;
  std::vector<Finding> findings_;
};

}  // namespace

Result<std::vector<Finding>> ExamineSuite(World& world, const std::string& path, const Selection& selection,
                                          bool offline) {
  std::optional<Node> models;
  Catalogue catalogue = MakeCatalogue();
  catalogue.models = [&models](const Node* node, const Services& services, Diagnostics& diagnostics) {
    if (node && node->IsMap()) models = *node;
    return LoadModels(node, services, diagnostics);
  };
  Services services = world.services();
  services.survey = true;
  const Result<Suite> suite = LoadSuite(path, selection.load, catalogue, services);
  if (!suite) return Unexpected(suite.error());
  auto filter = ParseFilter(selection.filter);
  if (!filter) return Unexpected(filter.error());
  const Result<Plan> plan = Plan::Make(*suite, {std::move(*filter), selection.shard, nullptr});
  if (!plan) return Unexpected(plan.error());
  SuiteExaminer examiner(world, *suite, offline);
  if (models) examiner.AddModels(*models, services);
  examiner.AddDatabases();
  examiner.AddTargets();
  examiner.AddScorers(suite->scorers);
  return examiner.Take();
}

}  // namespace harness
