#include "harness/suite/prompts.h"

#include <algorithm>
#include <string>
#include <vector>

#include "harness/base/text.h"

namespace harness {
namespace {

constexpr size_t kMaxTargets = 65535;

struct Prompt {
  std::string name;
  Node text;  // or { file: PATH }
};

Node KeyLike(const Node& node, std::string key) {
  const Place place = node.place();
  return Node::Scalar(Node::Kind::kString, std::move(key), node.source(), place.line, place.column);
}

std::vector<Prompt> ReadPrompts(const Node& list, Diagnostics& diagnostics) {
  std::vector<Prompt> prompts;
  for (const Node& node : list.items()) {
    if (diagnostics.full()) break;
    if (!CheckField(node, {.name = "prompts", .types = kMap, .doc = ""}, diagnostics) ||
        !CheckShape(node, PromptShape(), diagnostics))
      continue;
    const Node* text = node.Find("text");
    const Node* file = node.Find("file");
    if (!text == !file) {
      diagnostics.Add(node.MakeDiagnostic("a prompt has a 'text' or a 'file'"));
      continue;
    }
    const std::string& name = node.Find("name")->AsString();
    const auto same = [&](const Prompt& prompt) { return prompt.name == name; };
    if (Trim(name).empty() || name.find('@') != std::string::npos)
      diagnostics.Add(node.Find("name")->MakeDiagnostic("the name of a prompt is not empty and holds no @"));
    else if (std::any_of(prompts.begin(), prompts.end(), same))
      diagnostics.Add(node.Find("name")->MakeDiagnostic(fmt::format("there is a prompt '{}' already", name)));
    else
      prompts.push_back({name, text ? *text
                                    : Node::Map({{KeyLike(*file, "file"), *file}}, file->source(), file->place().line,
                                                file->place().column)});
  }
  return prompts;
}

// {{ prompt }}, with any blanks, and those around it taken away or not.
bool TakesPrompt(const Node& target) {
  const Node* chat = target.Find("chat");
  const Node* user = chat ? chat->Find("user") : nullptr;
  if (!user || !user->IsString()) return false;
  std::string_view text = Trim(user->AsString());
  if (!text.starts_with("{{") || !text.ends_with("}}")) return false;
  text = text.substr(2, text.size() - 4);
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.ends_with('-')) text.remove_suffix(1);
  return Trim(text) == "prompt";
}

Node WithPrompt(const Node& target, const Prompt& prompt) {
  const Node& chat = *target.Find("chat");
  const Node* name = target.Find("name");
  const Node& named = name ? *name : chat;
  const std::string base = name && name->IsScalar() ? name->AsString() : "chat";
  const Node user = chat.With({KeyLike(*chat.Find("user"), "user"), prompt.text});
  return target.With({KeyLike(chat, "chat"), user})
      .With({KeyLike(named, "name"), KeyLike(named, fmt::format("{}@{}", base, prompt.name))});
}

}  // namespace

Shape PromptShape() {
  return {{
      {.name = "name", .types = kText, .doc = "What stands behind the @ of the target's name.", .required = true},
      {.name = "text", .types = kText, .doc = "A template."},
      {.name = "file", .types = kText, .doc = "The path of one."},
  }};
}

std::optional<Node> ExpandPrompts(const Node& targets, const Node* prompts, Diagnostics& diagnostics) {
  const bool given = prompts && prompts->IsList();
  const std::vector<Prompt> read = given ? ReadPrompts(*prompts, diagnostics) : std::vector<Prompt>{};
  std::vector<Node> expanded;
  bool taken = false;
  for (const Node& target : targets.items()) {
    if (!target.IsMap() || !TakesPrompt(target)) {
      expanded.push_back(target);
      continue;
    }
    taken = true;
    if (!given)
      diagnostics.Add(target.Find("chat")->Find("user")->MakeDiagnostic(
          "{{ prompt }} needs prompts: add prompts: [ { name: …, text: … } ] to the suite"));
    for (const Prompt& prompt : read) expanded.push_back(WithPrompt(target, prompt));
    if (expanded.size() > kMaxTargets) break;
  }
  if (given && !taken && !prompts->items().empty())
    diagnostics.Add(
        prompts->MakeDiagnostic("no target takes these prompts: give a chat target user: \"{{ prompt }}\""));
  if (expanded.empty()) return std::nullopt;
  const Place place = targets.place();
  return Node::List(std::move(expanded), targets.source(), place.line, place.column);
}

}  // namespace harness
