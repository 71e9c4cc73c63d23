// harness render FILE
#include <ostream>

#include "harness/base/template_files.h"
#include "harness/base/text.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/options.h"
#include "harness/suite/yaml.h"

namespace harness {
namespace {

constexpr std::chrono::seconds kMaxRendering{10};

Result<Json> ReadVars(const std::string& text, World& world) {
  if (Trim(text).starts_with('{')) {
    return ParseJson(text).map_error([](const Error& error) { return Error("--vars: " + error.Message()); });
  }
  Diagnostics diagnostics;
  const std::optional<Node> node = ReadYaml(world.files, text, diagnostics);
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  if (!node || !node->IsMap()) return Fail("--vars: {} holds no map of names and values", text);
  return node->ToJson();
}

// All of --vars in one; of values with the same name the last wins.
Result<Json> AllVars(const std::vector<std::string>& texts, World& world) {
  Json all = Json::object();
  for (const std::string& text : texts) {
    const Result<Json> vars = ReadVars(text, world);
    if (!vars) return vars;
    all.update(*vars);
  }
  return all;
}

Result<std::string> Render(const std::string& path, const Json& vars, World& world) {
  const Result<Template> text = ReadTemplate(world.files, path);
  if (!text) return Unexpected(text.error());
  const auto deadline = world.clock.SteadyNow() + kMaxRendering;
  TemplateLimits limits;
  limits.expired = [&] { return world.clock.SteadyNow() > deadline; };
  return text->Render(vars, limits);
}

}  // namespace

int RunRender(World& world, const std::vector<std::string>& arguments) {
  Options options("render FILE [--vars JSON|FILE]… [options]", "what");
  options.Add()("vars", TextsOption(), "values: JSON that begins with '{', or a file of JSON or YAML; the last wins");
  if (const auto code = options.Parse(world, arguments)) return *code;
  const std::vector<std::string> what = options.Texts("what");
  const auto mistake = [&](const Error& error) {
    Complain(world, error);
    return kExitMistake;
  };
  if (what.size() != 1) return mistake(Error("which template? harness render FILE"));
  const Result<Json> vars = AllVars(options.Texts("vars"), world);
  if (!vars) return mistake(vars.error());
  const Result<std::string> text = Render(what[0], *vars, world);
  if (!text) return mistake(text.error());
  world.out << *text;
  return kExitHolds;
}

}  // namespace harness
