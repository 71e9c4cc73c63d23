#include <string_view>

#include "harness/base/text.h"
#include "harness/suite/resolve.h"
#include "harness/suite/yaml.h"

namespace harness {
namespace {

constexpr size_t kMaxSubstituted = 16 << 20;  // bytes, in all

bool IsNameByte(char c, bool first) {
  const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  return letter || (!first && c >= '0' && c <= '9');
}

bool IsVariableName(std::string_view name) {
  if (name.empty()) return false;
  for (size_t i = 0; i < name.size(); ++i)
    if (!IsNameByte(name[i], i == 0)) return false;
  return true;
}

class Substitution {
 public:
  Substitution(const std::map<std::string, std::string>& environment, Diagnostics& diagnostics)
      : environment_(environment), diagnostics_(diagnostics) {}

  // Trees are at most kMaxYamlDepth deep.
  Node Apply(const Node& node) {
    if (node.IsList()) {
      std::vector<Node> items;
      for (const Node& item : node.items()) items.push_back(Apply(item));
      return Node::List(std::move(items), node.source(), node.place().line, node.place().column);
    }
    if (node.IsMap()) {
      std::vector<Node::Entry> entries;
      for (const Node::Entry& entry : node.entries()) entries.push_back({entry.key, Apply(entry.value)});
      return Node::Map(std::move(entries), node.source(), node.place().line, node.place().column);
    }
    return node.IsString() && node.AsString().find("${") != std::string::npos ? Scalar(node) : node;
  }

 private:
  Node Scalar(const Node& node) {
    const std::string_view text = node.AsString();
    std::string out;
    bool whole = false;
    for (size_t at = 0; at < text.size();) {
      if (text.substr(at).starts_with("$${")) {
        out += "${";
        at += 3;
      } else if (text.substr(at).starts_with("${")) {
        const size_t end = text.find('}', at);
        if (end == std::string_view::npos) {
          Mistake(node, "a '${' without '}'; write $${ for a literal ${");
          return node;
        }
        const std::string value = Value(node, text.substr(at + 2, end - at - 2));
        if (!Spend(node, value.size())) return node;
        out += value;
        whole = at == 0 && end + 1 == text.size();
        at = end + 1;
      } else {
        out += text[at++];
      }
    }
    const Place place = node.place();
    const Node::Kind kind = whole && !node.IsQuoted() ? PlainKind(out) : Node::Kind::kString;
    return Node::Scalar(kind, std::move(out), node.source(), place.line, place.column, node.IsQuoted());
  }

  // A short text can ask for a long variable very often.
  bool Spend(const Node& node, size_t bytes) {
    if (bytes <= budget_) {
      budget_ -= bytes;
      return true;
    }
    Mistake(node, fmt::format("environment variables would fill more than {} in all", FormatSize(kMaxSubstituted)));
    return false;
  }

  // `inner` is what stands between the braces.
  std::string Value(const Node& node, std::string_view inner) {
    const size_t mark = inner.find(":-");
    const std::string name(inner.substr(0, mark));
    if (!IsVariableName(name)) {
      Mistake(node, fmt::format("'${{{}}}' names no environment variable; write $${{ for a literal ${{",
                                Abbreviate(inner, 60)));
      return {};
    }
    const bool has_default = mark != std::string_view::npos;
    if (has_default && inner.find("${", mark) != std::string_view::npos) {
      Mistake(node, fmt::format("the default of '{}' can't hold another '${{'", name));
      return {};
    }
    const auto found = environment_.find(name);
    if (found != environment_.end() && !(has_default && found->second.empty())) {
      if (IsValidUtf8(found->second)) return found->second;
      Mistake(node, fmt::format("the environment variable {} holds bytes that are not UTF-8", name));
      return {};
    }
    if (has_default) return std::string(inner.substr(mark + 2));
    Mistake(node,
            fmt::format("the environment variable {} is not set; set it, or give a default: ${{{}:-…}}", name, name));
    return {};
  }

  void Mistake(const Node& node, std::string message) { diagnostics_.Add(node.MakeDiagnostic(std::move(message))); }

  const std::map<std::string, std::string>& environment_;
  Diagnostics& diagnostics_;
  size_t budget_ = kMaxSubstituted;
};

}  // namespace

Node Substitute(const Node& tree, const std::map<std::string, std::string>& environment, Diagnostics& diagnostics) {
  return Substitution(environment, diagnostics).Apply(tree);
}

}  // namespace harness
