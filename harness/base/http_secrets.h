// Which parts of a request that a configuration names are secrets: they are made known, so that they are masked
// wherever they would be shown.
//
// Any thread.
#pragma once

#include <string_view>

#include "harness/base/secrets.h"

namespace harness {

// The value of a header, but of those that never hold a secret (Accept, Content-Type, User-Agent and the like); the
// credentials alone behind a scheme (Bearer, Basic, and what Basic hides); the values of cookies.
void AddHeaderSecrets(std::string_view name, std::string_view value, Secrets& secrets);

// User and password, and the values of a query whose names are those of keys.
void AddUrlSecrets(std::string_view url, Secrets& secrets);

}  // namespace harness
