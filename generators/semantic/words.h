// The words that semantic columns are made of. Constant, in ASCII; the order is part of what a seed means, so a word is
// only ever added at an end.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace harness {

using Words = std::span<const std::string_view>;

extern const Words kFemaleNames, kMaleNames, kLastNames;

extern const Words kJobLevels, kJobs, kIndustries;
extern const Words kAssignmentGroups, kAssetKinds;

extern const Words kStreetNames, kStreetTypes, kTimezones;

struct State {
  std::string_view name, abbreviation;
  uint16_t first_zip, last_zip;  // their first three digits
  std::array<std::string_view, 4> cities;
};
extern const std::span<const State> kStates;  // of the US, by name

struct Country {
  std::string_view name, code, nationality, currency, timezone;
};
extern const std::span<const Country> kCountries;  // by name

extern const Words kCompanyWords, kCompanyFields, kCompanyEndings;
extern const Words kProductKinds, kProductLines, kProductEditions;

struct FileKind {
  std::string_view ending, mime_type;
};
extern const std::span<const FileKind> kFileKinds;
extern const Words kFileWords, kFolders, kHostRoles, kSites, kOperatingSystems;

extern const Words kDeterminers, kAdjectives, kNouns, kVerbs, kLoneVerbs, kAdverbs, kPrepositions;

}  // namespace harness
