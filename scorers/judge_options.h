// The options that every judge has: which model it asks.
#pragma once

#include <memory>
#include <string>

#include "harness/core/catalogue.h"
#include "harness/core/models.h"
#include "scorers/judge.h"

namespace harness {

// `model`.
std::vector<Field> JudgeFields();

// The model that the option names; without it the one called `judge`, or the only one of the suite.
struct JudgeModel {
  std::shared_ptr<Chat> chat;
  ModelInfo info;
};
Result<JudgeModel> FindJudgeModel(const Node& config, const Services& services);

// The text of the option `name`, or of `value`: what is judged by.
Result<std::string> TextOption(const Node& config, const char* name);

// A judge's scorer type, with all but `make` and what is its own.
ScorerType JudgeType(std::string name, std::string doc);

}  // namespace harness
