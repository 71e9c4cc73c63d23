#include "harness/runner/estimate.h"

#include <algorithm>
#include <deque>

#include "harness/base/text.h"
#include "harness/models/rehearsal.h"
#include "harness/runner/pace.h"
#include "harness/runner/tier_prior.h"

namespace harness {
namespace {

constexpr Range kPromptCount{0.75, 1, 1.4};  // of the tokens that bytes / 4 says

struct Tokens {
  Range input, output;
};

Tokens TokensOf(const TracedCall& call) {
  const AskedModel& asked = call.model->asked;
  if (call.request.messages.empty())
    return {kPromptCount * static_cast<double>(EstimateTokens(asked, call.texts).input), {}};
  return {kPromptCount * static_cast<double>(EstimateTokens(asked, call.request).input),
          LikelyOutput(asked, call.request)};
}

std::optional<Range> CostAt(const Price* price, const Tokens& tokens) {
  if (!price) return std::nullopt;
  Range cost = tokens.input * (price->input / 1e6);
  cost += tokens.output * (price->output / 1e6);
  return cost;
}

// A part in the making.
struct Draft {
  PartEstimate part;
  size_t target = 0;
  const Price* price = nullptr;  // of all its calls; null: unknown, or several
};

class Estimating {
 public:
  Estimating(const Suite& suite, const Plan& plan, const Rehearsed& rehearsed, const PriceTable& prices,
             const History& history)
      : suite_(suite), plan_(plan), rehearsed_(rehearsed), prices_(prices), history_(history) {}

  Estimate Make() {
    result_.suite = suite_.name;
    result_.cases = plan_.selected_cases();
    result_.attempts = plan_.selected_attempts();
    result_.concurrency = suite_.run.concurrency;
    for (const RehearsedPart& part : rehearsed_.parts) Render(part);
    for (size_t target = 0; target < suite_.targets.size(); ++target) {
      TakeTiers(target);
      TakeHistory(target);
    }
    Total();
    Pace pace = PaceOf(suite_, plan_, rehearsed_, history_);
    result_.seconds = pace.seconds;
    result_.pace = std::move(pace.reason);
    Note();
    return std::move(result_);
  }

 private:
  double Attempts(size_t target) const { return static_cast<double>(plan_.target_attempts()[target]); }
  const std::string& NameOf(size_t target) const { return suite_.targets[target].info.name; }

  // From the prompts.
  void Render(const RehearsedPart& rehearsed) {
    const double factor = Attempts(rehearsed.target) / static_cast<double>(rehearsed_.cases[rehearsed.target]);
    Draft draft;
    draft.target = rehearsed.target;
    draft.price = prices_.Find(rehearsed.calls.front().model->asked);
    PartEstimate& part = draft.part;
    part = {.kind = rehearsed.kind, .name = rehearsed.name, .target = NameOf(rehearsed.target)};
    part.calls = static_cast<double>(rehearsed.calls.size()) * factor;
    part.cost = Range{};
    part.source = "rendered prompts and guessed answers";
    for (const TracedCall& call : rehearsed.calls) {
      const Price* price = prices_.Find(call.model->asked);
      if (price != draft.price) draft.price = nullptr;
      AddCall(call, price, factor, part);
    }
    drafts_.push_back(std::move(draft));
  }

  void AddCall(const TracedCall& call, const Price* price, double factor, PartEstimate& to) {
    const std::string& model = call.model->name;
    const Tokens tokens = TokensOf(call);
    to.input += tokens.input * factor;
    to.output += tokens.output * factor;
    if (to.cost && price) *to.cost += *CostAt(price, tokens) * factor;
    if (!price) to.cost.reset();
    if (!price && std::ranges::count(unpriced_, model) == 0) unpriced_.push_back(model);
    if (to.model.empty()) to.model = model;
    if (to.model != model && !to.model.ends_with(", …")) to.model += ", …";
  }

  // The columns of records that say their tier, where no run has shown better.
  void TakeTiers(size_t target) {
    const std::vector<Draft*> columns = DraftsOf(target, PartKind::kColumn);
    if (columns.empty() || SeenTokens(target)) return;
    const auto prior = TierPriorOf(rehearsed_, Attempts(target));
    if (!prior) return;
    tier_cost_ += prior->cost;
    Share(columns, {prior->input, prior->output}, "tier prior");
  }

  void TakeHistory(size_t target) {
    if (const PartHistory* seen = SeenTokens(target)) {
      std::vector<Draft*> own = DraftsOf(target, PartKind::kColumn);
      for (Draft* draft : DraftsOf(target, PartKind::kTarget)) own.push_back(draft);
      if (own.empty())
        own.push_back(&drafts_.emplace_back(Draft{{.name = NameOf(target), .target = NameOf(target)}, target}));
      Follow(own, *seen, Attempts(target));
    }
    for (Draft* draft : DraftsOf(target, PartKind::kScorer)) {
      const auto seen = history_.scorers.find({draft->part.target, draft->part.name});
      if (seen == history_.scorers.end() || seen->second.input.count() == 0) continue;
      const double asked = static_cast<double>(seen->second.input.count()) /
                           static_cast<double>(history_.attempts.at(draft->part.target));
      Follow({draft}, seen->second, Attempts(target) * asked);
    }
  }

  // Null: no run has told what tokens the target takes.
  const PartHistory* SeenTokens(size_t target) const {
    const auto found = history_.targets.find(NameOf(target));
    return found != history_.targets.end() && found->second.input.count() > 0 ? &found->second : nullptr;
  }

  void Follow(const std::vector<Draft*>& drafts, const PartHistory& seen, double times) {
    const double before = Likely(drafts);
    std::vector<double> parts;
    for (const Draft* draft : drafts)
      parts.push_back(before > 0 ? (draft->part.input.likely + draft->part.output.likely) / before
                                 : 1.0 / static_cast<double>(drafts.size()));
    Share(drafts, {SumOf(seen.input, times), SumOf(seen.output, times)},
          fmt::format("history of {}{}", Counted(seen.input.count(), "attempt"),
                      history_.same_suite ? "" : " of another version"));
    if (seen.cost.count() == 0) return;
    const Range cost = SumOf(seen.cost, times);
    for (size_t i = 0; i < drafts.size(); ++i) drafts[i]->part.cost = cost * parts[i];
  }

  static double Likely(const std::vector<Draft*>& drafts) {
    double all = 0;
    for (const Draft* draft : drafts) all += draft->part.input.likely + draft->part.output.likely;
    return all;
  }

  // What all take together, in proportion to what their prompts make likely; costs follow where there is one price.
  static void Share(const std::vector<Draft*>& drafts, const Tokens& all, const std::string& source) {
    double in = 0, out = 0;
    for (const Draft* draft : drafts) in += draft->part.input.likely, out += draft->part.output.likely;
    const double equal = 1.0 / static_cast<double>(drafts.size());
    for (Draft* draft : drafts) {
      PartEstimate& part = draft->part;
      part.input = all.input * (in > 0 ? part.input.likely / in : equal);
      part.output = all.output * (out > 0 ? part.output.likely / out : equal);
      part.cost = CostAt(draft->price, {part.input, part.output});
      part.source = source;
    }
  }

  std::vector<Draft*> DraftsOf(size_t target, PartKind kind) {
    std::vector<Draft*> drafts;
    for (Draft& draft : drafts_)
      if (draft.target == target && draft.part.kind == kind) drafts.push_back(&draft);
    return drafts;
  }

  void Total() {
    result_.cost = Range{};
    for (Draft& draft : drafts_) {
      const PartEstimate& part = result_.parts.emplace_back(std::move(draft.part));
      result_.calls += part.calls;
      result_.input += part.input;
      result_.output += part.output;
      if (part.cost && result_.cost)
        *result_.cost += *part.cost;
      else
        result_.cost.reset();
    }
  }

  void Note() {
    if (!result_.cost) NoteUnpriced();
    if (rehearsed_.read < plan_.selected_cases())
      result_.notes.push_back(fmt::format("the prompts are those of a sample of the first {} of {}", rehearsed_.read,
                                          Counted(plan_.selected_cases(), "case")));
    for (const std::string& failure : rehearsed_.failures)
      result_.notes.push_back("not all prompts could be written without answers: " + failure);
  }

  void NoteUnpriced() {
    for (const std::string& model : unpriced_)
      result_.notes.push_back(
          fmt::format("no price is known of the model '{}': give one with --prices FILE (docs/models.md)", model));
    if (tier_cost_ > 0)
      result_.notes.push_back(fmt::format(
          "such records took {:.2f} USD where a million tokens cost 15 USD (questions) and 75 USD (answers)",
          tier_cost_));
  }

  const Suite& suite_;
  const Plan& plan_;
  const Rehearsed& rehearsed_;
  const PriceTable& prices_;
  const History& history_;
  Estimate result_;
  std::deque<Draft> drafts_;
  std::vector<std::string> unpriced_;
  double tier_cost_ = 0;
};

Json ToJson(const Range& range) {
  return {{"low", range.low}, {"likely", range.likely}, {"high", range.high}};
}

Json ToJson(const std::optional<Range>& range) {
  return range ? ToJson(*range) : Json();
}

}  // namespace

Estimate MakeEstimate(const Suite& suite, const Plan& plan, const Rehearsed& rehearsed, const PriceTable& prices,
                      const History& history) {
  return Estimating(suite, plan, rehearsed, prices, history).Make();
}

Json ToJson(const Estimate& estimate) {
  Json parts = Json::array();
  for (const PartEstimate& part : estimate.parts)
    parts.push_back({{"kind", ToString(part.kind)},
                     {"name", part.name},
                     {"target", part.target},
                     {"model", part.model.empty() ? Json() : Json(part.model)},
                     {"calls", part.calls},
                     {"input_tokens", ToJson(part.input)},
                     {"output_tokens", ToJson(part.output)},
                     {"cost_usd", ToJson(part.cost)},
                     {"source", part.source}});
  return {{"suite", estimate.suite},
          {"cases", estimate.cases},
          {"attempts", estimate.attempts},
          {"concurrency", estimate.concurrency},
          {"parts", std::move(parts)},
          {"calls", estimate.calls},
          {"input_tokens", ToJson(estimate.input)},
          {"output_tokens", ToJson(estimate.output)},
          {"cost_usd", ToJson(estimate.cost)},
          {"duration_s", ToJson(estimate.seconds)},
          {"pace", estimate.pace},
          {"notes", estimate.notes}};
}

}  // namespace harness
