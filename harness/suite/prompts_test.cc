#include "harness/suite/prompts.h"

#include <gtest/gtest.h>

#include "harness/suite/yaml.h"

namespace harness {
namespace {

class Prompts : public testing::Test {
 protected:
  // The names and user texts of the targets, a line each; or the mistakes.
  std::string Expand(const std::string& yaml) {
    Diagnostics diagnostics;
    const auto root = ParseYaml(std::make_shared<Source>(Source{"suite.yaml", yaml}), diagnostics);
    if (!root) return "no YAML";
    const std::optional<Node> targets = ExpandPrompts(*root->Find("targets"), root->Find("prompts"), diagnostics);
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics.all()) text += diagnostic.message + "\n";
    if (!text.empty() || !targets) return text;
    for (const Node& target : targets->items()) {
      const Node* name = target.Find("name");
      const Node* chat = target.Find("chat");
      text += (name ? name->AsString() : "-") + ": ";
      text += (chat ? CanonicalJson(chat->Find("user")->ToJson()) : "no chat") + "\n";
    }
    return text;
  }
};

TEST_F(Prompts, MakeATargetOfEach) {
  EXPECT_EQ(Expand("prompts: [ { name: zero, text: 'A {{ input }}' }, { name: few, file: few.md } ]\n"
                   "targets:\n"
                   "  - { name: gpt, chat: { model: m, user: '{{ prompt }}' } }\n"
                   "  - { chat: { model: m, user: '{{prompt}}' } }\n"
                   "  - { name: fixed, chat: { model: m, user: '{{ input }}' } }\n"
                   "  - { command: x }\n"),
            "gpt@zero: \"A {{ input }}\"\n"
            "gpt@few: {\"file\":\"few.md\"}\n"
            "chat@zero: \"A {{ input }}\"\n"
            "chat@few: {\"file\":\"few.md\"}\n"
            "fixed: \"{{ input }}\"\n"
            "-: no chat\n");
}

TEST_F(Prompts, AreNeededWhereATargetTakesThem) {
  EXPECT_EQ(Expand("targets: [ { chat: { model: m, user: '{{ prompt }}' } } ]\n"),
            "{{ prompt }} needs prompts: add prompts: [ { name: …, text: … } ] to the suite\n");
}

TEST_F(Prompts, AreAMistakeWhereNoTargetTakesThem) {
  EXPECT_EQ(Expand("prompts: [ { name: a, text: b } ]\ntargets: [ { command: x } ]\n"),
            "no target takes these prompts: give a chat target user: \"{{ prompt }}\"\n");
}

TEST_F(Prompts, HaveANameAndOneText) {
  const std::string targets = "targets: [ { chat: { model: m, user: '{{ prompt }}' } } ]\n";
  EXPECT_EQ(Expand("prompts: [ { name: a } ]\n" + targets), "a prompt has a 'text' or a 'file'\n");
  EXPECT_EQ(Expand("prompts: [ { name: a, text: b, file: c } ]\n" + targets), "a prompt has a 'text' or a 'file'\n");
  EXPECT_EQ(Expand("prompts: [ { name: a, text: b }, { name: a, text: c } ]\n" + targets),
            "there is a prompt 'a' already\n");
  EXPECT_EQ(Expand("prompts: [ { name: a@b, text: b } ]\n" + targets),
            "the name of a prompt is not empty and holds no @\n");
}

}  // namespace
}  // namespace harness
