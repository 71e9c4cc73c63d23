// Benchmarks from cases: as records of JSON lines, and as Markdown again.

#include <algorithm>

#include "harness/base/text.h"
#include "harness/suite/benchmark.h"
#include "harness/suite/benchmark_labels.h"
#include "harness/suite/markdown.h"

namespace harness {
namespace {

constexpr const char* kWritten = "benchmark.md";  // what the Markdown is read again as

template <typename... Args>
Unexpected FailAt(const Place& place, fmt::format_string<Args...> format, Args&&... args) {
  return Unexpected(Error({place, fmt::format(format, std::forward<Args>(args)...), {}}));
}

// The gold queries of {"sql": text or list}, and nothing else; empty if it is not that.
std::vector<std::string> GoldOf(const std::optional<Json>& expected) {
  if (!expected || !expected->is_object() || expected->size() != 1 || !expected->contains("sql")) return {};
  const Json& sql = expected->at("sql");
  if (sql.is_string()) return {sql.get<std::string>()};
  const bool texts =
      sql.is_array() && std::all_of(sql.begin(), sql.end(), [](const Json& one) { return one.is_string(); });
  return texts ? sql.get<std::vector<std::string>>() : std::vector<std::string>();
}

// Moves the var into `to`; without it `to` stays.
void TakeVar(std::map<std::string, std::string>& vars, const char* name, std::string& to) {
  const auto found = vars.find(name);
  if (found == vars.end()) return;
  to = std::move(found->second);
  vars.erase(found);
}

void AppendMetadata(std::string& to, std::string_view key, std::string_view value) {
  to += fmt::format("- {}:{}{}\n", key, value.empty() ? "" : " ", value);
}

void AppendQuestion(std::string& to, const BenchmarkQuestion& question, const std::string& category) {
  to += fmt::format("### {}\n\n", question.title);
  if (!question.id.empty()) AppendMetadata(to, "id", question.id);
  if (question.category != category) AppendMetadata(to, "category", question.category);
  if (!question.tags.empty()) AppendMetadata(to, "tags", fmt::format("{}", fmt::join(question.tags, ", ")));
  if (!question.cluster.empty()) AppendMetadata(to, "cluster", question.cluster);
  if (!question.source.empty()) AppendMetadata(to, "source", question.source);
  for (const auto& [key, value] : question.metadata) AppendMetadata(to, key, value);
  if (!to.ends_with("\n\n")) to += '\n';
  if (!question.question_en.empty()) to += fmt::format("**Question (EN):** {}\n\n", question.question_en);
  if (!question.question_ko.empty()) to += fmt::format("**Question (KO):** {}\n\n", question.question_ko);
  for (const std::string& sql : question.sql) {
    const std::string fence = FenceFor(sql);
    to += fmt::format("{}sql\n{}\n{}\n\n", fence, sql, fence);
  }
}

// What of a question is another after writing and reading; empty: nothing.
std::string Difference(const BenchmarkQuestion& before, const BenchmarkQuestion& after) {
  if (before.title != after.title) return "title";
  if (!before.id.empty() && before.id != after.id) return "id";
  if (before.question_en != after.question_en) return "question_en";
  if (before.question_ko != after.question_ko) return "question_ko";
  if (before.sql != after.sql) return "SQL";
  if (before.category != after.category) return "category";
  if (before.tags != after.tags) return "tags";
  if (before.cluster != after.cluster) return "cluster";
  if (!before.source.empty() && before.source != after.source) return "source";
  return before.metadata != after.metadata ? "vars" : "";
}

std::string Markdown(std::span<const BenchmarkQuestion> questions) {
  std::string text;
  std::string category;
  for (const BenchmarkQuestion& question : questions) {
    if (question.category != category && !question.category.empty()) {
      category = question.category;
      text += fmt::format("## {}\n\n", category);
    }
    AppendQuestion(text, question, category);
  }
  if (text.ends_with("\n\n")) text.pop_back();
  return text;
}

// Whether the question survives by itself.
Result<> CheckKept(const BenchmarkQuestion& question) {
  const auto again = ReadBenchmark(Markdown(std::span(&question, 1)), kWritten);
  if (!again)
    return FailAt(question.place, "this can't be a question in Markdown: {}", again.error().diagnostics()[0].message);
  const std::string lost = again->size() == 1 ? Difference(question, again->front()) : "text";
  if (!lost.empty())
    return FailAt(
        question.place,
        "the {} can't be written in Markdown without changing it (line breaks, blanks around it, or marks of Markdown)",
        lost);
  return {};
}

}  // namespace

Json RecordOf(const Case& test) {
  Json record = {{"input", test.input}};
  if (!test.id.empty()) record["id"] = test.id;
  if (test.expected) record["expected"] = *test.expected;
  if (!test.category.empty()) record["category"] = test.category;
  if (!test.tags.empty()) record["tags"] = test.tags;
  if (!test.cluster.empty()) record["cluster"] = test.cluster;
  if (!test.vars.empty()) record["vars"] = test.vars;
  return record;
}

Result<BenchmarkQuestion> QuestionOf(const Case& test) {
  BenchmarkQuestion question;
  question.place = test.place;
  question.id = test.id;
  question.category = test.category;
  question.tags = test.tags;
  question.cluster = test.cluster;
  question.sql = GoldOf(test.expected);
  if (question.sql.empty())
    return FailAt(
        test.place,
        "a benchmark needs the gold SQL, and nothing else, as expected: {{\"sql\": a text or a list of texts}}");
  if (!test.input.is_string()) return FailAt(test.place, "a benchmark needs an input that is a text: the question");
  for (const auto& [key, value] : test.vars.items()) {
    if (value.is_structured() || value.is_null())
      return FailAt(test.place, "vars.{} is no text, number or boolean: metadata of a benchmark can't hold it",
                    Abbreviate(key, 60));
    question.metadata[key] = JsonText(value);
  }
  const std::string input = test.input.get<std::string>();
  TakeVar(question.metadata, "question_en", question.question_en);
  TakeVar(question.metadata, "question_ko", question.question_ko);
  if (question.question_en.empty() && question.question_ko.empty())
    (HasHangul(input) ? question.question_ko : question.question_en) = input;
  question.title = test.id.empty() ? input : test.id;
  TakeVar(question.metadata, "title", question.title);
  TakeVar(question.metadata, "source", question.source);
  const Case again = CasesOf(question, BenchmarkLanguage::kEnglish)[0];
  std::string language = again.vars["language"];
  TakeVar(question.metadata, "language", language);
  if (again.input != test.input || again.vars["language"] != language)
    return FailAt(test.place,
                  "the input is not vars.question_en (nor, without one, vars.question_ko): a benchmark would ask "
                  "another question");
  return question;
}

Result<std::string> WriteBenchmark(std::span<const BenchmarkQuestion> questions) {
  Diagnostics diagnostics;
  for (const BenchmarkQuestion& question : questions) {
    if (diagnostics.full()) break;
    if (auto kept = CheckKept(question); !kept) diagnostics.Add(kept.error());
  }
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  std::string text = Markdown(questions);
  if (text.size() > kMaxBenchmarkBytes)
    return Fail("a benchmark of {} would be too large to be read: at most {}; split the file", FormatSize(text.size()),
                FormatSize(kMaxBenchmarkBytes));
  const auto again = ReadBenchmark(text, kWritten);
  if (!again) return Fail("the questions don't go together in Markdown: {}", again.error().diagnostics()[0].message);
  for (size_t i = 0; i < questions.size(); ++i) {
    const std::string lost = i < again->size() ? Difference(questions[i], (*again)[i]) : "text";
    if (!lost.empty())
      return FailAt(questions[i].place, "the {} can't be kept beside the other questions in Markdown", lost);
  }
  return text;
}

}  // namespace harness
