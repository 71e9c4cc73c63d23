#include "harness/suite/yaml_builder.h"

#include <algorithm>
#include <cassert>

#include "harness/base/text.h"
#include "harness/suite/yaml.h"

namespace harness {
namespace {

constexpr std::string_view kTagPrefix = "tag:yaml.org,2002:";
constexpr std::string_view kMapTag = "tag:yaml.org,2002:map";
constexpr std::string_view kSequenceTag = "tag:yaml.org,2002:seq";
constexpr size_t kFewKeys = 16;

// The key's place among the entries, or their number.
template <typename Frame>
size_t FindKey(const Frame& frame, std::string_view key) {
  if (!frame.index.empty()) {
    const auto found = frame.index.find(key);
    return found == frame.index.end() ? frame.entries.size() : found->second;
  }
  size_t i = 0;
  while (i < frame.entries.size() && frame.entries[i].key.AsString() != key) ++i;
  return i;
}

template <typename Frame>
void AddEntry(Frame& frame, Node::Entry entry) {
  frame.entries.push_back(std::move(entry));
  if (frame.entries.size() < kFewKeys) return;
  // The keys are views of texts that the nodes share: moving an entry leaves them where they are.
  if (frame.index.empty()) {
    for (size_t i = 0; i < frame.entries.size(); ++i) frame.index.emplace(frame.entries[i].key.AsString(), i);
  } else {
    frame.index.emplace(frame.entries.back().key.AsString(), frame.entries.size() - 1);
  }
}

std::string ShortTag(std::string_view tag) {
  if (tag.starts_with(kTagPrefix)) return fmt::format("!!{}", tag.substr(kTagPrefix.size()));
  return Abbreviate(tag, 60);
}

// The kind that a scalar's tag asks for; nullopt for a tag that isn't known.
std::optional<Node::Kind> TaggedKind(std::string_view tag) {
  if (tag == "!") return Node::Kind::kString;
  if (!tag.starts_with(kTagPrefix)) return std::nullopt;
  tag.remove_prefix(kTagPrefix.size());
  if (tag == "str") return Node::Kind::kString;
  if (tag == "int") return Node::Kind::kInteger;
  if (tag == "float") return Node::Kind::kNumber;
  if (tag == "bool") return Node::Kind::kBool;
  if (tag == "null") return Node::Kind::kNull;
  return std::nullopt;
}

}  // namespace

Diagnostic YamlBuilder::At(const YamlEvent& event, std::string message) const {
  return {{source_->path, event.line, event.column},
          std::move(message),
          ExcerptOf(source_->text, event.line, event.column)};
}

Result<> YamlBuilder::Take(const YamlEvent& event, Diagnostics& diagnostics) {
  switch (event.kind) {
    case YamlEvent::Kind::kScalar: {
      if (auto counted = Count(1, event); !counted) return counted;
      return Put({MakeScalar(event, diagnostics)}, event, diagnostics);
    }
    case YamlEvent::Kind::kAlias: {
      auto value = FollowAlias(event, diagnostics);
      if (!value) return Unexpected(value.error());
      return Put(std::move(*value), event, diagnostics);
    }
    case YamlEvent::Kind::kListStart:
    case YamlEvent::Kind::kMapStart:
      return Begin(event, diagnostics);
    case YamlEvent::Kind::kListEnd:
    case YamlEvent::Kind::kMapEnd:
      return End(diagnostics);
    default:
      break;
  }
  assert(false && "not an event of a value");
  return {};
}

std::optional<Node> YamlBuilder::TakeValue() {
  if (!value_) return std::nullopt;
  values_ = 0;
  return std::exchange(value_, std::nullopt);
}

Result<> YamlBuilder::Count(size_t values, const YamlEvent& event) {
  values_ += values;
  if (values_ <= kMaxYamlValues) return {};
  return Unexpected(
      Error(At(event, fmt::format("more than {} values; put many cases in a file of their own", kMaxYamlValues))));
}

Result<> YamlBuilder::Begin(const YamlEvent& event, Diagnostics& diagnostics) {
  if (auto counted = Count(1, event); !counted) return counted;
  if (frames_.size() >= static_cast<size_t>(kMaxYamlDepth))
    return Unexpected(
        Error(At(event, fmt::format("lists and maps stand in one another more than {} deep", kMaxYamlDepth))));
  Frame frame;
  frame.map = event.kind == YamlEvent::Kind::kMapStart;
  CheckTag(event, frame.map ? "map" : "seq", diagnostics);
  frame.start = event;
  frames_.push_back(std::move(frame));
  return {};
}

Result<> YamlBuilder::End(Diagnostics& diagnostics) {
  assert(!frames_.empty());
  if (auto merged = Merge(frames_.back(), diagnostics); !merged) return merged;
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  const YamlEvent& start = frame.start;
  Node node = frame.map ? Node::Map(std::move(frame.entries), source_, start.line, start.column)
                        : Node::List(std::move(frame.items), source_, start.line, start.column);
  return Put({std::move(node), frame.size, frame.height + 1}, start, diagnostics);
}

Result<> YamlBuilder::Put(Sized value, const YamlEvent& event, Diagnostics& diagnostics) {
  if (!event.anchor.empty()) {
    anchored_ += value.size;
    if (anchored_ > kMaxYamlValues)
      return Unexpected(Error(At(event, fmt::format("anchors name more than {} values", kMaxYamlValues))));
    anchors_[event.anchor] = value;
  }
  if (frames_.empty()) {
    value_ = std::move(value.node);
    return {};
  }
  Frame& frame = frames_.back();
  frame.size += value.size;
  frame.height = std::max(frame.height, value.height);
  if (!frame.map)
    frame.items.push_back(std::move(value.node));
  else if (!frame.key)
    PutKey(frame, value, event, diagnostics);
  else
    PutEntry(frame, std::move(value.node), diagnostics);
  return {};
}

void YamlBuilder::PutKey(Frame& frame, const Sized& value, const YamlEvent& event, Diagnostics& diagnostics) {
  const bool plain = event.kind == YamlEvent::Kind::kScalar && !event.quoted && event.tag.empty();
  frame.key = value.node;
  frame.merging = plain && event.text == "<<";
  if (!value.node.IsScalar()) {
    diagnostics.Add(At(event, fmt::format("a key must be text, found {}", Describe(value.node.kind()))));
    frame.dropping = true;
  } else if (plain && event.text.empty()) {
    diagnostics.Add(At(event, "a key is missing before ':'"));
  }
}

void YamlBuilder::PutEntry(Frame& frame, Node value, Diagnostics& diagnostics) {
  Node key = *std::exchange(frame.key, std::nullopt);
  if (std::exchange(frame.dropping, false)) return;
  if (frame.merging) {
    if (!frame.merges.empty()) diagnostics.Add(key.MakeDiagnostic("a second '<<'; write one list: <<: [*a, *b]"));
    frame.merges.push_back(std::move(value));
    frame.merging = false;
    return;
  }
  const size_t same = FindKey(frame, key.AsString());
  if (same == frame.entries.size()) return AddEntry(frame, {std::move(key), std::move(value)});
  const Place first = frame.entries[same].key.place();
  diagnostics.Add(key.MakeDiagnostic(fmt::format("the key '{}' is already on line {}, column {}",
                                                 Abbreviate(key.AsString(), 60), first.line, first.column)));
}

Result<YamlBuilder::Sized> YamlBuilder::FollowAlias(const YamlEvent& event, Diagnostics& diagnostics) {
  const std::string name = Abbreviate(event.text, 60);
  // An anchor of the same name within the value that it names would win over the open one; the nearest one is meant.
  const auto open =
      std::find_if(frames_.begin(), frames_.end(), [&](const Frame& f) { return f.start.anchor == event.text; });
  const auto found = anchors_.find(event.text);
  if (open != frames_.end() && found == anchors_.end()) {
    diagnostics.Add(
        At(event, fmt::format("the alias '*{}' stands within the value that it names, which begins on line {}", name,
                              open->start.line)));
    return Sized{Node::Scalar(Node::Kind::kNull, "", source_, event.line, event.column)};
  }
  if (found == anchors_.end()) {
    std::vector<std::string> names;
    names.reserve(anchors_.size());
    for (const auto& [known, value] : anchors_) names.push_back(known);
    std::sort(names.begin(), names.end());
    std::string message = fmt::format("the alias '*{}' names nothing: no '&{}' stands before it", name, name);
    if (const auto suggestion = Suggest(event.text, std::span<const std::string>(names)))
      message += fmt::format("; did you mean '*{}'?", *suggestion);
    diagnostics.Add(At(event, std::move(message)));
    return Sized{Node::Scalar(Node::Kind::kNull, "", source_, event.line, event.column)};
  }
  const Sized& value = found->second;
  expanded_ += value.size;
  if (expanded_ > kMaxYamlExpansion)
    return Unexpected(Error(At(event, fmt::format("aliases stand for more than {} values in all", kMaxYamlExpansion))));
  if (frames_.size() + static_cast<size_t>(value.height) > static_cast<size_t>(kMaxYamlDepth))
    return Unexpected(
        Error(At(event, fmt::format("lists and maps stand in one another more than {} deep", kMaxYamlDepth))));
  if (auto counted = Count(value.size, event); !counted) return Unexpected(counted.error());
  return value;
}

// Keys that are written out win, then the earlier map of a list.
Result<> YamlBuilder::Merge(Frame& frame, Diagnostics& diagnostics) {
  std::vector<Node> maps;
  for (const Node& merge : frame.merges) {
    if (merge.IsList())
      maps.insert(maps.end(), merge.items().begin(), merge.items().end());
    else
      maps.push_back(merge);
  }
  for (const Node& map : maps) {
    if (!map.IsMap()) {
      diagnostics.Add(
          map.MakeDiagnostic(fmt::format("'<<' takes a map or a list of maps, found {}", Describe(map.kind()))));
      continue;
    }
    for (const Node::Entry& entry : map.entries())
      if (FindKey(frame, entry.key.AsString()) == frame.entries.size()) AddEntry(frame, entry);
  }
  return {};
}

Node YamlBuilder::MakeScalar(const YamlEvent& event, Diagnostics& diagnostics) const {
  Node::Kind kind = event.quoted ? Node::Kind::kString : PlainKind(event.text);
  bool quoted = event.quoted;
  if (!event.tag.empty()) {
    const auto asked = TaggedKind(event.tag);
    const Node::Kind plain = PlainKind(event.text);
    const bool widened = asked == Node::Kind::kNumber && plain == Node::Kind::kInteger;
    if (!asked) {
      diagnostics.Add(At(event, fmt::format("unknown tag {}", ShortTag(event.tag))));
    } else if (*asked == Node::Kind::kString || *asked == plain || widened) {
      kind = *asked;
      quoted = *asked == Node::Kind::kString;
    } else {
      diagnostics.Add(At(event, fmt::format("{} stands before '{}', which is {}", ShortTag(event.tag),
                                            Abbreviate(event.text, 60), Describe(plain))));
    }
  }
  return Node::Scalar(kind, event.text, source_, event.line, event.column, quoted);
}

void YamlBuilder::CheckTag(const YamlEvent& event, std::string_view allowed, Diagnostics& diagnostics) const {
  if (event.tag.empty() || event.tag == "!" || event.tag == std::string(kTagPrefix) + std::string(allowed)) return;
  const bool known = TaggedKind(event.tag) || event.tag == kMapTag || event.tag == kSequenceTag;
  const std::string tag = ShortTag(event.tag);
  const std::string_view found = allowed == "map" ? "a map" : "a list";
  diagnostics.Add(
      At(event, known ? fmt::format("{} stands before {}", tag, found) : fmt::format("unknown tag {}", tag)));
}

}  // namespace harness
