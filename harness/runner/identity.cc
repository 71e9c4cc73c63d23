#include "harness/runner/identity.h"

#include <charconv>

#include "harness/base/json.h"

namespace harness {
namespace {

std::string ListOfTexts(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) {
    if (list.size() > 1) list += ',';
    AppendJsonString(list, text);
  }
  return list + "]";
}

}  // namespace

uint64_t DigestOf(const CaseRow& row) {
  std::string text;
  text.reserve(row.input.size() + row.vars.size() + row.expected.size() + 256);
  for (const std::string* part : {&row.id, &row.category, &row.cluster, &row.tags, &row.input, &row.vars, &row.expected}) {
    text += *part;
    text += '\0';
  }
  return Hash64(text);
}

CaseRow MakeCaseRow(const Case& test) {
  CaseRow row;
  row.number = test.number;
  row.id = test.id;
  row.category = test.category;
  row.tags = ListOfTexts(test.tags);
  row.cluster = test.cluster;
  row.file = test.place.file;
  row.line = test.place.line;
  AppendCanonicalJson(row.input, test.input);
  if (test.expected) AppendCanonicalJson(row.expected, *test.expected);
  AppendCanonicalJson(row.vars, test.vars);
  row.digest = DigestOf(row);
  return row;
}

bool DeriveId(Case& test, Sha256& hash) {
  if (!test.id.empty()) return false;
  std::string text = "{\"input\":";
  AppendCanonicalJson(text, test.input);
  text += ",\"vars\":";
  AppendCanonicalJson(text, test.vars);
  text += '}';
  test.id = Hex(hash.Of(text)).substr(0, kDerivedIdDigits);
  return true;
}

uint64_t IdKey(const std::string& id, bool derived) {
  if (!derived) return Hash64(id);
  uint64_t key = 0;
  std::from_chars(id.data(), id.data() + id.size(), key, 16);
  return key;
}

}  // namespace harness
