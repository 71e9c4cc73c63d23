#include "harness/suite/load_sources.h"

#include <algorithm>

#include "harness/base/text.h"
#include "harness/suite/case_selection.h"
#include "harness/suite/dataset.h"
#include "harness/suite/load_targets.h"

namespace harness {
namespace {

class SourceLoader {
 public:
  SourceLoader(const std::vector<SourceType>& types, const std::vector<TargetSpec>& targets, ScorerLoader& scorers,
               const Services& services, Diagnostics& diagnostics)
      : types_(types), targets_(targets), scorers_(scorers), services_(services), diagnostics_(diagnostics) {}

  // Null after a mistake.
  std::unique_ptr<CaseSource> Load(const Node& node) {
    if (!node.IsMap()) {
      Mistake(node,
              fmt::format("a source of cases is a map such as {{ file: cases.csv }}, found {}", Describe(node.kind())));
      return nullptr;
    }
    std::vector<std::string> found;
    for (const std::string& type : SourceTypes())
      if (node.Find(type) != nullptr) found.push_back(type);
    if (found.size() != 1) {
      WrongType(node, found);
      return nullptr;
    }
    const CaseExtras extras = ReadExtras(node, {});
    const Node config = node.Without("score").Without("targets");
    std::unique_ptr<CaseSource> source;
    if (const SourceType* type = TypeOf(found[0])) {
      if (CheckShape(config, SourceShape(*type), diagnostics_))
        diagnostics_.Take(type->make(config, Shared(extras), services_), source);
    } else if (found[0] == "file") {
      if (CheckShape(config, FileSourceShape(), diagnostics_))
        diagnostics_.Take(MakeFileSource(config, Shared(extras), services_), source);
    } else if (found[0] == "benchmark") {
      if (CheckShape(config, BenchmarkSourceShape(), diagnostics_))
        diagnostics_.Take(MakeBenchmarkSource(config, Shared(extras), services_), source);
    } else {
      source = LoadInline(config, extras);
    }
    return source;
  }

 private:
  void Mistake(const Node& node, std::string message) { diagnostics_.Add(node.MakeDiagnostic(std::move(message))); }

  std::vector<std::string> SourceTypes() const {
    std::vector<std::string> names = {"benchmark", "file", "inline"};
    for (const SourceType& type : types_) names.push_back(type.name);
    std::sort(names.begin(), names.end());
    return names;
  }

  // Null for those that every suite may have.
  const SourceType* TypeOf(std::string_view name) const {
    const auto found = std::find_if(types_.begin(), types_.end(), [&](const SourceType& t) { return t.name == name; });
    return found == types_.end() ? nullptr : &*found;
  }

  // `found` are the types that the entry has, none or several.
  void WrongType(const Node& node, const std::vector<std::string>& found) {
    if (!found.empty())
      return Mistake(node, fmt::format("one source is expected here, found {}", fmt::join(found, " and ")));
    std::vector<std::string> known = {"score", "targets"};
    std::vector<Shape> shapes = {FileSourceShape(), BenchmarkSourceShape(), InlineSourceShape()};
    for (const SourceType& type : types_) shapes.push_back(SourceShape(type));
    for (const Shape& shape : shapes) {
      const std::vector<std::string> names = FieldNames(shape);
      known.insert(known.end(), names.begin(), names.end());
    }
    for (const Node::Entry& entry : node.entries())
      if (std::find(known.begin(), known.end(), entry.key.AsString()) == known.end())
        return diagnostics_.Add(entry.key.MakeDiagnostic(UnknownName("source", entry.key.AsString(), SourceTypes())));
    Mistake(node, fmt::format("one source is expected here, found none; known are {}", JoinQuoted(SourceTypes())));
  }

  // The map with the value of a key replaced.
  static Node With(const Node& map, std::string_view key, Node value) {
    for (const Node::Entry& entry : map.entries())
      if (entry.key.AsString() == key) return map.With({entry.key, std::move(value)});
    return map;
  }

  static std::shared_ptr<const CaseExtras> Shared(const CaseExtras& extras) {
    return extras == CaseExtras() ? nullptr : std::make_shared<const CaseExtras>(extras);
  }

  // What `node` asks for with `score` and `targets`, on top of `outer`: scorers come in addition, targets instead.
  CaseExtras ReadExtras(const Node& node, CaseExtras outer) {
    if (const Node* score = node.Find("score")) {
      if (score->IsList()) {
        const std::vector<int> added = scorers_.Add(*score, true);
        outer.scorers.insert(outer.scorers.end(), added.begin(), added.end());
      } else {
        Mistake(*score, fmt::format("'score' must be a list, found {}", Describe(score->kind())));
      }
    }
    if (const Node* targets = node.Find("targets")) outer.targets = targets_.Find(*targets, diagnostics_);
    return outer;
  }

  // Whether one of the case's turns has scorers of its own.
  static bool ScoresTurns(const Node& item) {
    const Node* turns = item.Find("turns");
    return turns && turns->IsList() && std::any_of(turns->items().begin(), turns->items().end(), [](const Node& turn) {
             return turn.IsMap() && turn.Find("score");
           });
  }

  // Adds the scorers of its turns, and takes them out of the case.
  Node TakeTurnScorers(const Node& item, CaseExtras& to) {
    const Node& turns = *item.Find("turns");
    std::vector<Node> bare;
    for (const Node& turn : turns.items()) {
      const Node* score = turn.IsMap() ? turn.Find("score") : nullptr;
      const int number = static_cast<int>(bare.size()) + 1;
      bare.push_back(score ? turn.Without("score") : turn);
      if (!score) continue;
      if (!score->IsList()) {
        Mistake(*score, fmt::format("'score' must be a list, found {}", Describe(score->kind())));
        continue;
      }
      const std::vector<int> added = scorers_.Add(*score, true, number);
      to.scorers.insert(to.scorers.end(), added.begin(), added.end());
    }
    const Place place = turns.place();
    return With(item, "turns", Node::List(std::move(bare), turns.source(), place.line, place.column));
  }

  std::unique_ptr<CaseSource> LoadInline(const Node& config, const CaseExtras& outer) {
    const Node& list = *config.Find("inline");
    std::vector<std::shared_ptr<const CaseExtras>> extras;
    std::vector<Node> items;
    const std::shared_ptr<const CaseExtras> common = Shared(outer);
    for (const Node& item : list.items()) {
      if (diagnostics_.full()) return nullptr;
      if (!item.Find("score") && !item.Find("targets") && !ScoresTurns(item)) {
        extras.push_back(common);
        items.push_back(item);
        continue;
      }
      CaseExtras own = ReadExtras(item, outer);
      items.push_back(item.Without("score").Without("targets"));
      if (ScoresTurns(item)) items.back() = TakeTurnScorers(items.back(), own);
      extras.push_back(Shared(own));
    }
    const Place place = list.place();
    Node bare = config;
    if (list.IsList())
      bare = With(config, "inline", Node::List(std::move(items), list.source(), place.line, place.column));
    std::unique_ptr<CaseSource> source;
    if (CheckInlineSource(bare, diagnostics_))
      diagnostics_.Take(MakeInlineSource(bare, std::move(extras), services_), source);
    return source;
  }

  const std::vector<SourceType>& types_;
  const TargetNames targets_;
  ScorerLoader& scorers_;
  const Services& services_;
  Diagnostics& diagnostics_;
};

}  // namespace

Shape SourceShape(const SourceType& type) {
  Shape shape = type.shape;
  for (const Field& field : SelectionFields()) shape.fields.push_back(field);
  return shape;
}

std::vector<std::unique_ptr<CaseSource>> LoadSources(const Node& list, const std::vector<SourceType>& types,
                                                     const std::vector<TargetSpec>& targets, ScorerLoader& scorers,
                                                     const Services& services, Diagnostics& diagnostics) {
  SourceLoader loader(types, targets, scorers, services, diagnostics);
  std::vector<std::unique_ptr<CaseSource>> sources;
  for (const Node& node : list.items()) {
    if (diagnostics.full()) break;
    sources.push_back(loader.Load(node));
  }
  return sources;
}

}  // namespace harness
