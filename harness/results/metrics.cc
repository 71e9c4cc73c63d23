#include "harness/results/metrics.h"

#include <algorithm>
#include <utility>

#include "harness/results/classification.h"
#include "harness/results/extract_part.h"

namespace harness {

std::vector<MetricType> MetricTypes() {
  return {ClassificationMetricType()};
}

Result<MetricReader> MetricReader::Make(const MetricInfo& info) {
  MetricReader reader;
  auto at = JsonPointer::Parse(info.at), expected = JsonPointer::Parse(info.expected);
  const auto extract = ParseExtract(info.extract.empty() ? "none" : info.extract);
  if (!at) return Fail("'at': {}", at.error().Message());
  if (!expected) return Fail("'expected': {}", expected.error().Message());
  if (!extract) return Fail("'extract': unknown word '{}'", info.extract);
  if (!info.at.empty()) reader.at_ = std::move(*at);
  reader.expected_ = std::move(*expected);
  reader.extract_ = *extract;
  return reader;
}

Observation MetricReader::Read(const CaseRow& test, const AttemptRow& attempt) {
  Observation observation;
  const bool failed = !attempt.failure_kind.empty();
  observation.answered = !failed || attempt.verdict != Verdict::kError;
  observation.actual = failed ? nullptr : ReadActual(attempt);
  observation.expected = ReadExpected(test);
  return observation;
}

// As a scorer's judged part is taken; where that fails its case, there is nothing here.
const Json* MetricReader::ReadActual(const AttemptRow& attempt) {
  Output output;
  if (!attempt.output_json.empty()) {
    auto json = ParseJson(attempt.output_json);
    if (!json) return nullptr;
    output.json = std::move(*json);
  } else {
    output.text = attempt.output_text;
  }
  const bool structured = output.json && extract_ == Extract::kNone;
  if (structured) {
    part_ = std::move(*output.json);
  } else {
    auto part = ExtractPart(output, extract_);
    if (!part) return nullptr;
    part_ = std::move(*part);
  }
  if (at_ && !structured && part_.is_string()) {
    auto parsed = ParseJson(part_.get_ref<const std::string&>());
    if (!parsed) return nullptr;
    part_ = std::move(*parsed);
  }
  const Json* found = at_ ? at_->Find(part_) : &part_;
  return found && !found->is_null() ? found : nullptr;
}

const Json* MetricReader::ReadExpected(const CaseRow& test) {
  if (test.expected.empty()) return nullptr;
  if (test.expected != text_) {
    text_ = test.expected;
    document_ = ParseJson(text_).value_or(Json());
  }
  const Json* found = expected_.Find(document_);
  return found && !found->is_null() ? found : nullptr;
}

RunMetrics::RunMetrics(const RunRecord& run) : run_(run) {
  const std::vector<MetricType> types = MetricTypes();
  for (const MetricInfo& info : run.metrics) {
    const auto type =
        std::find_if(types.begin(), types.end(), [&](const MetricType& one) { return one.name == info.type; });
    auto reader = MetricReader::Make(info);
    if (type == types.end() || !reader) {
      problem_ = fmt::format("the metric {} of run {} can't be computed: {}", info.name, run.id,
                             reader ? fmt::format("its type '{}' is unknown", info.type) : reader.error().Message());
      metrics_.clear();
      return;
    }
    One& one = metrics_.emplace_back(One{type->make, std::move(*reader), type->make(), {}});
    for (size_t i = 0; run.targets.size() > 1 && i < run.targets.size(); ++i) one.targets.push_back(one.make());
  }
}

int RunMetrics::Find(const std::string& name) const {
  for (size_t i = 0; i < metrics_.size(); ++i)
    if (name == run_.metrics[i].name || (name.empty() && metrics_.size() == 1)) return static_cast<int>(i);
  return -1;
}

const Metric& RunMetrics::Of(int metric, int target) const {
  const One& one = metrics_[static_cast<size_t>(metric)];
  return target < 0 || one.targets.empty() ? *one.all : *one.targets[static_cast<size_t>(target)];
}

std::unique_ptr<Metric> RunMetrics::MakeAnother(int metric) const {
  return metrics_[static_cast<size_t>(metric)].make();
}

Result<> RunMetrics::Add(const CaseRow& test, const AttemptRow& attempt) {
  if (!problem_.empty()) return Fail("{}", problem_);
  observed_.clear();
  for (One& one : metrics_) {
    const Observation& observation = observed_.emplace_back(one.reader.Read(test, attempt));
    one.all->Add(observation);
    if (!one.targets.empty()) one.targets[attempt.key.target]->Add(observation);
  }
  return {};
}

std::vector<MetricSummary> RunMetrics::Finish() const {
  std::vector<MetricSummary> summaries;
  for (size_t i = 0; i < metrics_.size(); ++i) {
    const One& one = metrics_[i];
    MetricSummary& summary = summaries.emplace_back(MetricSummary{run_.metrics[i], one.all->Figures(), {}});
    for (const auto& target : one.targets) summary.targets.push_back(target->Figures());
    if (one.targets.empty()) summary.targets.push_back(summary.all);
  }
  return summaries;
}

}  // namespace harness
