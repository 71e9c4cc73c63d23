#include "reports/json_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <iterator>

#include "harness/base/clock.h"
#include "harness/base/text.h"
#include "reports/json_items.h"

namespace harness {
namespace {

template <typename T>
void AppendNumber(std::string& to, T value) {
  std::array<char, 32> buffer;
  to.append(buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr);
}

// A serialised value; `absent` stands for none. A line break can only be a blank between its tokens, and becomes one.
void AppendJson(std::string& to, std::string_view json, std::string_view absent = "null") {
  const size_t start = to.size();
  to += json.empty() ? absent : json;
  if (json.find('\n') != std::string_view::npos)
    std::replace(to.begin() + static_cast<ptrdiff_t>(start), to.end(), '\n', ' ');
}

void AppendStringOrNull(std::string& to, std::string_view text) {
  if (text.empty())
    to += "null";
  else
    AppendJsonString(to, text);
}

void AppendMilliseconds(std::string& to, int64_t us) {
  if (us < 0) to += '-';
  const uint64_t size = us < 0 ? 0 - static_cast<uint64_t>(us) : static_cast<uint64_t>(us);
  AppendNumber(to, size / 1000);
  if (size % 1000 == 0) return;
  const uint64_t part = size % 1000;
  to += '.';
  to += static_cast<char>('0' + part / 100);
  to += static_cast<char>('0' + part / 10 % 10);
  to += static_cast<char>('0' + part % 10);
}

}  // namespace

// The lines of one run. What all of them repeat is rendered once.
class JsonLines::OfRun {
 public:
  OfRun(const RunRecord& run, bool several, std::string& to) : run_(run), to_(to) {
    opening_ = "{";
    if (several) {
      opening_ += "\"suite\":";
      AppendJsonString(opening_, run.suite);
      opening_ += ',';
    }
    opening_ += "\"case\":";
    for (const TargetInfo& target : run.targets) AppendJsonString(targets_.emplace_back(",\"target\":"), target.name);
    for (const ScorerInfo& scorer : run.scorers) AddScorer(scorer);
  }

  Result<> Add(const CaseRow& test, const AttemptRow& attempt) {
    if (attempt.key.target >= targets_.size()) {
      return Fail("run {}: an attempt of case '{}' is of target {}, but the run has {}", run_.id, test.id,
                  attempt.key.target + 1, targets_.size());
    }
    const size_t start = to_.size();
    to_ += opening_;
    AppendJsonString(to_, test.id);
    to_ += targets_[attempt.key.target];
    to_ += ",\"repeat\":";
    AppendNumber(to_, attempt.key.repeat);
    to_ += ",\"verdict\":\"";
    to_ += ToString(attempt.verdict);
    to_ += '"';
    AppendCase(test);
    AppendOutput(attempt);
    if (Result<> scores = AppendScores(test, attempt.scores); !scores) return scores;
    AppendCall(attempt);
    to_ += "}\n";
    RepairLine(start);
    return {};
  }

 private:
  struct ScorerParts {
    std::string before_verdict;
    std::string weight;
  };

  void AddScorer(const ScorerInfo& scorer) {
    ScorerParts& parts = scorers_.emplace_back();
    parts.before_verdict = "{\"name\":";
    AppendJsonString(parts.before_verdict, scorer.name);
    parts.before_verdict += ",\"type\":";
    AppendJsonString(parts.before_verdict, scorer.type);
    parts.before_verdict += ",\"verdict\":\"";
    parts.weight = ",\"weight\":";
    AppendNumber(parts.weight, scorer.weight);
    parts.weight += ",\"reason\":";
  }

  void AppendCase(const CaseRow& test) {
    to_ += ",\"category\":";
    AppendJsonString(to_, test.category);
    to_ += ",\"tags\":";
    AppendJson(to_, test.tags, "[]");
    to_ += ",\"source\":{\"file\":";
    AppendStringOrNull(to_, test.file);
    to_ += ",\"line\":";
    if (test.line > 0)
      AppendNumber(to_, test.line);
    else
      to_ += "null";
    to_ += "},\"input\":";
    AppendJson(to_, test.input);
    to_ += ",\"expected\":";
    AppendJson(to_, test.expected);
  }

  void AppendOutput(const AttemptRow& attempt) {
    to_ += ",\"output\":{\"text\":";
    AppendJsonString(to_, attempt.output_text);
    to_ += ",\"json\":";
    AppendJson(to_, attempt.output_json);
    if (!attempt.output_turns.empty()) {
      to_ += ",\"turns\":";
      AppendJson(to_, attempt.output_turns);
    }
    to_ += "},\"failure\":";
    if (attempt.failure_kind.empty()) {
      to_ += "null";
    } else {
      to_ += "{\"kind\":";
      AppendJsonString(to_, attempt.failure_kind);
      to_ += ",\"message\":";
      AppendJsonString(to_, attempt.failure_message);
      to_ += '}';
    }
    to_ += ",\"failure_category\":";
    AppendStringOrNull(to_, attempt.failure_category);
  }

  // Spliced from [[scorer, verdict, value|null, reason?, evidence?, …], …], without building them up. Often they are
  // those of the line before, all passed.
  Result<> AppendScores(const CaseRow& test, std::string_view serialised) {
    if (!serialised.empty() && serialised == last_scores_) {
      to_ += last_scores_rendered_;
      return {};
    }
    const size_t start = to_.size();
    to_ += ",\"scores\":[";
    if (!serialised.empty()) {
      JsonItems scores(serialised);
      std::string_view score;
      for (bool first = true; scores.Next(score); first = false) {
        if (!first) to_ += ',';
        if (!AppendScore(score)) return BadScores(test);
      }
      if (!scores.ok()) return BadScores(test);
    }
    to_ += ']';
    const bool says_why = serialised.find('"') != std::string_view::npos;
    if (says_why) return {};
    last_scores_ = serialised;
    last_scores_rendered_.assign(to_, start);
    return {};
  }

  bool AppendScore(std::string_view score) {
    std::array<std::string_view, 5> parts;
    JsonItems items(score);
    size_t count = 0;
    for (std::string_view part; items.Next(part); ++count)
      if (count < parts.size()) parts[count] = part;
    const auto [scorer, verdict, value, reason, evidence] = parts;
    size_t index = 0, verdict_index = 0;
    if (!items.ok() || count < 3 || !ReadIndex(scorer, scorers_.size(), index)) return false;
    if (!ReadIndex(verdict, std::size(kVerdicts), verdict_index)) return false;
    to_ += scorers_[index].before_verdict;
    to_ += ToString(kVerdicts[verdict_index]);
    to_ += "\",\"value\":";
    AppendJson(to_, value);
    to_ += scorers_[index].weight;
    AppendJson(to_, reason, "\"\"");
    to_ += ",\"evidence\":";
    AppendJson(to_, evidence);
    to_ += '}';
    return true;
  }

  static bool ReadIndex(std::string_view text, size_t count, size_t& index) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
    return error == std::errc() && end == text.data() + text.size() && index < count;
  }

  Unexpected BadScores(const CaseRow& test) const {
    return Fail("run {}: the stored scores of case '{}' can't be read", run_.id, test.id);
  }

  void AppendCall(const AttemptRow& attempt) {
    to_ += ",\"latency_ms\":";
    AppendMilliseconds(to_, attempt.latency_us);
    to_ += ",\"usage\":";
    if (attempt.usage) {
      to_ += "{\"input_tokens\":";
      AppendNumber(to_, attempt.usage->input_tokens);
      to_ += ",\"output_tokens\":";
      AppendNumber(to_, attempt.usage->output_tokens);
      to_ += ",\"cached\":";
      AppendNumber(to_, attempt.usage->cached_tokens);
      to_ += '}';
    } else {
      to_ += "null";
    }
    to_ += ",\"cost_usd\":";
    if (attempt.cost_usd)
      AppendNumber(to_, *attempt.cost_usd);
    else
      to_ += "null";
    if (!attempt.finish_reason.empty()) {
      to_ += ",\"finish_reason\":";
      AppendJsonString(to_, attempt.finish_reason);
    }
    to_ += ",\"started_at\":\"";
    to_ += FormatTimestamp(attempt.started_at);
    to_ += '"';
  }

  // Everything is repaired on its way into the store; a store that was written otherwise must not make an unreadable
  // line. Ill-formed bytes only occur within strings, so that repairing the line repairs them.
  void RepairLine(size_t start) {
    if (IsValidUtf8(std::string_view(to_).substr(start))) return;
    std::string line = to_.substr(start);
    RepairUtf8(line);
    to_.replace(start, std::string::npos, line);
  }

  const RunRecord& run_;
  std::string& to_;
  std::string opening_;
  std::vector<std::string> targets_;
  std::vector<ScorerParts> scorers_;
  std::string last_scores_, last_scores_rendered_;
};

JsonLines::JsonLines(OutputFile& file, bool several) : buffer_(file), several_(several) {}

JsonLines::~JsonLines() = default;

void JsonLines::Begin(const RunRecord& run) {
  run_ = std::make_unique<OfRun>(run, several_, buffer_.text());
}

Result<> JsonLines::Add(const CaseRow& test, const AttemptRow& attempt) {
  if (Result<> added = run_->Add(test, attempt); !added) return added;
  return buffer_.Drain();
}

Result<> JsonLines::End() {
  return buffer_.Flush();
}

namespace {

Result<> AddStored(const RunRecord& run, Store& store, JsonLines& lines) {
  Result<std::unique_ptr<AttemptCursor>> cursor =
      store.Attempts(run.number, {.scores = true, .input = true, .output = true});
  if (!cursor) return Unexpected(cursor.error());
  lines.Begin(run);
  while (true) {
    const Result<bool> more = (*cursor)->Next();
    if (!more) return Unexpected(more.error());
    if (!*more) return {};
    if (Result<> added = lines.Add((*cursor)->test(), (*cursor)->attempt()); !added) return added;
  }
}

}  // namespace

Result<> WriteJsonLines(std::span<const Summary> summaries, Store& store, OutputFile& file) {
  JsonLines lines(file, summaries.size() > 1);
  for (const Summary& summary : summaries)
    if (Result<> added = AddStored(summary.run, store, lines); !added) return added;
  return lines.End();
}

}  // namespace harness
