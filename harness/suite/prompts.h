// The `prompts` of a suite: a matrix with the chat targets that take one.
#pragma once

#include <optional>

#include "harness/base/node.h"
#include "harness/base/shape.h"

namespace harness {

// Of one entry: { name, text } or { name, file }.
Shape PromptShape();

// The list of targets in which each `chat` target whose `user` is {{ prompt }} stands once for each prompt, as
// NAME@PROMPT with the prompt's text. `prompts` may be null. Mistakes: such a target without prompts, prompts that no
// target takes, a prompt without text or with two, two of one name.
std::optional<Node> ExpandPrompts(const Node& targets, const Node* prompts, Diagnostics& diagnostics);

}  // namespace harness
