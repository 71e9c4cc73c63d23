// What the world lends to whoever is made from the configuration. All outlive what they are lent to and are
// thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "harness/base/clock.h"
#include "harness/base/files.h"
#include "harness/base/http.h"
#include "harness/base/log.h"
#include "harness/base/process.h"
#include "harness/base/secrets.h"

namespace harness {

class Databases;  // harness/sql/databases.h
class Models;     // core/models.h
struct ModelOptions;

struct Services {
  Clock& clock;
  Files& files;
  Processes& processes;
  Http& http;
  Log& log;
  const std::map<std::string, std::string>& environment;
  uint64_t seed = 0;                            // the run's
  Databases* databases = nullptr;               // the suite's; only while it is loaded and run
  Models* models = nullptr;                     // the same
  const ModelOptions* model_options = nullptr;  // null: the defaults
  Secrets* secrets = nullptr;  // where every key that is read is made known; null: to nobody but its user
  bool survey = false;         // nothing will be run: what is absent (a key) is there as absent, and no mistake
};

}  // namespace harness
