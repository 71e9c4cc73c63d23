#include "harness/runner/identity.h"

#include "harness/base/json.h"

namespace harness {
namespace {

void AppendPart(std::string& text, std::string_view part) {
  text += part;
  text += '\0';
}

}  // namespace

Identity Identify(Case& test, Sha256& hash) {
  std::string text = "{\"input\":";
  AppendCanonicalJson(text, test.input);
  text += ",\"vars\":";
  AppendCanonicalJson(text, test.vars);
  text += '}';

  Identity identity;
  identity.derived = test.id.empty();
  if (identity.derived) {
    const Digest content = hash.Of(text);
    test.id = Hex(content).substr(0, kDerivedIdDigits);
    identity.key = First64(content) >> 16;
  } else {
    identity.key = Hash64(test.id);
  }

  text += '\0';
  AppendPart(text, test.id);
  AppendPart(text, test.category);
  AppendPart(text, test.cluster);
  for (const std::string& tag : test.tags) AppendPart(text, tag);
  if (test.expected) AppendCanonicalJson(text, *test.expected);
  identity.digest = Hash64(text);
  return identity;
}

}  // namespace harness
