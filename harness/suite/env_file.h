// Files of environment variables: NAME=VALUE a line, as shells and dotenv read them.
//
// Blank lines and lines that begin with # are left out; `export ` may stand before a name. A value in single quotes is
// taken as it is, one in double quotes knows \n, \t, \r, \", \\ and \$; else it ends at " #" or the line's end, without
// blanks around it. Nothing is expanded. Values are secrets: no message shows one.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "harness/base/error.h"
#include "harness/base/files.h"

namespace harness {

// All mistakes at once, at their lines of `path`: a line without =, a name that is none, a quote that is not closed,
// text behind a closed quote, an unknown escape, a name that stands twice, bytes that are not UTF-8, NUL.
Result<std::map<std::string, std::string>> ParseEnvFile(std::string_view text, const std::string& path);

// At most 1 MiB.
Result<std::map<std::string, std::string>> ReadEnvFile(Files& files, const std::string& path);

}  // namespace harness
