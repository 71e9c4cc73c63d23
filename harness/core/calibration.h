// What is known of a judge from comparing it with people, and what it was when it was compared.
//
// A record of it is a JSON file that `harness judge calibrate` writes. Only its counts are read back; the figures in it
// are for people.
#pragma once

#include <compare>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/json.h"

namespace harness {

// What the verdict of a model depends on beside what it judges.
struct JudgePin {
  std::string model;   // as the suite names it, behind its provider
  std::string prompt;  // hashes
  std::string schema;
  std::string answered;  // the model that answered, in its provider's word; empty: it did not say
  auto operator<=>(const JudgePin&) const = default;
};

// Those in the evidence of a score, and of a combination's members.
void AddPins(const Json& evidence, std::set<JudgePin>& pins);
// Whether one of the judges was shown its pieces in reverse order.
bool SawReversed(const Json& evidence);

// Of the outputs that people gave one label, what the judge said.
struct JudgedOutputs {
  int64_t passed = 0, failed = 0, unknown = 0, errored = 0, skipped = 0;
  int64_t decided() const { return passed + failed; }
  int64_t undecided() const { return unknown + errored + skipped; }
  bool operator==(const JudgedOutputs&) const = default;
};

struct Calibration {
  std::string created;                // ISO 8601
  std::string version;                // of harness
  std::string run;                    // in which the judge was asked
  std::string scorer, type, config;   // as in ScorerInfo
  std::vector<JudgePin> pins;         // ascending
  std::string labels, labels_sha256;  // the file of the labels
  JudgedOutputs good, bad;            // outputs that people pass, and that they fail; some of each are decided
  bool operator==(const Calibration&) const = default;
};

Json ToJson(const Calibration& calibration);
// An error says what the value is instead.
Result<Calibration> CalibrationFromJson(const Json& json);

}  // namespace harness
