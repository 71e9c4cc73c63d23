#include "generators/semantic/semantic_type.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "harness/base/clock.h"
#include "harness/base/text.h"

namespace harness {
namespace {

using Unit = DrawingLimits::Unit;

class SemanticColumn final : public DataColumn {
 public:
  struct Other {
    size_t column = 0;
    bool given = false;
    bool null_is_any = false;
  };
  using Others = std::array<Other, Drawing::kOthers>;

  SemanticColumn(const SemanticType& type, const DrawingOptions& options, const Others& others, Node config, Rng draws)
      : draw_(type.draw), options_(options), others_(others), config_(std::move(config)), draws_(draws) {
    for (const Other& other : others_) derived_ |= other.given;
  }

  Result<> Fill(Records& records, std::span<Datum> cells) const override {
    Drawing drawing(options_, records.texts);
    for (size_t i = 0; i < cells.size(); ++i) {
      if (derived_ && !Look(records, i, drawing)) {
        cells[i] = Datum::Null();
        continue;
      }
      drawing.Begin(draws_.With(records.first + i));
      cells[i] = draw_(drawing);
      if (drawing.failed()) return config_.Fail("record {}: {}", records.first + i + 1, drawing.failure());
    }
    return {};
  }

 private:
  // Shows the drawing what it derives from; false if that is null.
  bool Look(const Records& records, size_t i, Drawing& drawing) const {
    for (size_t k = 0; k < others_.size(); ++k) {
      if (!others_[k].given) continue;
      const Datum& cell = records.columns[others_[k].column][i];
      if (cell.IsNull() && !others_[k].null_is_any) return false;
      drawing.Show(k, cell.IsNull() ? nullptr : &cell);
    }
    return true;
  }

  Datum (*const draw_)(Drawing&);
  const DrawingOptions options_;
  const Others others_;
  bool derived_ = false;
  const Node config_;
  const Rng draws_;
};

// Reads the options of one column, with every mistake in them.
class OptionReader {
 public:
  OptionReader(const SemanticType& type, const Node& config) : type_(type), config_(config) {}

  Result<DrawingOptions> Read() && {
    DrawingOptions options{.least = type_.limits.least, .most = type_.limits.most};
    CheckTogether();
    ReadLimit("min", options.least);
    ReadLimit("max", options.most);
    if (mistakes_.empty() && options.least > options.most) Mistake(config_, "'min' is greater than 'max'");
    if (const Node* day = FindKey(type_.day)) mistakes_.Take(ReadDay(*day), options.day);
    if (const Node* choice = FindKey(type_.choice.key)) options.choice = ChoiceOf(*choice);
    if (!mistakes_.empty()) return Unexpected(std::move(mistakes_).ToError());
    return options;
  }

 private:
  void Mistake(const Node& node, std::string message) { mistakes_.Add(node.MakeDiagnostic(std::move(message))); }
  const Node* FindKey(const std::string& key) const { return key.empty() ? nullptr : config_.Find(key); }

  // Which options go with which.
  void CheckTogether() {
    const auto given = [&](const OtherColumn& other) { return config_.Find(other.key) != nullptr; };
    const bool derived = std::any_of(type_.others.begin(), type_.others.end(), given);
    if (!derived) {
      if (const Node* day = FindKey(type_.day))
        Mistake(*day, fmt::format("'{}' goes with '{}', which is missing", type_.day, type_.others[0].key));
      return;
    }
    if (!type_.day.empty() && !config_.Find(type_.day))
      Mistake(config_, fmt::format("'{}' needs '{}', which is missing", type_.others[0].key, type_.day));
    for (const OtherColumn& other : type_.others)
      if (type_.others_together && !given(other))
        Mistake(config_, fmt::format("'{}' and '{}' go together; '{}' is missing", type_.others[0].key,
                                     type_.others[1].key, other.key));
    for (const char* key : {"min", "max"})
      if (const Node* limit = config_.Find(key))
        Mistake(*limit, fmt::format("'{}' does not go with '{}'", key, type_.others[0].key));
  }

  void ReadLimit(const char* key, int64_t& to) {
    const Node* node = config_.Find(key);
    if (!node) return;
    int64_t value = 0;
    if (type_.limits.unit == Unit::kDay) {
      if (!mistakes_.Take(ReadDay(*node), value)) return;
    } else {
      const double scaled = node->AsNumber() * (type_.limits.unit == Unit::kHundredth ? 100 : 1);
      value = static_cast<int64_t>(std::floor(std::clamp(scaled, -1e17, 1e17) + 0.5));
    }
    if (value >= type_.limits.lowest && value <= type_.limits.highest) {
      to = value;
      return;
    }
    Mistake(*node, fmt::format("'{}' must be between {} and {}, found {}", key, Show(type_.limits.lowest),
                               Show(type_.limits.highest), node->AsString()));
  }

  std::string Show(int64_t limit) const {
    std::string text;
    if (type_.limits.unit == Unit::kDay)
      Datum::Time(limit * kDayMicros, TimeUnit::kDay).AppendText(text);
    else
      Datum::Integer(type_.limits.unit == Unit::kHundredth ? limit / 100 : limit).AppendText(text);
    return text;
  }

  static Result<int64_t> ReadDay(const Node& node) {
    const auto micros = ParseTimestamp(node.AsString());
    if (!micros) return Unexpected(Error(node.MakeDiagnostic(micros.error().Message())));
    return *micros / kDayMicros - (*micros % kDayMicros < 0 ? 1 : 0);
  }

  int ChoiceOf(const Node& node) const {
    const auto& words = type_.choice.words;
    return static_cast<int>(std::find(words.begin(), words.end(), node.AsString()) - words.begin());
  }

  const SemanticType& type_;
  const Node& config_;
  Diagnostics mistakes_;
};

Shape ShapeOf(const SemanticType& type) {
  Shape shape;
  for (const OtherColumn& other : type.others)
    shape.fields.push_back({.name = other.key, .types = kText, .doc = other.doc});
  if (type.limits.unit != Unit::kNone) {
    const unsigned types = type.limits.unit == Unit::kDay     ? kText
                           : type.limits.unit == Unit::kWhole ? kInteger
                                                              : kNumber;
    shape.fields.push_back({.name = "min", .types = types, .doc = "The least."});
    shape.fields.push_back({.name = "max", .types = types, .doc = "The greatest."});
  }
  if (!type.day.empty())
    shape.fields.push_back({.name = type.day, .types = kText, .doc = "The day on which it is told."});
  if (!type.choice.key.empty())
    shape.fields.push_back(
        {.name = type.choice.key, .types = kText, .doc = type.choice.doc, .choices = type.choice.words});
  return shape;
}

// The columns that it reads, and where they are named.
std::map<std::string, Node> OthersOf(const SemanticType& type, const Node& config) {
  std::map<std::string, Node> names;
  for (const OtherColumn& other : type.others)
    if (const Node* name = config.Find(other.key)) names.emplace(name->AsString(), *name);
  return names;
}

Result<std::unique_ptr<DataColumn>> Make(const SemanticType& type, const Node& config,
                                         const DataColumnContext& context) {
  const auto options = OptionReader(type, config).Read();
  if (!options) return Unexpected(options.error());
  SemanticColumn::Others others{};
  for (size_t i = 0; i < type.others.size(); ++i)
    if (const Node* name = config.Find(type.others[i].key))
      others[i] = {context.index_of(name->AsString()), true, type.others[i].null_is_any};
  return std::make_unique<SemanticColumn>(type, *options, others, config, context.draws);
}

}  // namespace

int64_t DayOf(int year, unsigned month, unsigned day) {
  using namespace std::chrono;
  return sys_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day))
      .time_since_epoch()
      .count();
}

ColumnType ColumnTypeOf(SemanticType semantic) {
  const auto shared = std::make_shared<const SemanticType>(std::move(semantic));
  ColumnType type;
  type.name = shared->name;
  type.doc = shared->doc;
  type.value = {.name = "", .types = kMap, .doc = "", .shape = std::make_shared<Shape>(ShapeOf(*shared))};
  type.reads = [shared](const Node& config, Files&) -> Result<std::map<std::string, Node>> {
    return OthersOf(*shared, config);
  };
  type.make = [shared](const Node& config, const DataColumnContext& context) { return Make(*shared, config, context); };
  return type;
}

void AppendSemanticTypes(std::vector<ColumnType>& types) {
  for (const auto subject :
       {PersonTypes, ContactTypes, AddressTypes, NetworkTypes, ItsmTypes, FinanceTypes, CommerceTypes, ProseTypes})
    for (SemanticType& type : subject()) types.push_back(ColumnTypeOf(std::move(type)));
}

}  // namespace harness
