// A question to a model that judges: instructions, pieces of untrusted text, and the schema of the one object that it
// must reply with.
//
// Thread-safe. A reply that can't be used is answered once with what is wrong with it; a second one is an error, which
// never is a low score.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/json_schema.h"
#include "harness/core/models.h"
#include "harness/core/score.h"
#include "harness/core/scorer.h"
#include "harness/core/services.h"
#include "scorers/judge_text.h"

namespace harness {

// What the answer is an answer to: the case's input as QUESTION, or as CONVERSATION all that was said before the
// answer.
JudgePiece AskedPiece(const Question& question);

// What became of a question.
struct Judgement {
  std::optional<Json> answer;  // by the schema
  bool conflicting = false;    // the reply held different verdicts
  std::string problem;         // why there is no answer
  bool plumbing = false;       // the model could not be asked
  std::optional<Usage> usage;  // of all calls
  std::optional<double> cost_usd;
  std::vector<TokenLogprob> logprobs;  // of the reply that was taken
  std::string model;                   // that answered
  int calls = 0;
  bool kept = false;      // no call was made now
  bool reversed = false;  // the pieces were shown in reverse order
};

class ModelJudge {
 public:
  // `properties`: of the reply's object, all required; those of texts that explain sort before the others. `words` says
  // in prose what each is.
  ModelJudge(std::shared_ptr<Chat> chat, ModelInfo model, std::string instructions, Json properties);

  Judgement Ask(const std::vector<JudgePiece>& pieces, const CallContext& context, int top_logprobs = 0) const;

  // { model, prompt_sha256, schema_sha256 }: what a verdict, and a calibration, is pinned to.
  const Json& pin() const { return pin_; }

 private:
  ChatRequest RequestFor(const std::vector<JudgePiece>& pieces, int top_logprobs) const;

  const std::shared_ptr<Chat> chat_;
  const ModelInfo model_;
  const std::string instructions_;
  const Json schema_json_;
  const JsonSchema schema_;
  Json pin_;
};

// Adds calls, usage and costs of one judgement to those of several.
void AddCalls(const Judgement& judgement, Judgement& all);
// The score of a judgement without an answer: unknown if it contradicts itself, else an error.
Score ScoreWithoutAnswer(const Judgement& judgement);
// What every judge's score says of how it came about.
void AddCosts(const Judgement& judgement, const ModelJudge& judge, Score& score);

}  // namespace harness
