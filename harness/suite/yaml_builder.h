// Builds Nodes from YAML events: the part that knows about keys, tags, anchors and limits. One thread.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/node.h"
#include "harness/suite/yaml_events.h"

namespace harness {

class YamlBuilder {
 public:
  explicit YamlBuilder(std::shared_ptr<const Source> source) : source_(std::move(source)) {}

  // Takes one event of a value: kAlias, kScalar, or the start or end of a list or map. A mistake after which building
  // can go on is added to `diagnostics`; one after which it can't (a limit) is returned.
  Result<> Take(const YamlEvent& event, Diagnostics& diagnostics);

  // The value that the last event completed, if it did. Moves it out and makes ready for the next, which still knows
  // the anchors.
  std::optional<Node> TakeValue();

  Diagnostic At(const YamlEvent& event, std::string message) const;

 private:
  // A node with what it costs to copy it: the values in it, and how deep it is (a scalar: 0).
  struct Sized {
    Node node;
    size_t size = 1;
    int height = 0;
  };
  struct Frame {
    bool map = false;
    YamlEvent start;
    std::vector<Node> items;
    std::vector<Node::Entry> entries;
    std::unordered_map<std::string_view, size_t> index;  // of entries, by key; only in maps of more than a few keys
    std::optional<Node> key;
    bool merging = false;   // the key is <<
    bool dropping = false;  // the key is a mistake, and its value goes with it
    std::vector<Node> merges;
    size_t size = 1;
    int height = 0;
  };

  Result<> Begin(const YamlEvent& event, Diagnostics& diagnostics);
  Result<> End(Diagnostics& diagnostics);
  Result<> Put(Sized value, const YamlEvent& event, Diagnostics& diagnostics);
  void PutKey(Frame& frame, const Sized& value, const YamlEvent& event, Diagnostics& diagnostics);
  void PutEntry(Frame& frame, Node value, Diagnostics& diagnostics);
  Result<Sized> FollowAlias(const YamlEvent& event, Diagnostics& diagnostics);
  Result<> Merge(Frame& frame, Diagnostics& diagnostics);
  Result<> Count(size_t values, const YamlEvent& event);
  Node MakeScalar(const YamlEvent& event, Diagnostics& diagnostics) const;
  void CheckTag(const YamlEvent& event, std::string_view allowed, Diagnostics& diagnostics) const;

  std::shared_ptr<const Source> source_;
  std::vector<Frame> frames_;
  std::unordered_map<std::string, Sized> anchors_;
  std::optional<Node> value_;
  size_t values_ = 0;    // of the value being built
  size_t expanded_ = 0;  // by aliases, in all
  size_t anchored_ = 0;  // values that anchors keep
};

}  // namespace harness
