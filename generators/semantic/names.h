// What several subjects make of persons, companies and countries.
#pragma once

#include "generators/semantic/drawing.h"

namespace harness {

enum class Gender { kFemale, kMale, kAny };

// By its first letter: f or w, m, any other. No cell: any.
Gender GenderOf(const Datum* cell);
// Of any gender: one of both.
std::string_view FirstName(Drawing& drawing, Gender gender);

// What stands before the @ of a person's address; no name: anybody's.
std::string_view Mailbox(Drawing& drawing, const Datum* name);

// "Cedar Robotics Ltd".
Datum CompanyName(Drawing& drawing);
// Ends in .example; no company: anyone's.
std::string_view CompanyDomain(Drawing& drawing, const Datum* company);

// That which the first other column names, by its name or its code, or any; null if there is no such, which has failed.
const Country* CountryOf(Drawing& drawing);
const State* StateOf(Drawing& drawing);

}  // namespace harness
