// What a command tells of one thing in full: a word on the left, a text on the right, as many lines as it has. Nothing
// that a terminal would act upon, and no secrets.
#pragma once

#include <optional>
#include <string>

#include "harness/cli/world.h"
#include "harness/models/trace.h"

namespace harness {

class FieldLines {
 public:
  explicit FieldLines(World& world) : world_(world) {}

  void Gap();
  // The text begins so many columns from the left; its further lines stand below its first.
  void Put(const std::string& word, std::string text, size_t margin = kMargin);
  // JSON: an entry of a map a line, other values as they are.
  void PutMap(const std::string& word, const std::string& json);
  // A call of a model: what was asked, what came back, what that took.
  void Put(const TracedCall& call);

 private:
  static constexpr size_t kMargin = 10;

  World& world_;
};

// Serialised JSON; strings without their quotes.
std::string TextOfJson(const std::string& json);
// "120 + 40 tokens, $0.0012".
std::string SpentText(const std::optional<Usage>& usage, const std::optional<double>& cost);
// SHA-256 of all that its answer depends on, 64 hex digits: the name of the request in reply logs and cassettes.
std::string RequestDigest(const TracedCall& call);

}  // namespace harness
