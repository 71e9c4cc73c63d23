// JSON from anyone, as a value, as lines and as an array of records: reading ends, and what was read is read the same
// again.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/text.h"
#include "harness/suite/record_file.h"
#include "tests/fakes/string_file.h"

namespace {

using namespace harness;

void Require(bool holds) {
  if (!holds) std::abort();
}

// Every record in canonical JSON; errors by their message.
std::vector<std::string> ReadAll(const std::string& bytes, RecordFormat format, size_t step) {
  auto reader = OpenRecords(std::make_unique<StringFile>(bytes, "f", step), format);
  std::vector<std::string> records;
  while (reader) {
    auto record = (*reader)->Next();
    if (record && !*record) break;
    records.push_back(record ? CanonicalJson((*record)->fields) : record.error().Message());
  }
  return records;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (const auto value = ParseJson(bytes)) {
    const std::string canonical = CanonicalJson(*value);
    Require(IsValidUtf8(canonical));
    const auto again = ParseJson(canonical);
    Require(again && JsonEqual(*value, *again) && CanonicalJson(*again) == canonical);
  }
  for (const RecordFormat format : {RecordFormat::kJsonLines, RecordFormat::kJson}) {
    Require(ReadAll(bytes, format, std::string::npos) == ReadAll(bytes, format, 3));
  }
  return 0;
}
