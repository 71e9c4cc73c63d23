// The log of the program: warnings and, with --verbose, notes on standard error, as text or as lines of JSON.
#pragma once

#include <memory>

#include "harness/base/log.h"
#include "harness/base/secrets.h"

namespace harness {

class ConfigurableLog : public Log {
 public:
  virtual void Configure(bool verbose, bool json) = 0;
};

// Secrets in messages are masked. `secrets` outlives the log.
std::unique_ptr<ConfigurableLog> MakeLog(const Secrets& secrets);

}  // namespace harness
