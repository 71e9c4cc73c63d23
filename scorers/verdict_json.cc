#include "scorers/verdict_json.h"

#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "scorers/judged.h"

namespace harness {
namespace {

Json OutputForProgram(const Output& output) {
  Json json = Json::object();
  if (output.json)
    json["json"] = *output.json;
  else
    json["text"] = output.text;
  json["latency_ms"] = static_cast<double>(output.latency.count()) / 1000;
  if (!output.finish_reason.empty()) json["finish_reason"] = output.finish_reason;
  if (output.usage)
    json["usage"] = {{"input_tokens", output.usage->input_tokens},
                     {"output_tokens", output.usage->output_tokens},
                     {"cached_tokens", output.usage->cached_tokens}};
  if (output.cost_usd) json["cost_usd"] = *output.cost_usd;
  return json;
}

// A member that is there and not null.
const Json* Given(const Json& map, const char* name) {
  const auto found = map.find(name);
  return found == map.end() || found->is_null() ? nullptr : &*found;
}

// Reads one answer; every step that fails leaves its reason.
class AnswerReader {
 public:
  AnswerReader(const Json& answer, std::string_view who) : answer_(answer), who_(who) {}

  Score Read() {
    ReadVerdict();
    ReadValue();
    ReadReason();
    if (!mistake_.empty()) return Score::Error(fmt::format("{} {}", who_, mistake_));
    Score score = Make();
    if (const Json* evidence = Given(answer_, "evidence")) score.evidence = *evidence;
    return score;
  }

 private:
  void Mistake(std::string what) {
    if (mistake_.empty()) mistake_ = std::move(what);
  }

  void ReadVerdict() {
    if (const Json* verdict = Given(answer_, "verdict")) {
      if (verdict->is_string()) verdict_ = ParseVerdict(verdict->get_ref<const std::string&>());
      if (verdict_ == Verdict::kError || verdict_ == Verdict::kSkipped) verdict_.reset();
      if (!verdict_) Mistake(fmt::format("gave the verdict {}; it is pass, fail or unknown", QuoteJson(*verdict)));
    }
    const Json* pass = Given(answer_, "pass");
    if (!pass) return;
    if (!pass->is_boolean()) return Mistake(fmt::format("gave the pass {}; it is true or false", QuoteJson(*pass)));
    const Verdict said = pass->get<bool>() ? Verdict::kPass : Verdict::kFail;
    if (verdict_ && *verdict_ != said) Mistake("contradicts itself: its verdict and its pass differ");
    verdict_ = said;
  }

  void ReadValue() {
    const Json* value = Given(answer_, "value");
    const char* name = value ? "value" : "score";
    if (!value) value = Given(answer_, "score");
    if (value) {
      const double number = value->is_number() ? value->get<double>() : -1;
      if (!(number >= 0 && number <= 1))
        return Mistake(fmt::format("gave the {} {}; it is a number from 0 to 1", name, QuoteJson(*value)));
      value_ = number;
    }
    if (verdict_) return;
    const bool score_alone = value_ && name == std::string_view("score");
    if (!score_alone) return Mistake("gave no verdict");
    verdict_ = *value_ > 0 ? Verdict::kPass : Verdict::kFail;
  }

  void ReadReason() {
    const Json* reason = Given(answer_, "reason");
    if (!reason) return;
    if (!reason->is_string()) return Mistake(fmt::format("gave the reason {}; it is a text", QuoteJson(*reason)));
    reason_ = Abbreviate(reason->get_ref<const std::string&>(), kMaxReason);
  }

  Score Make() {
    if (*verdict_ == Verdict::kUnknown)
      return Score::Unknown(reason_.empty() ? fmt::format("{} can't say", who_) : std::move(reason_));
    const bool pass = *verdict_ == Verdict::kPass;
    if (!pass && reason_.empty()) reason_ = fmt::format("{} says so", who_);
    return Score::Graded(value_.value_or(pass ? 1 : 0), pass, std::move(reason_));
  }

  const Json& answer_;
  const std::string_view who_;
  std::optional<Verdict> verdict_;
  std::optional<double> value_;
  std::string reason_;
  std::string mistake_;
};

}  // namespace

std::string QuestionForProgram(const Question& question, int repeat) {
  Json test = CaseNames(question.test);
  test["repeat"] = repeat;
  std::string text = R"({"case":)";
  AppendCanonicalJson(text, test);
  text += R"(,"output":)";
  AppendCanonicalJson(text, OutputForProgram(question.output));
  text += R"(,"judged":)";
  AppendCanonicalJson(text, question.actual);
  text += '}';
  return text;
}

Score ScoreFromJson(std::string_view answer, std::string_view who) {
  const Result<Json> json = ParseJson(answer);
  if (!json) return Score::Error(fmt::format("{} answered no JSON: {}", who, json.error().Message()));
  if (!json->is_object()) return Score::Error(fmt::format("{} answered no JSON object but {}", who, QuoteJson(*json)));
  return AnswerReader(*json, who).Read();
}

}  // namespace harness
