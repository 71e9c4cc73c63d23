#include "harness/suite/genie_questions.h"

#include <map>
#include <memory>
#include <optional>
#include <set>

#include "harness/base/text.h"
#include "harness/sql/databricks_result.h"
#include "harness/suite/benchmark.h"
#include "harness/suite/benchmark_labels.h"

namespace harness {
namespace {

constexpr std::chrono::minutes kPatience{2};
constexpr size_t kMaxTitle = 80;  // code points

// A text, or a list of its pieces; nullopt: something else.
std::optional<std::string> WholeText(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  if (!json.is_array()) return std::nullopt;
  std::string text;
  for (const Json& piece : json) {
    if (!piece.is_string()) return std::nullopt;
    text += piece.get_ref<const std::string&>();
  }
  return text;
}

// On one line.
std::string TitleOf(std::string_view question) {
  std::string title;
  for (const std::string_view word : Split(question, " \t\r\n")) {
    if (word.empty()) continue;
    if (!title.empty()) title += ' ';
    title += word;
  }
  return Abbreviate(title, kMaxTitle);
}

class Reader {
 public:
  explicit Reader(const std::string& space) : space_(space) {}

  Result<> Take(const Json& question) {
    const std::string id = TextOf(question, "id");
    const auto text = WholeText(MemberOf(question, "question"));
    if (!text || Trim(*text).empty()) return Fail("the benchmark question {} of the Genie space has no text", Name(id));
    BenchmarkQuestion read;
    const std::string asked(Trim(*text));
    (HasHangul(asked) ? read.question_ko : read.question_en) = asked;
    read.id = FreeId(id);
    read.title = TitleOf(asked);
    read.source = "genie:" + space_;
    if (auto taken = TakeAnswers(MemberOf(question, "answer"), id, read); !taken) return taken;
    Case test = CasesOf(read, BenchmarkLanguage::kEnglish)[0];
    if (read.sql.empty()) {
      test.expected.reset();
      ++found_.without_sql;
    }
    found_.cases.push_back(std::move(test));
    return {};
  }

  GenieQuestions Finish() { return std::move(found_); }

 private:
  std::string Name(const std::string& id) const {
    return id.empty() ? fmt::format("number {}", found_.cases.size() + 1) : fmt::format("'{}'", Abbreviate(id, 60));
  }

  // Spaces may hold an id twice.
  std::string FreeId(const std::string& id) {
    if (id.empty()) return "";
    std::string free = id;
    for (int number = 2; !ids_.insert(free).second; ++number) free = fmt::format("{}~{}", id, number);
    if (free != id) ++found_.repeated_ids;
    return free;
  }

  Result<> TakeAnswers(const Json& answers, const std::string& id, BenchmarkQuestion& to) const {
    if (answers.is_null()) return {};
    if (!answers.is_array()) return Fail("the answer of the benchmark question {} can't be read", Name(id));
    for (const Json& answer : answers) {
      if (TextOf(answer, "format") != "SQL") continue;
      const auto sql = WholeText(MemberOf(answer, "content"));
      if (!sql) return Fail("the SQL of the benchmark question {} can't be read", Name(id));
      if (!Trim(*sql).empty()) to.sql.emplace_back(Trim(*sql));
    }
    return {};
  }

  const std::string& space_;
  std::set<std::string> ids_;
  GenieQuestions found_;
};

}  // namespace

Result<GenieQuestions> ReadGenieQuestions(const Json& answer, const std::string& space) {
  const Json& serialized = MemberOf(answer, "serialized_space");
  if (!serialized.is_string())
    return Fail("the Genie space came without its definition; the identity needs CAN EDIT on the Genie space");
  const Result<Json> definition = ParseJson(serialized.get_ref<const std::string&>());
  if (!definition) return Fail("the definition of the Genie space is no JSON: {}", definition.error().Message());
  const Json& questions = MemberOf(MemberOf(*definition, "benchmarks"), "questions");
  if (!questions.is_null() && !questions.is_array()) return Fail("the benchmark of the Genie space can't be read");
  if (questions.empty()) return Fail("the Genie space has no benchmark questions");
  Reader reader(space);
  Diagnostics mistakes;
  for (const Json& question : questions) {
    if (mistakes.full()) break;
    if (auto taken = reader.Take(question); !taken) mistakes.Add(taken.error());
  }
  if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
  return reader.Finish();
}

Result<GenieQuestions> FetchGenieQuestions(const GenieSpace& space, Http& http, Clock& clock, Processes& processes,
                                           Secrets* secrets) {
  DatabricksApi api(space.workspace.host, GenieService(space, "CAN EDIT"),
                    MakeDatabricksLogin(space.workspace, http, clock, processes, secrets), http, clock);
  DatabricksRequest request{"GET", "?include_serialized_space=true"};
  request.patient = true;
  SqlLimits limits;
  limits.deadline = clock.SteadyNow() + kPatience;
  const auto answer = api.Call(request, limits);
  if (answer) return ReadGenieQuestions(*answer, space.id);
  const DatabricksFault& fault = answer.error();
  Diagnostic failed{{}, "the Genie space can't be read: " + fault.message, {}};
  failed.outage = fault.status == 0 || fault.status == 429 || fault.status >= 500;
  return Unexpected(Error(std::move(failed)));
}

}  // namespace harness
