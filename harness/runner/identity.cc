#include "harness/runner/identity.h"

#include <charconv>

#include "harness/base/json.h"

namespace harness {
namespace {

void PutTexts(const std::vector<std::string>& texts, std::string& to) {
  to = "[";
  for (const std::string& text : texts) {
    if (to.size() > 1) to += ',';
    AppendJsonString(to, text);
  }
  to += ']';
}

void PutJson(const Json& value, std::string& to) {
  to.clear();
  AppendCanonicalJson(to, value);
}

}  // namespace

uint64_t DigestOf(const CaseRow& row) {
  uint64_t digest = 0;
  for (const std::string* part :
       {&row.id, &row.category, &row.cluster, &row.tags, &row.input, &row.vars, &row.expected})
    digest = Hash64(*part, digest);
  return digest;
}

CaseRow MakeCaseRow(const Case& test) {
  CaseRow row;
  MakeCaseRow(test, row);
  return row;
}

void MakeCaseRow(const Case& test, CaseRow& row) {
  row.number = test.number;
  row.id = test.id;
  row.category = test.category;
  PutTexts(test.tags, row.tags);
  row.cluster = test.cluster;
  row.file = test.place.file;
  row.line = test.place.line;
  PutJson(test.input, row.input);
  row.expected.clear();
  if (test.expected) AppendCanonicalJson(row.expected, *test.expected);
  PutJson(test.vars, row.vars);
  row.digest = DigestOf(row);
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
