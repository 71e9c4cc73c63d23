#include "harness/base/program_config.h"

#include <fmt/format.h>

#include "harness/base/shape.h"

namespace harness {
namespace {

constexpr size_t kMaxOutput = size_t{1} << 30;

void ReadCommand(const Node& command, ProcessRequest& request, Diagnostics& mistakes) {
  request.argv = ReadTexts(command);
  request.folder = command.folder();
  if (request.argv.empty()) return mistakes.Add(command.MakeDiagnostic("the command is empty"));
  const Result<std::string> program = FindProgram(request.argv[0], request.folder);
  if (program) return;
  std::string message = program.error().Message();
  if (!command.IsList() && request.argv[0].find(' ') != std::string::npos)
    message += "; write a program with arguments as a list: [program, argument]";
  mistakes.Add((command.IsList() ? command.items()[0] : command).MakeDiagnostic(std::move(message)));
}

void ReadEnvironment(const Node& env, ProcessRequest& request, Diagnostics& mistakes) {
  for (const Node::Entry& entry : env.entries()) {
    const std::string& name = entry.key.AsString();
    if (name.empty() || name.find('=') != std::string::npos) {
      mistakes.Add(entry.key.MakeDiagnostic("the name of a variable is not empty and holds no '='"));
    } else if (!entry.value.IsScalar() || entry.value.IsNull()) {
      mistakes.Add(entry.value.MakeDiagnostic(
          fmt::format("the variable '{}' must be text, found {}", name, Describe(entry.value.kind()))));
    } else {
      request.environment[name] = entry.value.AsString();
    }
  }
}

}  // namespace

ProcessRequest ReadProgram(const Node& command, const Node* env, const std::map<std::string, std::string>& environment,
                           Diagnostics& mistakes) {
  ProcessRequest request;
  request.environment = environment;
  ReadCommand(command, request, mistakes);
  if (env) ReadEnvironment(*env, request, mistakes);
  return request;
}

void ReadOutputCap(const Node& node, size_t& to, Diagnostics& mistakes) {
  const Result<int64_t> bytes = ReadSize(node);
  if (!bytes) return mistakes.Add(bytes.error());
  if (*bytes < 1 || static_cast<uint64_t>(*bytes) > kMaxOutput)
    return mistakes.Add(node.MakeDiagnostic("'max_output' must be 1 B to 1 GiB"));
  to = static_cast<size_t>(*bytes);
}

}  // namespace harness
