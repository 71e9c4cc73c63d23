// harness: builds the world, finds the command, and turns what it returns into the exit code.
#include <malloc.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/text.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/log.h"
#include "harness/cli/signals.h"
#include "harness/cli/world.h"

namespace harness {
namespace {

std::map<std::string, std::string> ReadEnvironment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text = *entry;
    const size_t equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

// Variables that hold keys by the custom of their names.
bool IsSecretName(std::string_view name) {
  if (name.ends_with("TOKENS")) return false;  // a number of them
  for (const std::string_view part : {"KEY", "TOKEN", "SECRET", "PASSWORD"})
    if (name.find(part) != std::string_view::npos) return true;
  return false;
}

// A thousand calls at once are a thousand connections. What is started inherits the limit, so it is no more than that
// takes.
void AllowManyFiles() {
  constexpr rlim_t kEnough = 8192;
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= kEnough) return;
  files.rlim_cur = std::min(kEnough, files.rlim_max);
  setrlimit(RLIMIT_NOFILE, &files);
}

// A thousand threads, each of which takes and gives back some pages at a time, would ask the kernel for them each time.
void KeepFreedMemory() {
  mallopt(M_TOP_PAD, 1 << 20);
  mallopt(M_TRIM_THRESHOLD, 32 << 20);
}

// As curl and OpenSSL have it.
HttpOptions TrustedBy(const std::map<std::string, std::string>& environment) {
  const auto read = [&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? "" : found->second;
  };
  return {.ca_file = read("SSL_CERT_FILE"), .ca_folder = read("SSL_CERT_DIR")};
}

int TerminalWidth() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 100;
}

// What a person types; "" at the end of the input, and once the program is told to stop.
std::string LineFromTerminal(const Control& control) {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  while (poll(&input, 1, 100) <= 0)
    if (control.stop().stop_requested()) return "";
  std::string line;
  std::getline(std::cin, line);
  return line;
}

void PrintUsage(std::ostream& out) {
  out << "harness " << kVersion << ": a test runner for systems whose output is judged, not compared\n\n"
      << "Usage: harness COMMAND [arguments] [options]\n\n";
  for (const Command& command : Commands())
    out << fmt::format("  {:<8} {:<32} {}\n", command.name, command.arguments, command.summary);
  out << "\n'harness COMMAND --help' lists the options of a command.\n";
}

int UnknownCommand(const std::string& name) {
  std::vector<std::string_view> names;
  for (const Command& command : Commands()) names.push_back(command.name);
  const auto meant = Suggest(name, std::span<const std::string_view>(names));
  std::cerr << "harness: unknown command '" << name << "'" << (meant ? "; did you mean '" + *meant + "'?" : "") << "\n";
  return kExitMistake;
}

int RunCommand(const Command& command, const std::vector<std::string>& arguments) {
  AllowManyFiles();
  KeepFreedMemory();
  Control control;
  const SignalWatch signals(control);
  const auto clock = MakeSystemClock();
  const auto files = MakeFiles();
  const auto processes = MakeProcesses(DefaultSupervisorPath());
  const std::map<std::string, std::string> environment = ReadEnvironment();
  const auto http = MakeHttp(TrustedBy(environment));
  Secrets secrets;
  const auto log = MakeLog(secrets);
  World world{*clock,
              *files,
              *processes,
              *http,
              *log,
              control,
              environment,
              std::cout,
              std::cerr,
              isatty(STDOUT_FILENO) == 1,
              isatty(STDERR_FILENO) == 1,
              TerminalWidth(),
              secrets};
  if (isatty(STDIN_FILENO) == 1) world.answer = [&control] { return LineFromTerminal(control); };
  for (const auto& [name, value] : world.environment)
    if (IsSecretName(name)) secrets.Add(value);
  return command.run(world, arguments);
}

int Main(int count, char** words) {
  const std::vector<std::string> arguments(words + 1, words + count);
  if (arguments.empty()) {
    PrintUsage(std::cerr);
    return kExitMistake;
  }
  const std::string& name = arguments[0];
  if (name == "--version" || name == "version") {
    std::cout << "harness " << kVersion << "\n";
    return kExitHolds;
  }
  if (name == "--help" || name == "-h" || name == "help") {
    PrintUsage(std::cout);
    return kExitHolds;
  }
  for (const Command& command : Commands())
    if (name == command.name) return RunCommand(command, {arguments.begin() + 1, arguments.end()});
  return UnknownCommand(name);
}

}  // namespace
}  // namespace harness

int main(int count, char** words) {
  return harness::Main(count, words);
}
