#include <fmt/format.h>

#include <chrono>

#include "generators/semantic/names.h"
#include "generators/semantic/semantic_type.h"

namespace harness {
namespace {

constexpr std::string_view kGenders[] = {"female", "male", "non-binary"};
constexpr std::string_view kFemalePrefixes[] = {"Ms.", "Ms.", "Mrs.", "Miss", "Dr.", "Prof."};
constexpr std::string_view kMalePrefixes[] = {"Mr.", "Mr.", "Mr.", "Dr.", "Prof."};
constexpr std::string_view kPrefixes[] = {"Ms.", "Mrs.", "Mr.", "Mr.", "Mx.", "Dr.", "Prof."};
constexpr std::string_view kSuffixes[] = {"Jr.", "Jr.", "Sr.", "II", "III", "IV", "MD", "PhD", "DDS", "Esq."};

const OtherColumn kGender{"gender", "The column of the person's gender.", true};
const OtherColumn kOfCountry{"of", "The column of the person's country."};

Datum DrawFirstName(Drawing& drawing) {
  return Datum::Text(FirstName(drawing, GenderOf(drawing.Other())));
}

Datum DrawLastName(Drawing& drawing) {
  return Datum::Text(drawing.One(kLastNames));
}

Datum DrawFullName(Drawing& drawing) {
  const std::string_view first = FirstName(drawing, GenderOf(drawing.Other()));
  return drawing.Join({first, " ", drawing.One(kLastNames)});
}

Datum DrawPrefix(Drawing& drawing) {
  switch (GenderOf(drawing.Other())) {
    case Gender::kFemale:
      return Datum::Text(drawing.One(Words(kFemalePrefixes)));
    case Gender::kMale:
      return Datum::Text(drawing.One(Words(kMalePrefixes)));
    default:
      return Datum::Text(drawing.One(Words(kPrefixes)));
  }
}

Datum DrawSuffix(Drawing& drawing) {
  return Datum::Text(drawing.One(Words(kSuffixes)));
}

Datum DrawGender(Drawing& drawing) {
  const uint64_t hundredth = drawing.Below(100);
  return Datum::Text(kGenders[hundredth < 49 ? 0 : hundredth < 98 ? 1 : 2]);
}

Datum DrawBirthdate(Drawing& drawing) {
  return Datum::Time(drawing.WithinLimits() * kDayMicros, TimeUnit::kDay);
}

// Whole years from a birth to a day; who is born on 29 February is a year older on 1 March.
int64_t YearsBetween(int64_t birth_micros, int64_t day) {
  using namespace std::chrono;
  const year_month_day from(floor<days>(sys_time<microseconds>(microseconds(birth_micros))));
  const year_month_day to{sys_days(days(day))};
  const bool before_birthday = to.month() / to.day() < from.month() / from.day();
  return int{to.year()} - int{from.year()} - (before_birthday ? 1 : 0);
}

Datum DrawAge(Drawing& drawing) {
  const Datum* birth = drawing.Other();
  if (!birth) return Datum::Integer(drawing.WithinLimits());
  if (birth->kind() != Datum::Kind::kTime) return drawing.Fail("the column 'of' holds no moments to count years from");
  const int64_t years = YearsBetween(birth->AsInteger(), drawing.options().day);
  if (years < 0) return drawing.Fail(fmt::format("born on {}, after 'at'", drawing.OtherText()));
  return Datum::Integer(years);
}

Datum DrawNationality(Drawing& drawing) {
  const Country* country = CountryOf(drawing);
  return country ? Datum::Text(country->nationality) : Datum::Null();
}

Datum DrawJobTitle(Drawing& drawing) {
  const std::string_view level = drawing.One(kJobLevels), job = drawing.One(kJobs);
  return level.empty() ? Datum::Text(job) : drawing.Join({level, job});
}

Datum DrawUsername(Drawing& drawing) {
  return Datum::Text(Mailbox(drawing, drawing.Other()));
}

Datum DrawPassword(Drawing& drawing) {
  constexpr std::string_view kAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789!#$%*+-=?@_";
  const size_t size = 12 + drawing.Below(5);
  char* const text = drawing.Take(size);
  for (size_t i = 0; i < size; ++i) text[i] = kAlphabet[drawing.Below(kAlphabet.size())];
  return Datum::Text({text, size});
}

// Areas from 773 to 899 were never assigned before 2011; no area is 000, 666 or above 899, no group 00, no serial 0000.
Datum DrawSsn(Drawing& drawing) {
  const Decimal area(static_cast<uint64_t>(drawing.Between(773, 899)), 3), group(1 + drawing.Below(99), 2);
  return drawing.Join({area, "-", group, "-", Decimal(1 + drawing.Below(9999), 4)});
}

Datum DrawPassport(Drawing& drawing) {
  return drawing.Pattern("X@#######");
}

}  // namespace

std::vector<SemanticType> PersonTypes() {
  const DrawingLimits ages{DrawingLimits::Unit::kWhole, 18, 90, 0, 150};
  const DrawingLimits births{DrawingLimits::Unit::kDay, DayOf(1945, 1, 1), DayOf(2006, 12, 31), DayOf(1800, 1, 1),
                             DayOf(2200, 1, 1)};
  return {
      {"first_name", "A given name.", DrawFirstName, {kGender}},
      {"last_name", "A family name.", DrawLastName},
      {"full_name", "A given and a family name.", DrawFullName, {kGender}},
      {"prefix", "A form of address before a name.", DrawPrefix, {kGender}},
      {"suffix", "What follows a name.", DrawSuffix},
      {"gender", "female, male or non-binary.", DrawGender},
      {.name = "birthdate", .doc = "A day of birth.", .draw = DrawBirthdate, .limits = births},
      {.name = "age",
       .doc = "Whole years.",
       .draw = DrawAge,
       .others = {{"of", "The column of the day of birth."}},
       .limits = ages,
       .day = "at"},
      {"nationality", "What a country's citizens are called.", DrawNationality, {kOfCountry}},
      {"job_title", "A job.", DrawJobTitle},
      {"username", "A name to log in with.", DrawUsername, {{"from", "The column of the person's name."}}},
      {"password", "12 to 16 characters.", DrawPassword},
      {"ssn", "A US social security number.", DrawSsn},
      {"passport", "The number of a passport.", DrawPassport},
  };
}

}  // namespace harness
