// One reader a format; OpenRecords chooses among them.
#pragma once

#include <memory>

#include "harness/suite/record_file.h"

namespace harness {

Result<std::unique_ptr<RecordReader>> OpenCsvRecords(std::unique_ptr<InputFile> file, char delimiter);
std::unique_ptr<RecordReader> OpenJsonLinesRecords(std::unique_ptr<InputFile> file);
std::unique_ptr<RecordReader> OpenJsonRecords(std::unique_ptr<InputFile> file);
Result<std::unique_ptr<RecordReader>> OpenYamlRecords(std::unique_ptr<InputFile> file);

// A record from its JSON text, which begins at `place`. Its errors are placed in the file.
Result<Record> ParseRecord(std::string_view text, const Place& place, bool* repaired);
// The same for any value; the place's column counts from 1.
Result<Json> ParseJsonAt(std::string_view text, const Place& place, bool* repaired);

}  // namespace harness
