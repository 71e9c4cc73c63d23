#include "harness/suite/load_metrics.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/text.h"
#include "harness/suite/unnamed.h"

namespace harness {
namespace {

struct Named {
  MetricInfo info;
};

class MetricLoader {
 public:
  MetricLoader(const Catalogue& catalogue, Diagnostics& diagnostics)
      : catalogue_(catalogue), diagnostics_(diagnostics) {}

  bool Read(const Node& node) {
    MetricInfo& info = metrics_.emplace_back().info;
    if (node.IsString()) return ReadType(node, info);
    if (!node.IsMap())
      return Mistake(node, fmt::format("a metric is a map such as {{ classification: {{ at: /group }} }}; found {}",
                                       Describe(node.kind())));
    const Shape shape = MetricOptions();
    const Node::Entry* type = nullptr;
    for (const Node::Entry& entry : node.entries()) {
      const auto same = [&](const Field& field) { return field.name == entry.key.AsString(); };
      if (std::any_of(shape.fields.begin(), shape.fields.end(), same)) continue;
      if (type)
        return Mistake(entry.key, fmt::format("one metric is expected here, found {} and {}", type->key.AsString(),
                                              entry.key.AsString()));
      type = &entry;
    }
    if (!type) return Mistake(node, "one metric is expected here, found none");
    if (!ReadType(type->key, info)) return false;
    return ReadOptions(node, *type, info);
  }

  std::vector<Named> Take() {
    NameTheUnnamed(metrics_, names_);
    return std::move(metrics_);
  }

 private:
  bool Mistake(const Node& node, std::string message) {
    diagnostics_.Add(node.MakeDiagnostic(std::move(message)));
    return false;
  }

  bool ReadType(const Node& node, MetricInfo& info) {
    info.type = node.AsString();
    std::vector<std::string> known;
    for (const MetricType& type : catalogue_.metrics) known.push_back(type.name);
    if (std::find(known.begin(), known.end(), info.type) != known.end()) return true;
    return Mistake(node, UnknownName("metric", info.type, known));
  }

  // They stand within the type's map or beside it.
  bool ReadOptions(const Node& node, const Node::Entry& type, MetricInfo& info) {
    const Node beside = node.Without(type.key.AsString());
    const Node& within = type.value;
    if (!within.IsMap() && !within.IsNull())
      return Mistake(within, fmt::format("'{}' must be a map, found {}", info.type, Describe(within.kind())));
    bool good = CheckShape(beside, MetricOptions(), diagnostics_);
    good = (within.IsNull() || CheckShape(within, MetricOptions(), diagnostics_)) && good;
    for (const Node::Entry& option : beside.entries())
      if (within.Find(option.key.AsString()))
        good = Mistake(option.key, fmt::format("'{}' is given twice", option.key.AsString()));
    if (!good) return false;
    const auto find = [&](const char* name) {
      const Node* found = within.Find(name);
      return found ? found : beside.Find(name);
    };
    if (const Node* extract = find("extract")) info.extract = extract->AsString();
    good = ReadPointer(find("at"), "at", info.at);
    good = ReadPointer(find("expected"), "expected", info.expected) && good;
    return ReadName(find("name"), info) && good;
  }

  bool ReadPointer(const Node* node, const char* name, std::string& to) {
    if (!node) return true;
    to = node->AsString();
    const auto pointer = JsonPointer::Parse(to);
    return pointer || Mistake(*node, fmt::format("'{}': {}", name, pointer.error().Message()));
  }

  bool ReadName(const Node* node, MetricInfo& info) {
    if (!node) return true;
    info.name = node->AsString();
    if (Trim(info.name).empty()) return Mistake(*node, "a name must not be empty");
    const auto [first, added] = names_.emplace(info.name, node->place());
    return added || Mistake(*node, fmt::format("the metric name '{}' is already on line {}, column {}", info.name,
                                               first->second.line, first->second.column));
  }

  const Catalogue& catalogue_;
  Diagnostics& diagnostics_;
  std::vector<Named> metrics_;
  std::map<std::string, Place> names_;
};

}  // namespace

Shape MetricOptions() {
  return {{
      {"name", kText, "What reports and gates call it; by default its type."},
      {"at", kText, "JSON pointer to the predicted label in the output; by default the whole output."},
      {"expected", kText, "JSON pointer to the label in the case's expected; by default the whole."},
      {"extract", kText, "How the judged part is taken from prose.", false, {"none", "text", "json", "sql", "answer"}},
  }};
}

bool LoadMetrics(const Node& list, const Catalogue& catalogue, std::vector<MetricInfo>& metrics,
                 Diagnostics& diagnostics) {
  MetricLoader loader(catalogue, diagnostics);
  bool good = true;
  for (const Node& node : list.items()) {
    if (diagnostics.full()) return false;
    good = loader.Read(node) && good;
  }
  for (Named& metric : loader.Take()) metrics.push_back(std::move(metric.info));
  return good;
}

}  // namespace harness
