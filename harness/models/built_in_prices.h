// The text of prices.json, as it was when this was built.
#pragma once

#include <string_view>

namespace harness {

std::string_view BuiltInPrices();

}  // namespace harness
