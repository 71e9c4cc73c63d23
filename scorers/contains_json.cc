#include "scorers/contains_json.h"

#include <utility>

#include "harness/base/find_json.h"
#include "harness/base/text.h"
#include "scorers/judged.h"
#include "scorers/schema_option.h"

namespace harness {
namespace {

// What is known of the values that were seen so far.
class Candidates {
 public:
  Candidates(const std::optional<JsonSchema>& schema, const CallContext& context)
      : schema_(schema), context_(context) {}

  // Whether to look no further: the value, or an item of it, is what is asked for, or the time is up.
  bool Take(const Json& value) {
    if (!value.is_structured()) return false;
    if (!schema_) return found_ = true;
    if (IsValid(value)) return true;
    if (!value.is_array()) return expired_;
    for (const Json& item : value) {
      if (expired_) return true;
      if (item.is_structured() && IsValid(item)) return true;
    }
    return expired_;
  }

  bool found() const { return found_; }
  bool expired() const { return expired_; }
  size_t count() const { return count_; }
  const std::optional<Score>& first_failure() const { return first_failure_; }

 private:
  bool IsValid(const Json& value) {
    ++count_;
    expired_ = context_.Expired();
    if (first_failure_) return found_ = schema_->IsValid(value);
    Score score = JudgeBySchema(*schema_, value);
    found_ = score.verdict == Verdict::kPass;
    if (!found_) first_failure_ = std::move(score);
    return found_;
  }

  const std::optional<JsonSchema>& schema_;
  const CallContext& context_;
  bool found_ = false;
  bool expired_ = false;
  size_t count_ = 0;
  std::optional<Score> first_failure_;
};

class ContainsJsonScorer final : public Scorer {
 public:
  explicit ContainsJsonScorer(std::optional<JsonSchema> schema) : schema_(std::move(schema)) {}

  Score Judge(const Question& question, const CallContext& context) override {
    Candidates candidates(schema_, context);
    bool searched = true;
    if (question.actual.is_string()) {
      searched = VisitJson(question.actual.get_ref<const std::string&>(),
                           [&](const Json& value) { return candidates.Take(value); });
    } else {
      candidates.Take(question.actual);
    }
    if (candidates.found()) return Score::Pass();
    if (candidates.expired()) return Score::Error("there was no time to look at all of the JSON in the answer");
    return Failure(candidates, searched, question.actual);
  }

 private:
  static Score Failure(const Candidates& candidates, bool searched, const Json& actual) {
    const std::string suffix = searched ? "" : "; the search was given up: too many brackets never close";
    if (!candidates.first_failure())
      return Score::Fail(fmt::format("there is no JSON map or list: {}{}", QuoteJson(actual), suffix));
    Score score = *candidates.first_failure();
    if (candidates.count() > 1)
      score.reason = fmt::format("none of {} JSON values is valid; the first: {}", candidates.count(), score.reason);
    score.reason += suffix;
    return score;
  }

  const std::optional<JsonSchema> schema_;
};

Result<std::unique_ptr<Scorer>> MakeContainsJson(const Node& config, const Services& services) {
  Result<std::optional<JsonSchema>> schema = SchemaIn(config, services);
  if (!schema) return Unexpected(schema.error());
  return std::make_unique<ContainsJsonScorer>(*std::move(schema));
}

}  // namespace

ScorerType ContainsJsonScorerType() {
  ScorerType type;
  type.name = "contains-json";
  type.doc = "The output contains a JSON map or list, valid by a JSON Schema if one is given.";
  type.needs = Needs::kNothing;
  type.value = kMap | kBool;
  type.shape.fields = {SchemaFileField()};
  type.make = MakeContainsJson;
  return type;
}

}  // namespace harness
