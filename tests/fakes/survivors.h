// Finds processes by their environment, so that a test can tell whether anything that it started is left running.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

namespace harness {

// "PID command line" of every process that was started with the variable `entry`, "NAME=value", daemons and supervisors
// included. Zombies have no environment any more and are not found.
inline std::vector<std::string> ProcessesWith(const std::string& entry) {
  namespace fs = std::filesystem;
  const auto slurp = [](const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  std::vector<std::string> found;
  std::error_code ignored;
  for (const fs::directory_entry& process : fs::directory_iterator("/proc", ignored)) {
    if (process.path().filename().string().find_first_not_of("0123456789") != std::string::npos) continue;
    if (slurp(process.path() / "environ").find(entry) == std::string::npos) continue;
    std::string command = slurp(process.path() / "cmdline");
    std::replace(command.begin(), command.end(), '\0', ' ');
    found.push_back(process.path().filename().string() + " " + command);
  }
  return found;
}

}  // namespace harness
