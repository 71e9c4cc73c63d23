// Names for what a suite leaves unnamed.
#pragma once

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/base/error.h"

namespace harness {

// An unnamed target or scorer is called by its type, the second of a type TYPE-2, and so on past the names that are
// `taken`; behind it stands its `suffix`, with which names are told apart.
template <typename Spec, typename Suffix>
void NameTheUnnamed(std::vector<Spec>& specs, const std::map<std::string, Place>& taken, const Suffix& suffix) {
  std::set<std::string> all;
  for (const auto& [name, place] : taken) all.insert(name);
  std::map<std::string, int> next;
  for (Spec& spec : specs) {
    if (!spec.info.name.empty()) continue;
    const std::string end = suffix(spec);
    int& number = next[spec.info.type + end];
    do {
      ++number;
      spec.info.name = (number == 1 ? spec.info.type : fmt::format("{}-{}", spec.info.type, number)) + end;
    } while (!all.insert(spec.info.name).second);
  }
}

template <typename Spec>
void NameTheUnnamed(std::vector<Spec>& specs, const std::map<std::string, Place>& taken) {
  NameTheUnnamed(specs, taken, [](const Spec&) { return std::string(); });
}

}  // namespace harness
