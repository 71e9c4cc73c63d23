// The bodies of a model server: good answers in the form of OpenAI, Anthropic and OpenAI's embeddings.
//
// Pure, any thread.
#pragma once

#include <optional>
#include <string>

#include "harness/base/json.h"

namespace harness {

enum class ModelApi { kChat, kMessages, kEmbeddings, kNone };

ModelApi ModelApiOf(const std::string& path);

// The last user text, or the first text to be embedded.
std::string AskedText(ModelApi api, const Json& request);

// What a rule says of the answer, all optional.
struct ModelWords {
  std::string text;
  std::string finish = "stop";
  Json tool = {};      // {name, arguments}
  Json logprobs = {};  // of OpenAI
  bool usage = true;
};

Json GoodAnswer(ModelApi api, const Json& request, const ModelWords& words);
Json ErrorAnswer(ModelApi api, int status, const std::string& message, const std::string& code);

}  // namespace harness
