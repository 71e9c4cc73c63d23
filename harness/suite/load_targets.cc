#include "harness/suite/load_targets.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "harness/base/text.h"
#include "harness/suite/target_server.h"
#include "harness/suite/unnamed.h"

namespace harness {
namespace {

constexpr int64_t kMaxRetries = 100;
constexpr std::chrono::hours kMaxTimeout{24 * 7};

class TargetLoader {
 public:
  TargetLoader(const Catalogue& catalogue, const Services& services, Diagnostics& diagnostics, bool make)
      : catalogue_(catalogue), services_(services), diagnostics_(diagnostics), make_(make) {}

  TargetSpec Load(const Node& node) {
    TargetSpec spec;
    spec.entry = EntryOf(node);
    if (!node.IsMap()) {
      Mistake(node,
              fmt::format("a target is a map such as {{ command: [./program] }}, found {}", Describe(node.kind())));
      return spec;
    }
    const TargetType* type = FindType(node);
    if (!type) return spec;
    spec.info.type = type->name;
    spec.timeout = type->timeout;
    std::vector<Node::Entry> common_entries, own_entries;
    Sort(node, *type, common_entries, own_entries);
    const Place place = node.place();
    const Node common = Node::Map(std::move(common_entries), node.source(), place.line, place.column);
    const Node config = Node::Map(std::move(own_entries), node.source(), place.line, place.column);
    for (const char* option : {"timeout", "retries"})
      if (const Node* given = common.Find(option); given && !type->keeps_time.empty())
        Mistake(*given, fmt::format("'{}' {}", option, type->keeps_time));
    if (CheckShape(common, CommonTargetOptions(), diagnostics_)) ReadCommon(common, spec);
    if (CheckShape(config, type->shape, diagnostics_) && make_)
      diagnostics_.Take(type->make(config, services_), spec.target);
    if (spec.target && type->depends_on) texts_ += type->depends_on(config, services_);
    return spec;
  }

  const std::map<std::string, Place>& names() const { return names_; }
  std::string& texts() { return texts_; }

 private:
  void Mistake(const Node& node, std::string message) { diagnostics_.Add(node.MakeDiagnostic(std::move(message))); }

  // The same number for what `prompts` made of one entry.
  int EntryOf(const Node& node) {
    std::string entry = ToString(node.place());
    for (const char* option : {"rate", "start", "ready", "ready_timeout"})
      if (const Node* given = node.Find(option)) entry += "\n" + CanonicalJson(given->ToJson());
    return static_cast<int>(entries_.try_emplace(std::move(entry), entries_.size()).first->second);
  }

  const TargetType* FindType(const Node& node) {
    const TargetType* found = nullptr;
    for (const Node::Entry& entry : node.entries()) {
      const auto type = std::find_if(catalogue_.targets.begin(), catalogue_.targets.end(),
                                     [&](const TargetType& t) { return t.name == entry.key.AsString(); });
      if (type == catalogue_.targets.end()) continue;
      if (found) {
        Mistake(entry.key, fmt::format("one target type is expected here, found {} and {}", found->name, type->name));
        return nullptr;
      }
      found = &*type;
    }
    if (!found) MissingType(node);
    return found;
  }

  // No key is a type: one that is no option of any target was probably meant to be.
  void MissingType(const Node& node) {
    std::vector<std::string> types, options = FieldNames(CommonTargetOptions());
    for (const TargetType& type : catalogue_.targets) {
      types.push_back(type.name);
      const std::vector<std::string> own = FieldNames(type.shape);
      options.insert(options.end(), own.begin(), own.end());
    }
    for (const Node::Entry& entry : node.entries()) {
      const std::string& key = entry.key.AsString();
      if (std::find(options.begin(), options.end(), key) == options.end())
        return diagnostics_.Add(entry.key.MakeDiagnostic(UnknownName("target type", key, types)));
    }
    Mistake(node, fmt::format("one target type is expected here, found none; known are {}",
                              JoinQuoted(std::span<const std::string>(types))));
  }

  // Into what every target knows and what its type knows.
  void Sort(const Node& node, const TargetType& type, std::vector<Node::Entry>& common, std::vector<Node::Entry>& own) {
    const std::vector<std::string> common_names = FieldNames(CommonTargetOptions());
    std::vector<std::string> known = FieldNames(type.shape);
    const auto has = [](const std::vector<std::string>& names, const std::string& name) {
      return std::find(names.begin(), names.end(), name) != names.end();
    };
    for (const Node::Entry& entry : node.entries()) {
      const std::string& key = entry.key.AsString();
      if (has(common_names, key)) {
        common.push_back(entry);
      } else if (has(known, key) || type.shape.open) {
        own.push_back(entry);
      } else {
        std::vector<std::string> all = known;
        all.insert(all.end(), common_names.begin(), common_names.end());
        diagnostics_.Add(entry.key.MakeDiagnostic(UnknownName(fmt::format("option of {}:", type.name), key, all)));
      }
    }
  }

  void ReadCommon(const Node& common, TargetSpec& spec) {
    if (const Node* name = common.Find("name")) ReadName(*name, spec);
    if (const Node* timeout = common.Find("timeout")) {
      diagnostics_.Take(ReadDuration(*timeout), spec.timeout);
      if (spec.timeout <= std::chrono::microseconds(0) || spec.timeout > kMaxTimeout)
        Mistake(*timeout, "'timeout' must be more than 0s and at most 7d");
    }
    if (const Node* retries = common.Find("retries")) {
      const int64_t count = retries->AsInteger();
      if (count < 0 || count > kMaxRetries)
        Mistake(*retries, fmt::format("'retries' must be from 0 to {}", kMaxRetries));
      else
        spec.retries = static_cast<int>(count);
    }
    if (const Node* rate = common.Find("rate")) spec.rate = ReadRate(*rate, diagnostics_);
    if (make_) ReadServer(common, spec);
  }

  // What `prompts` made of one entry shares its server.
  void ReadServer(const Node& common, TargetSpec& spec) {
    const auto [same, first] = servers_.try_emplace(spec.entry, nullptr);
    if (first) same->second = MakeServer(common, services_, diagnostics_);
    spec.server = same->second;
  }

  void ReadName(const Node& name, TargetSpec& spec) {
    spec.info.name = name.AsString();
    if (Trim(spec.info.name).empty()) return Mistake(name, "a name must not be empty");
    const auto [first, added] = names_.emplace(spec.info.name, name.place());
    if (added) return;
    Mistake(name, fmt::format("the target name '{}' is already on line {}, column {}", spec.info.name,
                              first->second.line, first->second.column));
  }

  const Catalogue& catalogue_;
  const Services& services_;
  Diagnostics& diagnostics_;
  const bool make_;
  std::map<std::string, Place> names_;
  std::map<std::string, size_t> entries_;  // by place and what they share
  std::map<int, std::shared_ptr<Server>> servers_;
  std::string texts_;
};

}  // namespace

Shape CommonTargetOptions() {
  Shape shape{{
      {"name", kText, "What reports call it; by default its type."},
      {"timeout", kDuration, "How long one call may take, without waiting for permits; by default 60s, of genie 10m."},
      {"retries", kInteger, "Further calls after a failure that may pass; by default 2."},
      {"rate", kText, "How many calls are begun in a time, evenly: 5/min, 10/s, 100/h."},
  }};
  const Shape server = ServerOptionsShape();
  shape.fields.insert(shape.fields.end(), server.fields.begin(), server.fields.end());
  return shape;
}

std::vector<TargetSpec> LoadTargets(const Node& list, const Catalogue& catalogue, const Services& services,
                                    Diagnostics& diagnostics, std::string& texts, bool make) {
  TargetLoader loader(catalogue, services, diagnostics, make);
  std::vector<TargetSpec> specs;
  for (const Node& node : list.items()) {
    if (diagnostics.full()) break;
    specs.push_back(loader.Load(node));
  }
  NameTheUnnamed(specs, loader.names());
  texts = std::move(loader.texts());
  return specs;
}

TargetNames::TargetNames(const std::vector<TargetSpec>& targets) {
  for (const TargetSpec& target : targets) {
    index_.emplace(target.info.name, static_cast<int>(names_.size()));
    names_.push_back(target.info.name);
  }
}

std::vector<int> TargetNames::Find(const Node& names, Diagnostics& diagnostics) const {
  const Field field{"targets", kText | kTextList, ""};
  if (!CheckField(names, field, diagnostics)) return {};
  const std::vector<Node> nodes = names.IsList() ? names.items() : std::vector<Node>{names};
  std::set<int> seen;
  for (const Node& node : nodes) {
    const auto found = index_.find(node.AsString());
    if (found == index_.end())
      diagnostics.Add(node.MakeDiagnostic(UnknownName("target", node.AsString(), names_)));
    else if (!seen.insert(found->second).second)
      diagnostics.Add(node.MakeDiagnostic(fmt::format("the target '{}' is named twice", node.AsString())));
    if (diagnostics.full()) break;
  }
  if (nodes.empty()) diagnostics.Add(names.MakeDiagnostic("'targets' is an empty list: leave it out for all targets"));
  return {seen.begin(), seen.end()};
}

}  // namespace harness
