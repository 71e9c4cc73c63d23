#include "harness/suite/record_file.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "harness/base/csv.h"
#include "harness/base/line_reader.h"
#include "harness/base/text.h"
#include "harness/suite/record_readers.h"

namespace harness {
namespace {

struct Ending {
  std::string_view name;
  RecordFormat format;
};

constexpr Ending kEndings[] = {{".csv", RecordFormat::kCsv},         {".tsv", RecordFormat::kTsv},
                               {".jsonl", RecordFormat::kJsonLines}, {".ndjson", RecordFormat::kJsonLines},
                               {".json", RecordFormat::kJson},       {".yaml", RecordFormat::kYaml},
                               {".yml", RecordFormat::kYaml}};
constexpr std::string_view kEndingNames[] = {".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".yaml", ".yml"};
static_assert(std::size(kEndings) == std::size(kEndingNames));

class CsvRecords final : public RecordReader {
 public:
  explicit CsvRecords(std::unique_ptr<CsvReader> reader) : reader_(std::move(reader)) {}

  Result<std::optional<Record>> Next() override {
    auto row = reader_->Next();
    if (!row) return Unexpected(std::move(row.error()));
    if (!*row) return std::nullopt;
    Record record{Json::object(), {reader_->path(), (*row)->line, 0}};
    const std::vector<std::string>& names = reader_->columns();
    for (size_t i = 0; i < names.size(); ++i) record.fields.emplace(names[i], (*row)->fields[i]);
    return record;
  }
  CsvReader* table() override { return reader_.get(); }
  int64_t repaired() const override { return reader_->repaired(); }

 private:
  std::unique_ptr<CsvReader> reader_;
};

class JsonLinesRecords final : public RecordReader {
 public:
  explicit JsonLinesRecords(std::unique_ptr<InputFile> file) : reader_(std::move(file), kMaxRecord) {}

  Result<std::optional<Record>> Next() override {
    while (true) {
      auto line = reader_.Next();
      if (!line) return Unexpected(std::move(line.error()));
      if (!*line) return std::nullopt;
      if (Trim((*line)->text).empty()) continue;
      bool repaired = false;
      auto record = ParseRecord((*line)->text, {reader_.path(), (*line)->number, 1}, &repaired);
      repaired_ += repaired ? 1 : 0;
      if (!record) return Unexpected(std::move(record.error()));
      return std::move(*record);
    }
  }
  int64_t repaired() const override { return repaired_; }

 private:
  LineReader reader_;
  int64_t repaired_ = 0;
};

// Takes "line L, column C: " from the front of a message of ParseJson; true if it was there.
bool TakePosition(std::string_view& message, int& line, int& column) {
  std::string_view rest = message;
  const auto take = [&rest](std::string_view word, int& number) {
    if (!rest.starts_with(word)) return false;
    rest.remove_prefix(word.size());
    const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    rest.remove_prefix(static_cast<size_t>(end - rest.data()));
    return problem == std::errc();
  };
  if (!take("line ", line) || !take(", column ", column) || !rest.starts_with(": ")) return false;
  message = rest.substr(2);
  return true;
}

}  // namespace

Result<Json> ParseJsonAt(std::string_view text, const Place& place, bool* repaired) {
  auto value = ParseJson(text, repaired);
  if (value) return value;
  const std::string whole = value.error().Message();
  std::string_view message = whole;
  Place at = place;
  int line = 1, column = 1;
  if (TakePosition(message, line, column)) {
    at.line += line - 1;
    at.column = line == 1 ? place.column + column - 1 : column;
  }
  return Unexpected(Error({std::move(at), std::string(message), {}}));
}

Result<Record> ParseRecord(std::string_view text, const Place& place, bool* repaired) {
  auto value = ParseJsonAt(text, place, repaired);
  if (!value) return Unexpected(std::move(value.error()));
  const Place line{place.file, place.line, 0};
  if (!value->is_object()) {
    return Unexpected(
        Error({line, fmt::format("a record must be an object, not {}", Abbreviate(JsonText(*value), 40)), {}}));
  }
  return Record{std::move(*value), line};
}

Result<std::unique_ptr<RecordReader>> OpenCsvRecords(std::unique_ptr<InputFile> file, char delimiter) {
  auto reader = CsvReader::Open(std::move(file), {.delimiter = delimiter, .max_row = kMaxRecord});
  if (!reader) return Unexpected(std::move(reader.error()));
  return std::make_unique<CsvRecords>(std::move(*reader));
}

std::unique_ptr<RecordReader> OpenJsonLinesRecords(std::unique_ptr<InputFile> file) {
  return std::make_unique<JsonLinesRecords>(std::move(file));
}

std::optional<RecordFormat> FormatOf(std::string_view path) {
  for (const Ending& ending : kEndings)
    if (path.ends_with(ending.name)) return ending.format;
  return std::nullopt;
}

std::span<const std::string_view> RecordFileEndings() {
  return kEndingNames;
}

Result<std::unique_ptr<RecordReader>> OpenRecords(Files& files, const std::string& path) {
  const std::optional<RecordFormat> format = FormatOf(path);
  if (!format)
    return Fail("cannot tell the format of {}; its name must end in {}", path, JoinQuoted(RecordFileEndings()));
  auto info = files.Stat(path);
  if (!info) return Unexpected(std::move(info.error()));
  if (info->kind == FileInfo::Kind::kOther)
    return Fail("{} is read more than once, so it must be a regular file", path);
  auto file = files.OpenRead(path);
  if (!file) return Unexpected(std::move(file.error()));
  return OpenRecords(std::move(*file), *format);
}

Result<std::unique_ptr<RecordReader>> OpenRecords(std::unique_ptr<InputFile> file, RecordFormat format) {
  switch (format) {
    case RecordFormat::kCsv:
      return OpenCsvRecords(std::move(file), ',');
    case RecordFormat::kTsv:
      return OpenCsvRecords(std::move(file), '\t');
    case RecordFormat::kJsonLines:
      return OpenJsonLinesRecords(std::move(file));
    case RecordFormat::kJson:
      return OpenJsonRecords(std::move(file));
    case RecordFormat::kYaml:
      return OpenYamlRecords(std::move(file));
  }
  return Fail("{}: no such format", file->path());
}

}  // namespace harness
