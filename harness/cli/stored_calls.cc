#include "harness/cli/stored_calls.h"

#include "harness/base/rng.h"
#include "harness/cli/traced_suite.h"
#include "harness/core/reply_log.h"
#include "harness/models/reply_key.h"
#include "harness/runner/ask_judges.h"
#include "harness/runner/plan.h"

namespace harness {
namespace {

constexpr const char* kNotKept = "this reply is not in the store";

// What the run kept; read only.
class KeptReplies final : public ReplyLog {
 public:
  KeptReplies(Store& store, int64_t run) : store_(store), run_(run) {}

  Result<std::optional<Json>> Find(const ReplyKey& key) override {
    auto found = store_.FindReply(run_, key);
    if (!found) return Unexpected(found.error());
    if (!*found) return std::nullopt;
    auto reply = ParseJson(**found);
    if (!reply) return Unexpected(reply.error());
    return *std::move(reply);
  }
  Result<> Keep(const ReplyKey&, const Json&) override { return {}; }
  Result<> Settle() override { return {}; }
  Result<> Forget(std::span<const ReplyKey>) override { return {}; }

 private:
  Store& store_;
  const int64_t run_;
};

// What the run did not pay for itself: from the response cache, if it is there.
class CachedOnly final : public StandIn {
 public:
  explicit CachedOnly(Store& store) : store_(store) {}

  Answer<ChatReply> Complete(const AskedModel& model, const ChatRequest& request, const CallContext& context) override {
    const auto found = store_.FindReplyTo(KeyOf(KeyedRequest(model, request), context).request, context.key.repeat);
    if (!found || !*found) return NotKept();
    const auto json = ParseJson((*found)->reply);
    auto reply = json ? ChatReplyFromJson(*json) : Result<ChatReply>(Unexpected(json.error()));
    if (!reply) return NotKept();
    return *std::move(reply);
  }
  Answer<Embeddings> Embed(const AskedModel&, const Texts&, const CallContext&) override { return NotKept(); }

 private:
  static tl::unexpected<ChatError> NotKept() {
    return tl::unexpected(ChatError{.kind = FailureKind::kUnavailable, .message = kNotKept});
  }

  Store& store_;
};

// The output that judges were shown.
Result<Output> OutputOf(const AttemptRow& attempt) {
  Output output = Output::Text(attempt.output_text);
  if (!attempt.output_json.empty()) {
    auto json = ParseJson(attempt.output_json);
    if (!json) return Unexpected(json.error());
    output.json = *std::move(json);
  }
  if (attempt.output_turns.empty()) return output;
  const auto json = ParseJson(attempt.output_turns);
  auto turns = json ? ExchangesFromJson(*json) : Result<std::vector<Exchange>>(Unexpected(json.error()));
  if (!turns) return Unexpected(turns.error());
  output.turns = *std::move(turns);
  return output;
}

class Replaying {
 public:
  Replaying(const RunRecord& run, Store& store, World& world) : run_(run), store_(store), world_(world) {}

  Result<StoredCalls> Run(const CaseRow& test, const AttemptRow& attempt) {
    auto traced = TracedSuite::Load(run_.suite_path, Selection::FromJson(run_.options),
                                    std::make_shared<CachedOnly>(store_), world_);
    if (!traced) return Unexpected(traced.error());
    const Suite& suite = (*traced)->suite();
    if (!suite.models || suite.models->Names().empty()) return StoredCalls{};
    if (suite.sha256 != run_.suite_sha256)
      result_.notes.push_back(fmt::format("{} has changed since, and what is asked perhaps with it", run_.suite_path));
    const auto plan = Plan::Make(suite, {});
    if (!plan) return Unexpected(plan.error());
    if (attempt.key.case_number >= plan->cases() || attempt.key.target >= suite.targets.size())
      return Fail("{} has no such case or target any more", run_.suite_path);
    const auto found = plan->Find(test.number);
    if (!found) return Unexpected(found.error());
    return Ask(**traced, *found, attempt);
  }

 private:
  Result<StoredCalls> Ask(TracedSuite& traced, const Case& test, const AttemptRow& attempt) {
    const Suite& suite = traced.suite();
    const TargetSpec& target = suite.targets[attempt.key.target];
    KeptReplies log(store_, run_.number);
    AttemptCalls calls(log, attempt.key);
    const CallContext context{
        world_.clock, world_.clock.SteadyNow() + std::chrono::minutes(1),        world_.control.stop(),
        attempt.key,  Rng(suite.run.seed, test.id, attempt.key.repeat).Next64(), &calls};
    if (run_.kind != "score" && target.target && target.target->OnlyAsksModels()) traced.Call(target, test, context);
    const auto output = OutputOf(attempt);
    if (!output) return Unexpected(output.error());
    if (attempt.failure_kind.empty())
      AskJudges(suite, target, test, *output, context,
                [&](const ScorerSpec& scorer) { traced.trace().Enter(scorer.info.name); });
    result_.calls = traced.trace().Take();
    return std::move(result_);
  }

  const RunRecord& run_;
  Store& store_;
  World& world_;
  StoredCalls result_;
};

}  // namespace

StoredCalls FindStoredCalls(const RunRecord& run, Store& store, const CaseRow& test, const AttemptRow& attempt,
                            World& world) {
  Result<StoredCalls> found = Replaying(run, store, world).Run(test, attempt);
  if (found) return *std::move(found);
  return {{}, {fmt::format("what models were asked can't be shown: {}", found.error().Message())}};
}

}  // namespace harness
