#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/clock.h"
#include "reports/buffered_file.h"
#include "reports/folded_cases.h"
#include "reports/junit.h"
#include "reports/report.h"
#include "reports/xml_writer.h"

namespace harness {
namespace {

constexpr size_t kMaxMessage = 1024;  // bytes
constexpr size_t kMaxBody = 4096;     // bytes

struct Counts {
  uint64_t tests = 0, failures = 0, errors = 0, skipped = 0;
  int64_t latency_us = 0;
  bool operator==(const Counts&) const = default;

  void Add(const FoldedCase& folded) {
    ++tests;
    latency_us += folded.latency_us;
    if (folded.verdict == Verdict::kFail) ++failures;
    if (folded.verdict == Verdict::kError || folded.verdict == Verdict::kUnknown) ++errors;
    if (folded.verdict == Verdict::kSkipped) ++skipped;
  }
};

// Of each target of a run.
Result<std::vector<Counts>> Count(const RunRecord& run, Store& store) {
  std::vector<Counts> counts(run.targets.size());
  Result<FoldedCases> cases = FoldedCases::Open(run, store, false);
  if (!cases) return Unexpected(cases.error());
  FoldedCase folded;
  while (true) {
    const Result<bool> more = cases->Next(folded);
    if (!more) return Unexpected(more.error());
    if (!*more) return counts;
    counts[folded.target].Add(folded);
  }
}

Counts Sum(const std::vector<std::vector<Counts>>& runs) {
  Counts sum;
  for (const std::vector<Counts>& targets : runs) {
    for (const Counts& counts : targets) {
      sum.tests += counts.tests;
      sum.failures += counts.failures;
      sum.errors += counts.errors;
      sum.latency_us += counts.latency_us;
    }
  }
  return sum;
}

std::string Seconds(int64_t us) {
  return fmt::format("{:.3f}", static_cast<double>(std::max<int64_t>(us, 0)) / 1e6);
}

// One part of a class name: readers split it at dots.
std::string ClassPart(std::string part) {
  std::replace(part.begin(), part.end(), '.', '_');
  return part;
}

// "1 of 3 passed, 1 not run"
std::string FoldedText(const FoldedCase& folded, uint32_t planned) {
  const uint32_t stored = folded.repeats.stored();
  const uint32_t total = std::max(planned, stored);
  std::string text = fmt::format("{} of {} passed", folded.repeats[Verdict::kPass], total);
  if (stored < total) text += fmt::format(", {} not run", total - stored);
  return text;
}

class SuiteWriter {
 public:
  SuiteWriter(const Summary& summary, XmlWriter& xml, BufferedFile& buffer)
      : summary_(summary), run_(summary.run), xml_(xml), buffer_(buffer) {}

  Result<> Write(uint16_t target, const Counts& counts, Store& store) {
    XmlWriter::Element suite(xml_, "testsuite");
    suite.Attribute("name", run_.suite + "." + run_.targets[target].name);
    suite.Attribute("tests", counts.tests).Attribute("failures", counts.failures).Attribute("errors", counts.errors);
    suite.Attribute("skipped", counts.skipped).Attribute("time", Seconds(counts.latency_us));
    if (run_.started_at != 0) suite.Attribute("timestamp", FormatTimestamp(run_.started_at).substr(0, 19));
    WriteProperties(run_.targets[target].name);
    return WriteCases(target, counts, store);
  }

 private:
  void WriteProperties(const std::string& target) {
    XmlWriter::Element properties(xml_, "properties");
    WriteProperty("run", run_.id);
    if (!run_.git.empty()) WriteProperty("git", run_.git);
    for (const ScorerFigures& scorer : summary_.scorers) {
      const CorrectedShare* share = scorer.corrected ? scorer.corrected->Of(target) : nullptr;
      if (!share || !share->rate) continue;
      WriteProperty("corrected_pass_rate." + scorer.info.name, fmt::format("{:.6g}", share->rate->rate));
      WriteProperty("corrected_pass_rate_se." + scorer.info.name, fmt::format("{:.6g}", share->rate->standard_error));
    }
  }

  void WriteProperty(const std::string& name, const std::string& value) {
    XmlWriter::Element(xml_, "property").Attribute("name", name).Attribute("value", value);
  }

  Result<> WriteCases(uint16_t target, const Counts& counts, Store& store) {
    Result<FoldedCases> cases = FoldedCases::Open(run_, store, true);
    if (!cases) return Unexpected(cases.error());
    const std::string class_name = ClassPart(run_.suite) + "." + ClassPart(run_.targets[target].name);
    Counts written;
    FoldedCase folded;
    while (true) {
      const Result<bool> more = cases->Next(folded, target);
      if (!more) return Unexpected(more.error());
      if (!*more) break;
      written.Add(folded);
      WriteCase(folded, class_name);
      if (Result<> drained = buffer_.Drain(); !drained) return drained;
    }
    if (written != counts) return Fail("run {} changed while its JUnit report was written; write it again", run_.id);
    return {};
  }

  void WriteCase(const FoldedCase& folded, const std::string& class_name) {
    XmlWriter::Element test(xml_, "testcase");
    test.Attribute("name", folded.id);
    test.Attribute("classname", folded.category.empty() ? class_name : class_name + "." + ClassPart(folded.category));
    test.Attribute("time", Seconds(folded.latency_us));
    if (folded.verdict == Verdict::kPass) return;
    if (folded.verdict == Verdict::kSkipped) {
      XmlWriter::Element skipped(xml_, "skipped");
      return;
    }
    WriteShortfall(folded);
  }

  void WriteShortfall(const FoldedCase& folded) {
    const bool failed = folded.verdict == Verdict::kFail;
    // A case can be undecided because repeats are missing; then its failures are all there is to say.
    const std::optional<Shortfall>& first = failed || !folded.undecided ? folded.failed : folded.undecided;
    const std::string word(ToString(folded.verdict));
    std::string message;
    if (run_.repeat > 1) message = FoldedText(folded, static_cast<uint32_t>(run_.repeat));
    if (first && !first->reason.empty()) message += (message.empty() ? "" : "; ") + first->reason;
    XmlWriter::Element element(xml_, failed ? "failure" : "error");
    element.Attribute("type", first && !first->kind.empty() ? first->kind : word);
    element.Attribute("message", message.empty() ? word : message, kMaxMessage);
    element.Text(folded.place + "\n" + folded.details, kMaxBody);
  }

  const Summary& summary_;
  const RunRecord& run_;
  XmlWriter& xml_;
  BufferedFile& buffer_;
};

}  // namespace

std::string GitLabWarning(uint64_t bytes, uint64_t elements) {
  if (bytes <= kGitLabBytes && elements <= kGitLabElements) return "";
  return fmt::format(
      "the JUnit report has {:.1f} MB and {} elements; GitLab refuses files of more than 30 MB or 250000 elements: "
      "shard the "
      "run, or filter it",
      static_cast<double>(bytes) / (1024 * 1024), elements);
}

Result<std::string> WriteJunit(std::span<const Summary> summaries, Store& store, OutputFile& file) {
  std::vector<std::vector<Counts>> counts;
  for (const Summary& summary : summaries) {
    Result<std::vector<Counts>> counted = Count(summary.run, store);
    if (!counted) return Unexpected(counted.error());
    counts.push_back(std::move(*counted));
  }
  const Counts sum = Sum(counts);
  BufferedFile buffer(file);
  XmlWriter xml(buffer.text());
  {
    XmlWriter::Element suites(xml, "testsuites");
    suites.Attribute("name", "harness").Attribute("tests", sum.tests).Attribute("failures", sum.failures);
    suites.Attribute("errors", sum.errors).Attribute("time", Seconds(sum.latency_us));
    for (size_t i = 0; i < summaries.size(); ++i) {
      SuiteWriter writer(summaries[i], xml, buffer);
      for (size_t target = 0; target < counts[i].size(); ++target) {
        if (Result<> written = writer.Write(static_cast<uint16_t>(target), counts[i][target], store); !written)
          return Unexpected(written.error());
      }
    }
  }
  if (Result<> flushed = buffer.Flush(); !flushed) return Unexpected(flushed.error());
  return GitLabWarning(buffer.size(), xml.elements());
}

}  // namespace harness
