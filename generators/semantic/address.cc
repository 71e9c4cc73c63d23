#include "generators/semantic/names.h"
#include "generators/semantic/semantic_type.h"

namespace harness {
namespace {

constexpr std::string_view kUnits[] = {"Apt. ", "Apt. ", "Suite ", "Unit ", "Floor "};

const OtherColumn kOfState{"of", "The column of the state."};
const OtherColumn kOfCountry{"of", "The column of the country."};

Datum DrawStreet(Drawing& drawing) {
  const std::string_view name = drawing.One(kStreetNames);
  return drawing.Join({name, " ", drawing.One(kStreetTypes)});
}

// Half of them are short.
uint64_t BuildingNumber(Drawing& drawing) {
  return 1 + drawing.Below(drawing.Below(2) == 0 ? 200 : 9999);
}

Datum DrawBuildingNumber(Drawing& drawing) {
  return drawing.Join({Decimal(BuildingNumber(drawing))});
}

Datum DrawStreetAddress(Drawing& drawing) {
  const Decimal number(BuildingNumber(drawing));
  const std::string_view name = drawing.One(kStreetNames);
  return drawing.Join({number, " ", name, " ", drawing.One(kStreetTypes)});
}

Datum DrawSecondaryAddress(Drawing& drawing) {
  const std::string_view unit = drawing.One(Words(kUnits));
  return drawing.Join({unit, Decimal(1 + drawing.Below(unit[0] == 'F' ? 40 : 999))});
}

Datum DrawCity(Drawing& drawing) {
  const State* state = StateOf(drawing);
  return state ? Datum::Text(drawing.One(Words(state->cities))) : Datum::Null();
}

Datum DrawState(Drawing& drawing) {
  return Datum::Text(drawing.One(kStates).name);
}

Datum DrawStateAbbreviation(Drawing& drawing) {
  const State* state = StateOf(drawing);
  return state ? Datum::Text(state->abbreviation) : Datum::Null();
}

Datum DrawPostcode(Drawing& drawing) {
  const State* state = StateOf(drawing);
  if (!state) return Datum::Null();
  const Decimal area(static_cast<uint64_t>(drawing.Between(state->first_zip, state->last_zip)), 3);
  return drawing.Join({area, Decimal(1 + drawing.Below(99), 2)});
}

Datum DrawCountry(Drawing& drawing) {
  return Datum::Text(drawing.One(kCountries).name);
}

Datum DrawCountryCode(Drawing& drawing) {
  const Country* country = CountryOf(drawing);
  return country ? Datum::Text(country->code) : Datum::Null();
}

Datum DrawTimezone(Drawing& drawing) {
  if (!drawing.Other()) return Datum::Text(drawing.One(kTimezones));
  const Country* country = CountryOf(drawing);
  return country ? Datum::Text(country->timezone) : Datum::Null();
}

// With six decimals, which is a tenth of a metre.
Datum Degrees(Drawing& drawing, int64_t most) {
  const int64_t micro = drawing.Between(-most * 1'000'000, most * 1'000'000);
  return Datum::Number(static_cast<double>(micro) / 1e6, 6);
}

Datum DrawLatitude(Drawing& drawing) {
  return Degrees(drawing, 90);
}

Datum DrawLongitude(Drawing& drawing) {
  return Degrees(drawing, 180);
}

}  // namespace

std::vector<SemanticType> AddressTypes() {
  return {
      {"street", "The name of a street.", DrawStreet},
      {"building_number", "The number of a house.", DrawBuildingNumber},
      {"street_address", "A number and a street.", DrawStreetAddress},
      {"secondary_address", "An apartment, a suite, a floor.", DrawSecondaryAddress},
      {"city", "A city of the US.", DrawCity, {kOfState}},
      {"state", "A state of the US.", DrawState},
      {"state_abbr", "The two letters of a state.", DrawStateAbbreviation, {kOfState}},
      {"postcode", "A ZIP code.", DrawPostcode, {kOfState}},
      {"country", "A country.", DrawCountry},
      {"country_code", "Two letters, ISO 3166-1.", DrawCountryCode, {kOfCountry}},
      {"latitude", "Degrees from -90 to 90.", DrawLatitude},
      {"longitude", "Degrees from -180 to 180.", DrawLongitude},
      {"timezone", "A zone of the tz database.", DrawTimezone, {kOfCountry}},
  };
}

}  // namespace harness
