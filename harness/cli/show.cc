// harness show RUN CASE
#include <algorithm>
#include <ostream>

#include "harness/base/shape.h"
#include "harness/base/text.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/field_lines.h"
#include "harness/cli/options.h"
#include "harness/cli/stored_calls.h"
#include "harness/cli/stores.h"
#include "reports/display.h"
#include "reports/json_lines.h"

namespace harness {
namespace {

class Text final : public OutputFile {
 public:
  Result<> Write(std::string_view bytes) override {
    text += bytes;
    return {};
  }
  Result<> Commit() override { return {}; }

  std::string text;
};

Json ToJson(const TracedCall& call) {
  Json messages = Json::array();
  for (const ChatMessage& message : call.request.messages) messages.push_back(ToJson(message));
  Json json = {{"part", call.part.empty() ? Json() : Json(call.part)},
               {"model", call.model->name},
               {"provider", call.model->asked.provider},
               {"asked", call.model->asked.model},
               {"request_sha256", RequestDigest(call)},
               {"messages", std::move(messages)}};
  if (!call.texts.empty()) json["texts"] = call.texts;
  json["reply"] = call.reply ? ToJson(*call.reply) : Json();
  json["problem"] = call.reply ? Json() : Json(call.reply.error().message);
  return json;
}

// One attempt as it is shown, whichever way.
struct Shown {
  CaseRow test;
  AttemptRow attempt;
  StoredCalls found;
};

class ShowWriter {
 public:
  ShowWriter(World& world, const RunRecord& run) : lines_(world), run_(run) {}

  void Write(const std::vector<Shown>& all) {
    const CaseRow& test = all.front().test;
    lines_.Put("run", fmt::format("{}  {} ({}, {})", run_.id, run_.suite, run_.kind, ToString(run_.state)));
    lines_.Put("case", fmt::format("{}  ({})", test.id, ToString(Place{test.file, test.line, 0})));
    if (!test.category.empty()) lines_.Put("category", test.category);
    if (!test.tags.empty() && test.tags != "[]") lines_.Put("tags", test.tags);
    if (!test.cluster.empty()) lines_.Put("cluster", test.cluster);
    lines_.Put("input", TextOfJson(test.input));
    if (!test.expected.empty()) lines_.Put("expected", TextOfJson(test.expected));
    lines_.PutMap("vars", test.vars);
    for (const Shown& one : all) Write(one);
  }

 private:
  void Write(const Shown& one) {
    const AttemptRow& attempt = one.attempt;
    lines_.Gap();
    lines_.Put("attempt",
               fmt::format("{}, repeat {}: {}, {}, {}", run_.targets.at(attempt.key.target).name, attempt.key.repeat,
                           ToString(attempt.verdict), FormatDuration(std::chrono::microseconds(attempt.latency_us)),
                           SpentText(attempt.usage, attempt.cost_usd)));
    lines_.Put("started", fmt::format("{}, {}", FormatTimestamp(attempt.started_at),
                                      Counted(static_cast<uint64_t>(attempt.tries), "call")));
    for (const TracedCall& call : one.found.calls) lines_.Put(call);
    WriteOutput(attempt);
    if (!attempt.failure_kind.empty()) lines_.Put("failed", attempt.failure_kind + ": " + attempt.failure_message);
    if (!attempt.failure_category.empty()) lines_.Put("because", attempt.failure_category);
    WriteScores(attempt);
    for (const std::string& note : one.found.notes) lines_.Put("note", note);
  }

  void WriteOutput(const AttemptRow& attempt) {
    if (!attempt.output_turns.empty()) WriteTurns(attempt.output_turns);
    if (!attempt.output_json.empty())
      lines_.PutMap("output", attempt.output_json);
    else if (attempt.failure_kind.empty() || !attempt.output_text.empty())
      lines_.Put("output", attempt.output_text);
    if (!attempt.finish_reason.empty()) lines_.Put("finished", attempt.finish_reason);
  }

  void WriteTurns(const std::string& json) {
    const auto value = ParseJson(json);
    const auto turns = value ? ExchangesFromJson(*value) : Result<std::vector<Exchange>>();
    if (!turns) return;
    for (const Exchange& turn : *turns) {
      lines_.Put("user", JsonText(turn.user));
      lines_.Put("answer", turn.answer.json ? CanonicalJson(*turn.answer.json) : turn.answer.text);
    }
  }

  void WriteScores(const AttemptRow& attempt) {
    const auto scores = ParseScores(attempt.scores);
    if (!scores) return lines_.Put("scores", scores.error().Message());
    for (const Score& score : *scores) {
      const ScorerInfo& scorer = run_.scorers.at(static_cast<size_t>(score.scorer));
      std::string line = fmt::format("{}  {} ({})", ToString(score.verdict), scorer.name, scorer.type);
      if (score.value) line += fmt::format("  {:.3g}", *score.value);
      if (scorer.weight != 1) line += fmt::format("  weight {:.3g}", scorer.weight);
      if (score.usage || score.cost_usd) line += "  " + SpentText(score.usage, score.cost_usd);
      lines_.Put("score", line);
      if (!score.reason.empty()) lines_.Put("  reason", score.reason);
      if (!score.evidence.is_null()) lines_.Put("  evidence", CanonicalJson(score.evidence));
    }
  }

  FieldLines lines_;
  const RunRecord& run_;
};

class ShowCommand {
 public:
  ShowCommand(World& world, const Options& options) : world_(world), options_(options) {}

  int Run(const std::string& run_name, const std::string& id) {
    auto store = OpenStoreAt(options_.store(), world_, /*create=*/false);
    if (!store) return Stop(store.error(), kExitIncomplete);
    auto run = FindRun(**store, run_name);
    if (!run) return Stop(run.error(), kExitMistake);
    run->state = StateNow(*run, options_.store());
    const auto keys = KeysOf(*run, **store, id);
    if (!keys) return Stop(keys.error(), kExitMistake);
    const auto shown = Load(*run, **store, *keys);
    if (!shown) return Stop(shown.error(), kExitIncomplete);
    if (!options_.Flag("json")) {
      ShowWriter(world_, *run).Write(*shown);
      return kExitHolds;
    }
    const auto json = JsonOf(*run, *shown);
    if (!json) return Stop(json.error(), kExitIncomplete);
    world_.out << json->dump(2) << "\n";
    return kExitHolds;
  }

 private:
  int Stop(const Error& error, int code) {
    Complain(world_, error);
    return code;
  }

  // Of the attempts of this case, on the targets and repeats that the command line wants.
  Result<std::vector<AttemptKey>> KeysOf(const RunRecord& run, Store& store, const std::string& id) {
    const auto repeat = options_.Integer("repeat", 0, UINT16_MAX);
    if (!repeat) return Unexpected(repeat.error());
    const std::string target = options_.Text("target");
    std::vector<std::string> targets, ids;
    for (const TargetInfo& info : run.targets) targets.push_back(info.name);
    if (!target.empty() && std::ranges::count(targets, target) == 0)
      return Fail("run {}: {}", run.id, UnknownName("target", target, targets));
    auto attempts = store.Attempts(run.number, {});
    if (!attempts) return Unexpected(attempts.error());
    std::vector<AttemptKey> keys;
    bool known = false;
    while (true) {
      const auto more = (*attempts)->Next();
      if (!more) return Unexpected(more.error());
      if (!*more) break;
      const std::string& own = (*attempts)->test().id;
      const AttemptKey& key = (*attempts)->attempt().key;
      if (own != id && (ids.empty() || ids.back() != own)) ids.push_back(own);
      known = known || own == id;
      const bool wanted = (target.empty() || targets.at(key.target) == target) && (!*repeat || key.repeat == **repeat);
      if (own == id && wanted) keys.push_back(key);
    }
    if (!keys.empty()) return keys;
    if (known) return Fail("run {}: case '{}' has no such attempt", run.id, id);
    return Fail("run {} has no attempt of it: {}", run.id, Unknown(run, id, ids));
  }

  // Which there are, if they are few.
  static std::string Unknown(const RunRecord& run, const std::string& id, const std::vector<std::string>& ids) {
    constexpr size_t kListed = 20;
    const char* what = run.kind == "generate" ? "record" : "case";
    if (ids.size() <= kListed) return UnknownName(what, id, ids);
    const auto meant = Suggest(id, std::span(ids));
    return fmt::format("unknown {} '{}'; {} {}", what, id,
                       meant ? "did you mean '" + *meant + "'? There are" : "there are", Counted(ids.size(), what));
  }

  Result<std::vector<Shown>> Load(const RunRecord& run, Store& store, const std::vector<AttemptKey>& keys) {
    auto lookup = store.Lookup(run.number, {.scores = true, .input = true, .output = true});
    if (!lookup) return Unexpected(lookup.error());
    std::vector<Shown> all;
    for (const AttemptKey& key : keys) {
      const auto found = (*lookup)->Find(key);
      if (!found) return Unexpected(found.error());
      if (!*found) continue;
      Shown& one = all.emplace_back(Shown{(*lookup)->test(), (*lookup)->attempt(), {}});
      one.found = FindStoredCalls(run, store, one.test, one.attempt, world_);
    }
    return all;
  }

  // The attempts as --jsonl has them, with the vars of the case and the calls of models.
  Result<Json> JsonOf(const RunRecord& run, const std::vector<Shown>& all) {
    Json attempts = Json::array();
    for (const Shown& one : all) {
      Text line;
      JsonLines lines(line, false);
      lines.Begin(run);
      if (auto added = lines.Add(one.test, one.attempt); !added) return Unexpected(added.error());
      if (auto ended = lines.End(); !ended) return Unexpected(ended.error());
      auto json = ParseJson(line.text);
      if (!json) return Unexpected(json.error());
      const auto vars = ParseJson(one.test.vars);
      (*json)["vars"] = vars ? *vars : Json::object();
      (*json)["calls"] = Json::array();
      for (const TracedCall& call : one.found.calls) (*json)["calls"].push_back(ToJson(call));
      (*json)["notes"] = one.found.notes;
      attempts.push_back(*std::move(json));
    }
    Json all_of_it = {
        {"run", {{"id", run.id}, {"suite", run.suite}, {"kind", run.kind}, {"state", ToString(run.state)}}},
        {"attempts", std::move(attempts)}};
    MaskStrings(world_.secrets, all_of_it);
    return all_of_it;
  }

  World& world_;
  const Options& options_;
};

}  // namespace

int RunShow(World& world, const std::vector<std::string>& arguments) {
  Options options("show RUN CASE|RECORD [options]", "what");
  options.Add()("target", TextOption()->value_name("NAME"), "only of this target")(
      "repeat", TextOption()->value_name("N"), "only this repeat, from 0")("json", FlagOption(), "print JSON");
  if (const auto code = options.Parse(world, arguments)) return *code;
  const std::vector<std::string> what = options.Texts("what");
  if (what.size() == 2) return ShowCommand(world, options).Run(what[0], what[1]);
  Complain(world, Error("which attempt? harness show RUN CASE, or harness show last 12 for a record"));
  return kExitMistake;
}

}  // namespace harness
