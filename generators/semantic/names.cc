#include "generators/semantic/names.h"

#include <fmt/format.h>

#include <algorithm>

#include "generators/semantic/fold.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr size_t kMaxWord = 24;   // bytes that a word of a name has in an address
constexpr size_t kMaxLabel = 40;  // of a domain

std::string_view TextOf(const Datum& cell) {
  return cell.kind() == Datum::Kind::kText ? cell.AsText() : std::string_view();
}

// A word of a name, folded.
class Folded {
 public:
  explicit Folded(std::string_view text) : size_(FoldInto(text, 0, bytes_, sizeof bytes_)) {}
  std::string_view text() const { return {bytes_, size_}; }

 private:
  char bytes_[kMaxWord];
  size_t size_;
};

std::string_view MailboxOf(Drawing& drawing, std::string_view first, std::string_view last) {
  const Folded given(first), family(last);
  const std::string_view a = given.text(), b = family.text();
  if (a.empty() && b.empty()) return drawing.Fill("user######");
  if (a.empty() || b.empty()) return drawing.Join({a, b, Decimal(drawing.Below(1000))}).AsText();
  const Decimal number(1 + drawing.Below(99));
  switch (drawing.Below(8)) {
    case 0:
      return drawing.Join({a, ".", b}).AsText();
    case 1:
      return drawing.Join({a.substr(0, 1), b, number}).AsText();
    case 2:
      return drawing.Join({a, "_", b, number}).AsText();
    case 3:
      return drawing.Join({b, ".", a, number}).AsText();
    case 4:
      return drawing.Join({a, b.substr(0, 1), number}).AsText();
    default:
      return drawing.Join({a, ".", b, number}).AsText();
  }
}

// Without "-ltd" and the like behind it.
size_t WithoutEnding(std::string_view label) {
  for (const std::string_view ending : {"-inc", "-llc", "-ltd", "-corp", "-gmbh", "-plc", "-co", "-ag"})
    if (label.ends_with(ending)) return label.size() - ending.size();
  return label.size();
}

// The row that the first other column names, by its name or `code`, or any.
template <typename Row>
const Row* RowOf(Drawing& drawing, std::span<const Row> rows, std::string_view Row::*code, const char* what,
                 const char* types) {
  if (!drawing.Other()) return &drawing.One(rows);
  const std::string_view text = drawing.OtherText();
  const auto by_name = std::lower_bound(rows.begin(), rows.end(), text,
                                        [](const Row& row, std::string_view name) { return row.name < name; });
  if (by_name != rows.end() && by_name->name == text) return &*by_name;
  const auto by_code = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.*code == text; });
  if (by_code != rows.end()) return &*by_code;
  drawing.Fail(fmt::format("unknown {} '{}'; it must be one that {} makes", what, Abbreviate(text, 60), types));
  return nullptr;
}

}  // namespace

Gender GenderOf(const Datum* cell) {
  const std::string_view text = cell ? TextOf(*cell) : std::string_view();
  if (text.empty()) return Gender::kAny;
  switch (text[0] | 0x20) {
    case 'f':
    case 'w':
      return Gender::kFemale;
    case 'm':
      return Gender::kMale;
    default:
      return Gender::kAny;
  }
}

std::string_view FirstName(Drawing& drawing, Gender gender) {
  if (gender == Gender::kAny) gender = drawing.Below(2) == 0 ? Gender::kFemale : Gender::kMale;
  return drawing.One(gender == Gender::kFemale ? kFemaleNames : kMaleNames);
}

std::string_view Mailbox(Drawing& drawing, const Datum* name) {
  if (!name) {
    const std::string_view first = FirstName(drawing, Gender::kAny);
    return MailboxOf(drawing, first, drawing.One(kLastNames));
  }
  const std::string_view text = TextOf(*name);
  const size_t end = text.find(' '), begin = text.rfind(' ');
  if (end == std::string_view::npos) return MailboxOf(drawing, text, {});
  return MailboxOf(drawing, text.substr(0, end), text.substr(begin + 1));
}

Datum CompanyName(Drawing& drawing) {
  const size_t which = drawing.Below(kCompanyWords.size()), apart = 1 + drawing.Below(kCompanyWords.size() - 1);
  const std::string_view word = kCompanyWords[which], other = kCompanyWords[(which + apart) % kCompanyWords.size()];
  const std::string_view field = drawing.One(kCompanyFields), ending = drawing.One(kCompanyEndings);
  switch (drawing.Below(4)) {
    case 0:
      return drawing.Join({drawing.One(kLastNames), " ", field, " ", ending});
    case 1:
      return drawing.Join({word, " & ", other, " ", field});
    default:
      return drawing.Join({word, " ", field, " ", ending});
  }
}

std::string_view CompanyDomain(Drawing& drawing, const Datum* company) {
  const std::string_view name = TextOf(company ? *company : CompanyName(drawing));
  constexpr std::string_view kEnding = ".example";
  char* const text = drawing.Take(kMaxLabel + kEnding.size());
  size_t size = FoldInto(name, '-', text, kMaxLabel);
  size = WithoutEnding({text, size});
  if (size == 0) return "company.example";
  kEnding.copy(text + size, kEnding.size());
  return {text, size + kEnding.size()};
}

const Country* CountryOf(Drawing& drawing) {
  return RowOf(drawing, kCountries, &Country::code, "country", "'country' or 'country_code'");
}

const State* StateOf(Drawing& drawing) {
  return RowOf(drawing, kStates, &State::abbreviation, "state", "'state' or 'state_abbr'");
}

}  // namespace harness
