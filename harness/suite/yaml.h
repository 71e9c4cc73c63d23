// YAML 1.2 to trees of Nodes, each with its place.
//
// Plain scalars are read by the core schema (null, true, integers in base 10, 0x and 0o, floats; .inf and .nan stay
// texts), quoted ones and blocks are texts. Merge keys (<<) are followed: keys that are written out win. Refused at
// their place: duplicate keys, keys that are lists or maps, tags other than the core schema's, undefined and recursive
// aliases, a second document, NUL and bytes that are no UTF-8, and more than the limits below, so that a hostile text
// costs bounded time and memory. Pure functions; a YamlSequence belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/error.h"
#include "harness/base/files.h"
#include "harness/base/node.h"
#include "harness/suite/yaml_events.h"

namespace harness {

inline constexpr uint64_t kMaxYamlBytes = 16 << 20;   // of a file that is read whole
inline constexpr int kMaxYamlDepth = 100;             // lists and maps in one another, aliases followed
inline constexpr size_t kMaxYamlValues = 500'000;     // in a document, or in one item of a YamlSequence
inline constexpr size_t kMaxYamlExpansion = 100'000;  // values that aliases stand for, in all

// What a plain scalar is by the core schema.
Node::Kind PlainKind(std::string_view text);

// All of a text. nullopt if it can't be read as YAML; after milder mistakes (a duplicate key, an unknown tag) a tree
// all the same, so that further mistakes can be found in it. An empty text is null.
std::optional<Node> ParseYaml(std::shared_ptr<const Source> source, Diagnostics& diagnostics);

// The same for a file of at most `max_bytes`, into diagnostics too if it can't be read. A byte order mark is left out.
std::optional<Node> ReadYaml(Files& files, const std::string& path, Diagnostics& diagnostics,
                             uint64_t max_bytes = kMaxYamlBytes);

// The items of a top-level list, or of the list under the one top-level key `cases`, one at a time: memory is that of
// the longest item and of what anchors name, however long the file is. Diagnostics show no excerpt.
class YamlSequence {
 public:
  static Result<std::unique_ptr<YamlSequence>> Open(std::unique_ptr<InputFile> file);
  ~YamlSequence();

  // The next item; nullopt at the end. After a mistake within an item Next may be called again and goes on behind it;
  // after one that makes the rest unreadable it returns nullopt.
  Result<std::optional<Node>> Next();

 private:
  class Items;
  explicit YamlSequence(std::unique_ptr<Items> items);
  std::unique_ptr<Items> items_;
};

}  // namespace harness
