// The world as the program finds it: what every command is given, and the one place where it comes from.
#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/files.h"
#include "harness/base/http.h"
#include "harness/base/process.h"
#include "harness/base/secrets.h"
#include "harness/cli/log.h"
#include "harness/core/catalogue.h"
#include "harness/core/models.h"
#include "harness/core/services.h"
#include "harness/runner/control.h"
#include "harness/store/cached_replies.h"

namespace harness {

inline constexpr const char* kVersion = HARNESS_VERSION;

struct World {
  Clock& clock;
  Files& files;
  Processes& processes;
  Http& http;
  ConfigurableLog& log;
  Control& control;  // told by SIGINT and SIGTERM
  std::map<std::string, std::string> environment;
  std::ostream& out;  // results
  std::ostream& err;  // progress and mistakes
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int width = 100;   // of the terminal, in columns
  Secrets& secrets;  // keys that were read, and what the environment holds of them
  std::shared_ptr<CachedReplies> cached_replies = std::make_shared<CachedReplies>();  // of the store that is in use
  ModelOptions models = {};                                                           // set by commands that ask models
  std::function<std::string()> answer =
      nullptr;  // the line that a person types, "" when stopped; null: nobody is there

  bool out_colour() const { return out_is_terminal && !environment.contains("NO_COLOR"); }
  bool err_colour() const { return err_is_terminal && !environment.contains("NO_COLOR"); }

  Services services(uint64_t seed = 0) const {
    return {clock, files, processes, http, log, environment, seed, nullptr, nullptr, &models, &secrets};
  }
};

// Prints what went wrong to standard error: mistakes with a place as they are, others behind "harness: ".
void Complain(World& world, const Error& error);

// All types of targets, scorers and metrics that this program knows.
Catalogue MakeCatalogue();

}  // namespace harness
