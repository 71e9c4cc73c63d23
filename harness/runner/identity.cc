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

// A text by its bytes, anything else by its canonical form; the seed tells "1" from 1.
uint64_t HashJson(const Json& value, uint64_t seed) {
  if (value.is_string()) return Hash64(value.get_ref<const std::string&>(), seed + 1);
  return Hash64(CanonicalJson(value), seed);
}

}  // namespace

uint64_t DigestOf(const Case& test, std::string_view id) {
  uint64_t digest = Hash64(id);
  digest = Hash64(test.category, digest);
  digest = Hash64(test.cluster, digest);
  digest += test.tags.size();
  for (const std::string& tag : test.tags) digest = Hash64(tag, digest);
  digest = HashJson(test.input, digest);
  if (!test.vars.empty()) digest = HashJson(test.vars, digest);
  if (test.conversation) digest = HashJson(ToJson(*test.conversation), digest + 2);
  return test.expected ? HashJson(*test.expected, digest + 1) : digest;
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
  row.digest = DigestOf(test, test.id);
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
