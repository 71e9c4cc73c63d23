// CSV from anyone: reading ends, rows fit the header, texts are UTF-8, and neither the seams of reading nor going back
// change a row.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "harness/base/csv.h"
#include "harness/base/text.h"
#include "tests/fakes/string_file.h"

namespace {

using namespace harness;

struct Read {
  int line;
  uint64_t offset;
  std::vector<std::string> fields;
  bool operator==(const Read&) const = default;
};

void Require(bool holds) {
  if (!holds) std::abort();
}

// All rows; errors are rows without fields.
std::vector<Read> ReadAll(CsvReader& reader) {
  std::vector<Read> rows;
  while (true) {
    auto row = reader.Next();
    if (row && !*row) return rows;
    if (!row)
      rows.push_back({0, 0, {}});
    else
      rows.push_back({(*row)->line, (*row)->offset, {(*row)->fields.begin(), (*row)->fields.end()}});
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const CsvOptions options{.delimiter = data[0] % 2 == 0 ? ',' : '\t', .max_row = 4096};
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  auto whole = CsvReader::Open(std::make_unique<StringFile>(bytes, "f"), options);
  auto pieces = CsvReader::Open(std::make_unique<StringFile>(bytes, "f", 3), options);
  Require(whole.has_value() == pieces.has_value());
  if (!whole) return 0;
  const std::vector<Read> rows = ReadAll(**whole);
  Require(rows == ReadAll(**pieces));
  for (const Read& row : rows) {
    if (row.fields.empty()) continue;
    Require(row.fields.size() == (*whole)->columns().size());
    for (const std::string& field : row.fields) Require(IsValidUtf8(field));
    (*whole)->Seek(row.offset, row.line);
    const auto again = (*whole)->Next();
    Require(again && *again &&
            std::equal((*again)->fields.begin(), (*again)->fields.end(), row.fields.begin(), row.fields.end()));
  }
  return 0;
}
