#include "harness/models/redact_reply.h"

namespace harness {
namespace {

// A key is spread over several tokens, so they are searched as the text that they make.
void RedactTokens(std::vector<TokenLogprob>& tokens, const Secrets& secrets) {
  std::string text;
  for (const TokenLogprob& token : tokens) text += token.token;
  const std::vector<Secrets::Span> spans = secrets.Find(text);
  size_t at = 0;
  for (size_t i = 0, span = 0; i < tokens.size() && span < spans.size(); ++i) {
    const size_t end = at + tokens[i].token.size();
    while (span < spans.size() && spans[span].end <= at) ++span;
    if (span < spans.size() && spans[span].begin < end && at < end) {
      tokens[i].token = "***";
      tokens[i].top.clear();
    }
    at = end;
  }
  for (TokenLogprob& token : tokens)
    for (auto& [alternative, logprob] : token.top) secrets.Mask(alternative);
}

}  // namespace

void RedactReply(ChatReply& reply, const Secrets& secrets) {
  secrets.Mask(reply.text);
  secrets.Mask(reply.finish_reason);
  secrets.Mask(reply.model);
  for (ToolCall& call : reply.tool_calls) {
    secrets.Mask(call.id);
    secrets.Mask(call.name);
    secrets.Mask(call.arguments);
  }
  RedactTokens(reply.logprobs, secrets);
}

}  // namespace harness
