#include "generators/pattern_column.h"

#include "generators/pattern.h"

namespace harness {
namespace {

class PatternColumn final : public DataColumn {
 public:
  PatternColumn(Pattern pattern, Rng draws) : pattern_(std::move(pattern)), draws_(draws) {}

  Result<> Fill(Records& records, std::span<Datum> cells) const override {
    std::string text;
    for (size_t i = 0; i < cells.size(); ++i) {
      Rng rng = draws_.With(records.first + i);
      text.clear();
      pattern_.Append(rng, text);
      cells[i] = Datum::Text(records.texts.Keep(text));
    }
    return {};
  }

 private:
  const Pattern pattern_;
  const Rng draws_;
};

Result<std::unique_ptr<DataColumn>> MakePattern(const Node& node, const DataColumnContext& context) {
  Result<Pattern> pattern = Pattern::Parse(node.AsString());
  if (!pattern) return node.Fail("not a pattern that texts can be made from: {}", pattern.error().Message());
  return std::make_unique<PatternColumn>(*std::move(pattern), context.draws);
}

}  // namespace

ColumnType PatternColumnType() {
  ColumnType type;
  type.name = "pattern";
  type.doc = "A text that a regular expression matches.";
  type.value = {.name = "", .types = kText, .doc = "The regular expression."};
  type.make = MakePattern;
  return type;
}

}  // namespace harness
