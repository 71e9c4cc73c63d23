// The quality of a data set, for people and as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/results/quality/quality_gate.h"
#include "harness/results/quality/quality_report.h"

namespace harness {

struct QualityPage {
  std::string file, reference;  // names; no reference: empty
  QualityReport report;
  std::vector<QualityGateResult> gates;
  std::vector<std::string> left_out;  // what the figures don't see
  bool brief = false;                 // for people: not what the columns hold
};

// 0: all gates hold; 1: one fails; 3: one is undecided.
int ExitCodeOf(const QualityPage& page);

// Sentences on what of the texts the figures don't see.
std::vector<std::string> LeftOutOf(const QualityReport& report);

std::string QualityText(const QualityPage& page, size_t width, bool colour);
// Shares are fractions, dates ISO 8601; a figure without a value is null, with the reason under "lacking";
// what a figure may be that was not fully worked out stands under "at_most".
nlohmann::ordered_json QualityJson(const QualityPage& page);

}  // namespace harness
