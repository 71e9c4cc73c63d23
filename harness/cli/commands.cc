#include "generators/data_run.h"
#include "generators/record_cases.h"
#include "harness/cli/command.h"

#include <ostream>

#include "harness/models/models.h"
#include "harness/results/metrics.h"
#include "harness/targets/registry.h"
#include "scorers/registry.h"

namespace harness {

const std::vector<Command>& Commands() {
  static const std::vector<Command> commands = {
      {"run", "SUITE…", "run suites: every case through every target, scored, stored, judged", RunRun},
      {"score", "RUN SUITE", "score the stored outputs of a run anew; calls no target", RunScore},
      {"try", "SUITE|SPEC [CASE]", "one case or record: what was sent, answered, extracted and scored; stores nothing",
       RunTry},
      {"check", "SUITE|SPEC…", "find every mistake in a suite or the spec of a data set; runs nothing", RunCheck},
      {"estimate", "SUITE|SPEC", "what it will take: tokens, money and time; asks nobody", RunEstimate},
      {"generate", "SPEC", "make the records of a data set", RunGenerate},
      {"quality", "FILE", "how good a data set is: repetition, diversity, leakage, likeness to a reference",
       RunQuality},
      {"show", "RUN CASE|RECORD", "an attempt in full: what models were asked, what they answered, every score",
       RunShow},
      {"report", "RUN…", "any report of a stored run", RunReport},
      {"render", "FILE", "print a template with its values put in", RunRender},
      {"runs", "[list | show RUN | delete RUN…]", "the runs in the store", RunRuns},
      {"merge", "STORE…", "make one run of the shards in several stores", RunMerge},
      {"judge", "calibrate | attack | agreement", "what the word of a judge, or of people who label, is worth",
       RunJudge},
      {"convert", "IN OUT", "Markdown benchmarks to JSON lines and back; other case files to JSON lines", RunConvert},
      {"init", "--target KIND | --spec", "write a starter suite, or the spec of a data set, that runs", RunInit},
      {"doctor", "[SUITE…]", "say what is missing: keys, servers, programs, libraries; runs nothing", RunDoctor},
      {"schema", "[suite|dataset]", "print the JSON Schema of suites or of data sets, for editors", RunSchema},
  };
  return commands;
}

void Complain(World& world, const Error& error) {
  for (const Diagnostic& diagnostic : error.diagnostics())
    world.err << (diagnostic.place.file.empty() ? "harness: " : "") << world.secrets.Redact(Render(diagnostic));
}

Catalogue MakeCatalogue() {
  std::vector<TargetType> targets = TargetTypes();
  targets.push_back(RecordTargetType());
  return {.targets = std::move(targets),
          .scorers = ScorerTypes(),
          .metrics = MetricTypes(),
          .models = LoadModels,
          .sources = {GenerateSourceType(), RecordsSourceType()},
          .rewrite = SuiteOfDataSet};
}

}  // namespace harness
