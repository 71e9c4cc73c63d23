#include "harness/suite/resolve.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <unordered_map>

#include "harness/base/text.h"
#include "harness/suite/yaml.h"

namespace harness {
namespace {

constexpr size_t kMaxSteps = 32;  // of a setting's path

// Where a step of a setting's path leads.
std::optional<size_t> ListIndex(std::string_view step) {
  size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (step.empty() || error != std::errc() || end != step.data() + step.size()) return std::nullopt;
  return index;
}

// The steps [from, …) of a setting, applied below `node`.
class Setter {
 public:
  explicit Setter(const Setting& setting) : setting_(setting), steps_(Split(setting.path, ".")) {}

  Result<Node> Apply(const Node& node, size_t from) const {
    if (from == steps_.size()) return setting_.value;
    if (node.IsList()) return ApplyToList(node, from);
    if (!node.IsMap() && !node.IsNull())
      return setting_.value.Fail("'{}' can't be set: '{}' is {}", setting_.path, Before(from), Describe(node.kind()));
    const std::string_view step = steps_[from];
    const Node* old = node.Find(step);
    auto value = Apply(old == nullptr ? Node() : *old, from + 1);
    if (!value) return value;
    const Place place = setting_.value.place();
    const Node key = Node::Scalar(Node::Kind::kString, std::string(step), setting_.value.source(), place.line, 1);
    const Node map = node.IsMap() ? node : Node::Map({}, setting_.value.source(), place.line, place.column);
    return map.With({key, std::move(*value)});
  }

 private:
  Result<Node> ApplyToList(const Node& node, size_t from) const {
    const auto index = ListIndex(steps_[from]);
    if (!index || *index > node.items().size()) {
      return setting_.value.Fail(
          "'{}' can't be set: '{}' is a list of {}, and '{}' is no index of it (they count from 0)", setting_.path,
          Before(from), node.items().size(), steps_[from]);
    }
    std::vector<Node> items = node.items();
    if (*index == items.size()) items.push_back(Node());
    auto value = Apply(items[*index], from + 1);
    if (!value) return value;
    items[*index] = std::move(*value);
    return Node::List(std::move(items), node.source(), node.place().line, node.place().column);
  }

  // The path as far as step `from`, exclusive.
  std::string Before(size_t from) const {
    std::string path;
    for (size_t i = 0; i < from; ++i) path += (i == 0 ? "" : ".") + std::string(steps_[i]);
    return path;
  }

  const Setting& setting_;
  std::vector<std::string_view> steps_;
};

// Reads a chain of files that extend one another.
class TreeReader {
 public:
  TreeReader(Files& files, const std::map<std::string, std::string>& environment, Diagnostics& diagnostics)
      : files_(files), environment_(environment), diagnostics_(diagnostics) {}

  // `from` is the value of `extends` that led here; null for the first file.
  std::optional<Node> Read(const std::string& path, const Node* from) {
    if (!Enter(path, from)) return std::nullopt;
    auto tree = ReadFile(path, from);
    if (!tree) return std::nullopt;
    if (!tree->IsMap()) {
      const std::string_view found = tree->IsNull() ? "nothing" : Describe(tree->kind());
      diagnostics_.Add(tree->MakeDiagnostic(
          fmt::format("a suite is a map of keys such as cases, targets and score; found {}", found)));
      return std::nullopt;
    }
    const Node* extends = tree->Find("extends");
    if (extends == nullptr) return tree;
    const Node rest = tree->Without("extends");
    const Node base_path = Substitute(*extends, environment_, diagnostics_);
    if (!base_path.IsScalar() || base_path.IsNull()) {
      diagnostics_.Add(extends->MakeDiagnostic(
          fmt::format("'extends' must be the path of a file, found {}", Describe(base_path.kind()))));
      return rest;
    }
    const auto base = Read(base_path.AsPath(), &base_path);
    return base ? MergeTrees(*base, rest) : rest;
  }

 private:
  // A missing file is a mistake where it is named.
  std::optional<Node> ReadFile(const std::string& path, const Node* from) {
    if (from == nullptr) return ReadYaml(files_, path, diagnostics_);
    const auto info = files_.Stat(path);
    const FileInfo::Kind kind = info ? info->kind : FileInfo::Kind::kOther;
    if (kind != FileInfo::Kind::kAbsent && kind != FileInfo::Kind::kFolder) return ReadYaml(files_, path, diagnostics_);
    const std::string_view message = kind == FileInfo::Kind::kAbsent ? "there is no file '{}'" : "'{}' is a folder";
    diagnostics_.Add(from->MakeDiagnostic(fmt::format(fmt::runtime(message), path)));
    return std::nullopt;
  }

  bool Enter(const std::string& path, const Node* from) {
    const std::string normal = std::filesystem::path(path).lexically_normal().string();
    const bool cycle = std::find(chain_.begin(), chain_.end(), normal) != chain_.end();
    chain_.push_back(normal);
    if (cycle) {
      std::string way;
      for (const std::string& file : chain_) way += (way.empty() ? "" : " → ") + file;
      diagnostics_.Add(from->MakeDiagnostic("'extends' goes round in a circle: " + way));
      return false;
    }
    if (chain_.size() <= kMaxExtends) return true;
    diagnostics_.Add(from->MakeDiagnostic(fmt::format("more than {} files extend one another", kMaxExtends)));
    return false;
  }

  Files& files_;
  const std::map<std::string, std::string>& environment_;
  Diagnostics& diagnostics_;
  std::vector<std::string> chain_;
};

}  // namespace

Result<Setting> ParseSetting(const std::string& text, const std::string& name) {
  const auto source = std::make_shared<const Source>(Source{name, text});
  const Node whole = Node::Scalar(Node::Kind::kString, text, source, 1, 1);
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) return whole.Fail("write KEY=VALUE, for example run.repeat=3");
  Setting setting{text.substr(0, equals), Node()};
  const std::vector<std::string_view> steps = Split(setting.path, ".");
  if (steps.size() > kMaxSteps) return whole.Fail("more than {} keys in the path", kMaxSteps);
  for (const std::string_view step : steps)
    if (step.empty()) return whole.Fail("an empty key in '{}'", setting.path);
  const std::string value(Trim(std::string_view(text).substr(equals + 1)));
  const int column = static_cast<int>(equals) + 2;
  if (!IsValidUtf8(value)) return whole.Fail("the value is not UTF-8");
  if (value.empty() || std::string_view("[{\"'").find(value[0]) == std::string_view::npos) {
    setting.value = Node::Scalar(PlainKind(value), value, source, 1, column);
    return setting;
  }
  // Blanks in the place of the key make the places of the value those of the whole text.
  Diagnostics diagnostics;
  const std::string padded = std::string(equals + 1, ' ') + text.substr(equals + 1);
  auto node = ParseYaml(std::make_shared<const Source>(Source{name, padded}), diagnostics);
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  setting.value = std::move(*node);
  return setting;
}

Result<Node> ApplySetting(const Node& tree, const Setting& setting) {
  return Setter(setting).Apply(tree, 0);
}

Node MergeTrees(const Node& base, const Node& over) {
  const Place place = over.place();
  if (base.IsList() && over.IsList()) {
    std::vector<Node> items = base.items();
    items.insert(items.end(), over.items().begin(), over.items().end());
    return Node::List(std::move(items), over.source(), place.line, place.column);
  }
  if (!base.IsMap() || !over.IsMap()) return over;
  std::vector<Node::Entry> entries = base.entries();
  std::unordered_map<std::string_view, size_t> index;
  for (size_t i = 0; i < base.entries().size(); ++i) index.emplace(base.entries()[i].key.AsString(), i);
  for (const Node::Entry& entry : over.entries()) {
    const auto same = index.find(entry.key.AsString());
    if (same == index.end())
      entries.push_back(entry);
    else
      entries[same->second] = {entry.key, MergeTrees(entries[same->second].value, entry.value)};
  }
  return Node::Map(std::move(entries), over.source(), place.line, place.column);
}

std::optional<Node> ReadTree(Files& files, const std::string& path,
                             const std::map<std::string, std::string>& environment, Diagnostics& diagnostics) {
  return TreeReader(files, environment, diagnostics).Read(path, nullptr);
}

}  // namespace harness
