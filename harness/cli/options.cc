#include "harness/cli/options.h"

#include <algorithm>
#include <charconv>
#include <ostream>

#include "harness/base/text.h"
#include "harness/cli/exit_code.h"
#include "harness/suite/env_file.h"
#include "harness/suite/yaml.h"

namespace po = boost::program_options;

namespace harness {
namespace {

constexpr uint64_t kMaxConfigBytes = 1 << 20;

std::string EnvironmentName(std::string option) {
  for (char& c : option) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return "HARNESS_" + option;
}

// The words before the arguments: "judge agreement" of "judge agreement FILE… [options]".
std::string CommandOf(const std::string& usage) {
  size_t end = 0;
  for (const std::string_view word : Split(usage, " ")) {
    if (!std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; })) break;
    end += word.size() + (end > 0 ? 1 : 0);
  }
  return usage.substr(0, end);
}

}  // namespace

po::typed_value<std::string>* TextOption() {
  return po::value<std::string>()->value_name("TEXT");
}
po::typed_value<std::vector<std::string>>* TextsOption() {
  return po::value<std::vector<std::string>>()->composing()->value_name("TEXT");
}
po::typed_value<bool>* FlagOption() {
  return po::value<bool>()->implicit_value(true)->zero_tokens();
}

Options::Options(std::string usage, std::string positional)
    : usage_(std::move(usage)), positional_(std::move(positional)) {}

std::optional<int> Options::Parse(World& world, const std::vector<std::string>& arguments) {
  if (const Result<> read = ReadAll(world, arguments); !read) {
    Complain(world, read.error());
    return kExitMistake;
  }
  if (!Flag("help")) return std::nullopt;
  PrintHelp(world.out);
  return kExitHolds;
}

void Options::PrintHelp(std::ostream& out) const {
  po::options_description shown("");
  shown.add(own_);
  out << "Usage: harness " << usage_ << "\n" << all_;
}

Result<> Options::ReadAll(World& world, const std::vector<std::string>& arguments) {
  po::options_description everywhere("Everywhere");
  everywhere.add_options()("store", po::value<std::string>()->default_value(".harness/harness.db")->value_name("PATH"),
                           "where runs are kept")("verbose", FlagOption(), "log what is done to standard error")(
      "log-format", TextOption(), "text (default) or json")("env-file", TextOption(), "a file of NAME=value lines")(
      "config", TextOption(), "a YAML file of options")("help", FlagOption(), "show this");
  all_.add(own_).add(everywhere);
  po::options_description known;
  known.add(all_);
  if (!positional_.empty()) known.add_options()(positional_.c_str(), po::value<std::vector<std::string>>());
  po::positional_options_description places;
  if (!positional_.empty()) places.add(positional_.c_str(), -1);
  try {
    const int style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(arguments).options(known).positional(places).style(style).run(), values_);
    const auto from_environment = [&](const std::string& variable) {
      for (const auto& option : all_.options())
        if (option->long_name() != "help" && EnvironmentName(option->long_name()) == variable)
          return option->long_name();
      return std::string();
    };
    po::store(po::parse_environment(all_, from_environment), values_);
    if (auto read = ReadConfig(world); !read) return read;
    po::notify(values_);
  } catch (const po::error& mistake) {
    return Fail("{}; 'harness {} --help' lists the options", mistake.what(), CommandOf(usage_));
  }
  const std::string format = Text("log-format");
  if (!format.empty() && format != "text" && format != "json")
    return Fail("--log-format: text or json is expected, found '{}'", format);
  world.log.Configure(Flag("verbose"), format == "json");
  return ReadEnvironmentFile(world);
}

// Each key of the file is an option; a list is the option given several times.
Result<> Options::ReadConfig(World& world) {
  if (!Has("config")) return {};
  Diagnostics mistakes;
  const std::optional<Node> tree = ReadYaml(world.files, Text("config"), mistakes, kMaxConfigBytes);
  if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
  if (tree->IsNull()) return {};
  if (!tree->IsMap()) return tree->Fail("a map of options is expected here, found {}", Describe(tree->kind()));
  po::basic_parsed_options<char> parsed(&all_);
  std::vector<std::string> names;
  for (const auto& option : all_.options()) names.push_back(option->long_name());
  for (const Node::Entry& entry : tree->entries()) {
    const std::string& name = entry.key.AsString();
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      const auto meant = Suggest(name, std::span<const std::string>(names));
      return entry.key.Fail("unknown option '{}'{}", name, meant ? fmt::format("; did you mean '{}'?", *meant) : "");
    }
    po::basic_option<char> option(name, {});
    if (entry.value.IsMap()) return entry.value.Fail("a value or a list is expected here, found a map");
    if (entry.value.IsScalar()) option.value.push_back(entry.value.AsString());
    for (const Node& item : entry.value.items()) option.value.push_back(item.AsString());
    parsed.options.push_back(option);
  }
  po::store(parsed, values_);
  return {};
}

Result<> Options::ReadEnvironmentFile(World& world) {
  if (!Has("env-file")) return {};
  auto variables = ReadEnvFile(world.files, Text("env-file"));
  if (!variables) return Unexpected(variables.error());
  world.environment.insert(variables->begin(), variables->end());  // what is set already stays
  return {};
}

std::vector<std::string> Options::Texts(const std::string& name) const {
  return Has(name) ? values_[name].as<std::vector<std::string>>() : std::vector<std::string>();
}

Result<std::optional<int64_t>> Options::Integer(const std::string& name, int64_t low, int64_t high) const {
  if (!Has(name)) return std::nullopt;
  const std::string text = Text(name);
  int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || value < low || value > high)
    return Fail("--{}: a whole number from {} to {} is expected, found '{}'", name, low, high, text);
  return value;
}

}  // namespace harness
