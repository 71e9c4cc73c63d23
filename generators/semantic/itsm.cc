#include <fmt/format.h>

#include <algorithm>

#include "generators/semantic/semantic_type.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr std::string_view kLevels[] = {"High", "Medium", "Low"};
constexpr std::string_view kPriorities[] = {"P1", "P2", "P3", "P4", "P5"};

Datum DrawTicketId(Drawing& drawing) {
  return drawing.Pattern("INC#######");
}

Datum DrawAssetTag(Drawing& drawing) {
  const std::string_view kind = drawing.One(kAssetKinds);
  return drawing.Join({kind, "-", Decimal(drawing.Below(1'000'000), 6)});
}

// Most is of little weight: 15, 35 and 50 of a hundred.
Datum DrawLevel(Drawing& drawing) {
  const uint64_t hundredth = drawing.Below(100);
  return Datum::Text(kLevels[hundredth < 15 ? 0 : hundredth < 50 ? 1 : 2]);
}

bool BeginsWith(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

// 0 to 2 for High, Medium and Low, for 1 to 3, and for what begins so: "1 - High"; else -1.
int LevelOf(std::string_view text) {
  for (int level = 0; level < 3; ++level)
    if (BeginsWith(text, kLevels[level]) || text.starts_with(static_cast<char>('1' + level))) return level;
  return -1;
}

// ITIL's matrix: both High make P1, both Low P5, and each step between counts.
Datum DrawPriority(Drawing& drawing) {
  if (!drawing.Other(0)) {
    const uint64_t hundredth = drawing.Below(100);
    return Datum::Text(kPriorities[hundredth < 3    ? 0
                                   : hundredth < 15 ? 1
                                   : hundredth < 50 ? 2
                                   : hundredth < 85 ? 3
                                                    : 4]);
  }
  int steps = 0;
  for (size_t i = 0; i < 2; ++i) {
    const std::string_view text = drawing.OtherText(i);
    const int level = LevelOf(text);
    if (level < 0)
      return drawing.Fail(fmt::format("{} '{}' is none of High, Medium, Low, 1, 2 and 3", i == 0 ? "impact" : "urgency",
                                      Abbreviate(text, 60)));
    steps += level;
  }
  return Datum::Text(kPriorities[steps]);
}

Datum DrawAssignmentGroup(Drawing& drawing) {
  return Datum::Text(drawing.One(kAssignmentGroups));
}

}  // namespace

std::vector<SemanticType> ItsmTypes() {
  return {
      {"ticket_id", "The number of an incident.", DrawTicketId},
      {"asset_tag", "The number of a device.", DrawAssetTag},
      {.name = "priority",
       .doc = "P1 to P5.",
       .draw = DrawPriority,
       .others = {{"impact", "The column of the impact."}, {"urgency", "The column of the urgency."}},
       .others_together = true},
      {"impact", "High, Medium or Low.", DrawLevel},
      {"urgency", "High, Medium or Low.", DrawLevel},
      {"assignment_group", "Who works on a ticket.", DrawAssignmentGroup},
  };
}

}  // namespace harness
