#include "harness/suite/genie_source.h"

#include <mutex>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/suite/genie_questions.h"
#include "harness/suite/selected_cases.h"

namespace harness {
namespace {

// A space that is asked once.
class AskedSpace {
 public:
  AskedSpace(GenieSpace space, Node node, const Services& services)
      : space_(std::move(space)), node_(std::move(node)), services_(services) {}

  // The same in every call.
  const Result<GenieQuestions>& Questions() {
    const std::lock_guard lock(mutex_);
    if (!questions_) questions_ = Ask();
    return *questions_;
  }

 private:
  Result<GenieQuestions> Ask() const {
    Result<GenieQuestions> asked =
        FetchGenieQuestions(space_, services_.http, services_.clock, services_.processes, services_.secrets);
    if (!asked) return Unexpected(AtNode(asked.error()));
    const Place place = node_.place();
    for (Case& test : asked->cases) test.place = {place.file, place.line, 0};
    if (asked->repeated_ids > 0)
      services_.log.Warn("the Genie space {} holds {} a second time; they got ~2, ~3, …", space_.id,
                         Counted(asked->repeated_ids, "id"));
    if (asked->without_sql > 0)
      services_.log.Warn("the Genie space {} holds {} without SQL; they expect nothing", space_.id,
                         Counted(asked->without_sql, "question"));
    return asked;
  }

  Error AtNode(const Error& error) const {
    Diagnostics placed;
    for (const Diagnostic& diagnostic : error.diagnostics()) {
      Diagnostic here = node_.MakeDiagnostic(diagnostic.message);
      here.outage = diagnostic.outage;
      placed.Add(std::move(here));
    }
    return std::move(placed).ToError();
  }

  const GenieSpace space_;
  const Node node_;
  const Services services_;
  std::mutex mutex_;
  std::optional<Result<GenieQuestions>> questions_;
};

// Asks when the first case is wanted.
class SpaceReader final : public CaseReader {
 public:
  explicit SpaceReader(AskedSpace& space) : space_(space) {}

  Result<std::optional<Case>> Next() override {
    const Result<GenieQuestions>& questions = space_.Questions();
    if (!questions) return Unexpected(questions.error());
    if (!cases_) cases_.emplace(questions->cases);
    return cases_->Next();
  }

 private:
  AskedSpace& space_;
  std::optional<ListCaseReader> cases_;
};

struct SpaceContents {
  std::unique_ptr<AskedSpace> space;
  std::unique_ptr<CaseReader> Read() const { return std::make_unique<SpaceReader>(*space); }
};

}  // namespace

Shape GenieSourceShape() {
  return {{{"genie",
            kText | kMap,
            "The id of the space, or which space and who asks.",
            true,
            {},
            std::make_shared<const Shape>(Shape{GenieSpaceFields()})}}};
}

Result<std::unique_ptr<CaseSource>> MakeGenieSource(const Node& config, std::shared_ptr<const CaseExtras> extras,
                                                    const Services& services) {
  Diagnostics diagnostics;
  CaseSelection selection;
  GenieSpace space;
  const Node& genie = *config.Find("benchmark")->Find("genie");
  diagnostics.Take(CaseSelection::Read(config, services.seed, std::move(extras)), selection);
  diagnostics.Take(ReadGenieSpace(genie, services.files, services.environment), space);
  if (const Node* language = config.Find("language"))
    diagnostics.Add(language->MakeDiagnostic("'language' is for Markdown files: a Genie space asks in one language"));
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  return std::make_unique<SelectedCases<SpaceContents>>(
      SpaceContents{std::make_unique<AskedSpace>(std::move(space), genie, services)}, std::move(selection));
}

}  // namespace harness
