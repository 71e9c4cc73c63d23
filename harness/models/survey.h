// What `harness doctor` says of the models of a suite: where the key comes from, whether the server answers and takes
// it, whether the price is known, which limits hold.
//
// A server is asked for its list of models, which costs nothing, and only once for all models that share url and key.
#pragma once

#include <chrono>
#include <vector>

#include "harness/base/node.h"
#include "harness/core/call_context.h"
#include "harness/core/finding.h"
#include "harness/core/services.h"

namespace harness {

struct SurveyOptions {
  bool offline = false;               // no server is asked, and no program that prints a key is run
  std::chrono::seconds patience{10};  // with each server
};

// `models` is the map of a suite that was loaded without a mistake. Findings are about "model NAME: key", "…:
// endpoint", "…: price" and "…: limits". The file of prices is that of services.model_options. A server that can't be
// asked for want of a key is asked without, to see whether it is there.
std::vector<Finding> SurveyModels(const Node& models, const Services& services, const SurveyOptions& options,
                                  const CallContext& context);

}  // namespace harness
