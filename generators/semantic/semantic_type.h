// Types of columns that hold made-up data with a meaning: names, addresses, numbers of accounts.
//
// A type is a row: its name, a function that draws one cell, and the options that it has, which are read and checked
// here for all of them. What is made up can't reach anybody: addresses of mail and hosts are in reserved domains and
// networks, telephone numbers in ranges kept for fiction, accounts at banks that don't exist.
#pragma once

#include <string>
#include <vector>

#include "generators/data_column.h"
#include "generators/semantic/drawing.h"

namespace harness {

// An option that names another column, which the cell is derived from. Where that is null, so is the cell, unless
// `null_is_any`.
struct OtherColumn {
  std::string key;
  std::string doc;
  bool null_is_any = false;
};

// The options `min` and `max`, both among what is drawn.
struct DrawingLimits {
  enum class Unit { kNone, kWhole, kHundredth, kDay };
  Unit unit = Unit::kNone;          // kNone: there are no such options
  int64_t least = 0, most = 0;      // what is drawn without them
  int64_t lowest = 0, highest = 0;  // what may be asked for
};

// An option that is one of a few words.
struct DrawingChoice {
  std::string key;
  std::string doc;
  std::vector<std::string> words;
};

struct SemanticType {
  std::string name;
  std::string doc;
  Datum (*draw)(Drawing& drawing) = nullptr;
  std::vector<OtherColumn> others = {};  // Drawing::kOthers at most
  bool others_together = false;          // all of them or none
  DrawingLimits limits = {};             // not together with others
  std::string day = {};                  // the key of a day, given with the others and only then
  DrawingChoice choice = {};
};

// The days since 1970 of a date: to write limits with.
int64_t DayOf(int year, unsigned month, unsigned day);

ColumnType ColumnTypeOf(SemanticType type);

// The subjects.
std::vector<SemanticType> PersonTypes();
std::vector<SemanticType> ContactTypes();
std::vector<SemanticType> AddressTypes();
std::vector<SemanticType> NetworkTypes();
std::vector<SemanticType> ItsmTypes();
std::vector<SemanticType> FinanceTypes();
std::vector<SemanticType> CommerceTypes();
std::vector<SemanticType> ProseTypes();

// All of them.
void AppendSemanticTypes(std::vector<ColumnType>& types);

}  // namespace harness
