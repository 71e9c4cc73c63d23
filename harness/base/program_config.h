// How configurations name a program of the user's: its command, what is added to its environment, and the cap on what
// it may write. Targets and scorers read them alike. Every mistake is collected at its place.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "harness/base/error.h"
#include "harness/base/node.h"
#include "harness/base/process.h"

namespace harness {

// `command`: a text, which is a program without arguments, or a list. The program must be there and runs in the folder
// of the file that names it. `env`: a map of texts, or null.
ProcessRequest ReadProgram(const Node& command, const Node* env, const std::map<std::string, std::string>& environment,
                           Diagnostics& mistakes);

// `max_output` in bytes, at most 1 GiB. `to` stays as it is if it is a mistake.
void ReadOutputCap(const Node& node, size_t& to, Diagnostics& mistakes);

}  // namespace harness
