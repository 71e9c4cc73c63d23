#include "harness/targets/replay.h"

#include <cmath>
#include <mutex>
#include <variant>

#include "harness/base/csv.h"
#include "harness/base/digest.h"
#include "harness/base/key_index.h"
#include "harness/base/line_reader.h"
#include "harness/base/text.h"

namespace harness {
namespace {

// What the record's fields are called in the file.
struct Names {
  std::string id = "id";
  std::string output = "output";
};

// A file of records that can be read in order, or at a place that was noted.
class RecordFile {
 public:
  struct Record {
    Json fields;  // an object
    uint64_t offset = 0;
    int line = 0;
  };

  virtual ~RecordFile() = default;
  virtual Result<std::optional<Record>> Next() = 0;
  virtual void Seek(uint64_t offset) = 0;
};

class JsonLinesFile final : public RecordFile {
 public:
  explicit JsonLinesFile(std::unique_ptr<InputFile> file) : reader_(std::move(file)) {}

  Result<std::optional<Record>> Next() override {
    while (true) {
      auto line = reader_.Next();
      if (!line) return Unexpected(line.error());
      if (!*line) return std::nullopt;
      if (Trim((*line)->text).empty()) continue;
      auto json = ParseJson((*line)->text);
      const std::string place = fmt::format("{}:{}", reader_.path(), (*line)->number);
      if (!json) return Fail("{}: {}", place, json.error().Message());
      if (!json->is_object()) return Fail("{}: a JSON object is expected, found {}", place, json->type_name());
      return Record{std::move(*json), (*line)->offset, (*line)->number};
    }
  }
  void Seek(uint64_t offset) override { reader_.Seek(offset, 0); }

 private:
  LineReader reader_;
};

class CsvFile final : public RecordFile {
 public:
  explicit CsvFile(std::unique_ptr<CsvReader> reader) : reader_(std::move(reader)) {}

  Result<std::optional<Record>> Next() override {
    auto row = reader_->Next();
    if (!row) return Unexpected(row.error());
    if (!*row) return std::nullopt;
    Json fields = Json::object();
    for (size_t i = 0; i < reader_->columns().size(); ++i)
      fields[reader_->columns()[i]] = std::string((*row)->fields[i]);
    return Record{std::move(fields), (*row)->offset, (*row)->line};
  }
  void Seek(uint64_t offset) override { reader_->Seek(offset, 0); }

 private:
  std::unique_ptr<CsvReader> reader_;
};

Result<std::unique_ptr<RecordFile>> OpenRecords(Files& files, const std::string& path) {
  auto file = files.OpenRead(path);
  if (!file) return Unexpected(file.error());
  if (!path.ends_with(".csv") && !path.ends_with(".tsv")) return std::make_unique<JsonLinesFile>(std::move(*file));
  auto reader = CsvReader::Open(std::move(*file), {.delimiter = path.ends_with(".tsv") ? '\t' : ','});
  if (!reader) return Unexpected(reader.error());
  return std::make_unique<CsvFile>(std::move(*reader));
}

// A record that --jsonl wrote calls the id `case` and holds the parts of the output and the failure.
bool IsAttemptLine(const Json& fields, const Names& names) {
  return !fields.contains(names.id) && fields.contains("case") && fields.contains("verdict");
}

std::optional<std::string> IdOf(const Json& fields, const Names& names) {
  const auto id = fields.find(IsAttemptLine(fields, names) ? "case" : names.id);
  if (id == fields.end() || id->is_structured() || id->is_null()) return std::nullopt;
  return JsonText(*id);
}

std::optional<double> NumberAt(const Json& fields, const char* name) {
  const auto field = fields.find(name);
  if (field == fields.end() || !field->is_number()) return std::nullopt;
  return field->get<double>();
}

void ReadExtras(const Json& fields, Output& output) {
  if (const auto latency = NumberAt(fields, "latency_ms"); latency && *latency >= 0 && *latency < 1e12) {
    output.latency = std::chrono::microseconds(std::llround(*latency * 1000));
    output.latency_recorded = true;
  }
  output.cost_usd = NumberAt(fields, "cost_usd");
  const auto usage = fields.find("usage");
  if (usage == fields.end() || !usage->is_object()) return;
  const auto tokens = [&](const char* name) { return static_cast<int64_t>(NumberAt(*usage, name).value_or(0)); };
  output.usage = Usage{tokens("input_tokens"), tokens("output_tokens"), tokens("cached_tokens")};
}

Output ReadAnswer(const Json& answer) {
  return answer.is_string() ? Output::Text(answer.get<std::string>()) : Output::Structured(answer);
}

Output ReadAttemptLine(const Json& fields) {
  const auto failure = fields.find("failure");
  if (failure != fields.end() && failure->is_object()) {
    const auto kind = ParseFailureKind(failure->value("kind", ""));
    return Output::Failed(kind.value_or(FailureKind::kReported), failure->value("message", ""));
  }
  const auto output = fields.find("output");
  if (output == fields.end() || !output->is_object()) return Output::Failed(FailureKind::kInvalidOutput, "the record holds no output");
  const auto json = output->find("json");
  if (json != output->end() && !json->is_null()) return Output::Structured(*json);
  return Output::Text(output->value("text", ""));
}

Output ReadOutput(const Json& fields, const Names& names) {
  Output output;
  const auto error = fields.find("error");
  const auto answer = fields.find(names.output);
  if (IsAttemptLine(fields, names)) output = ReadAttemptLine(fields);
  else if (error != fields.end() && !error->is_null()) output = Output::Failed(FailureKind::kReported, JsonText(*error));
  else if (answer == fields.end()) output = Output::Failed(FailureKind::kInvalidOutput, fmt::format("the record holds no '{}'", names.output));
  else output = ReadAnswer(*answer);
  ReadExtras(fields, output);
  return output;
}

class ReplayTarget final : public Target {
 public:
  ReplayTarget(Files& files, std::string path, Names names, bool parse)
      : files_(files), path_(std::move(path)), names_(std::move(names)), parse_(parse) {}

  // Reads the whole file once; an error names the line.
  Result<> Index() {
    auto records = OpenRecords(files_, path_);
    if (!records) return Unexpected(records.error());
    while (true) {
      auto record = (*records)->Next();
      if (!record) return Unexpected(record.error());
      if (!*record) break;
      const auto id = IdOf((*record)->fields, names_);
      if (!id) return Fail("{}:{}: the record has no '{}'", path_, (*record)->line, names_.id);
      index_.Add(Hash64(*id), (*record)->offset);
    }
    index_.Sort();
    return CheckDistinct(**records);
  }

  Output Call(const Case& test, const CallContext&) override {
    Result<std::optional<Json>> fields = Find(test.id);
    if (!fields) return Output::Failed(FailureKind::kUnavailable, fields.error().Message());
    if (!*fields)
      return Output::Failed(FailureKind::kInvalidOutput, fmt::format("{} has no output for the case '{}'", path_, test.id));
    Output output = ReadOutput(**fields, names_);
    return parse_ && !output.failure && !output.json ? Parsed(std::move(output)) : output;
  }

  bool Waits() const override { return false; }

 private:
  Result<> CheckDistinct(RecordFile& records) {
    for (size_t begin = 0, end = 0; begin < index_.size(); begin = end) {
      end = index_.GroupEnd(begin);
      std::map<std::string, int> lines;
      for (size_t i = begin; end - begin > 1 && i < end; ++i) {
        auto record = ReadAt(records, index_[i].offset);
        if (!record) return Unexpected(record.error());
        const std::string id = *IdOf(record->fields, names_);
        if (!lines.emplace(id, 0).second) return Fail("{}: there is more than one record for the id '{}'", path_, id);
      }
    }
    return {};
  }

  static Result<RecordFile::Record> ReadAt(RecordFile& records, uint64_t offset) {
    records.Seek(offset);
    auto record = records.Next();
    if (!record) return Unexpected(record.error());
    if (!*record) return Fail("the file became shorter while it was read");
    return std::move(**record);
  }

  // The record with this id; nothing if there is none.
  Result<std::optional<Json>> Find(const std::string& id) {
    const std::vector<uint64_t> offsets = index_.Find(Hash64(id));
    if (offsets.empty()) return std::nullopt;
    auto records = Borrow();
    if (!records) return Unexpected(records.error());
    std::optional<Json> found;
    for (const uint64_t offset : offsets) {
      auto record = ReadAt(**records, offset);
      if (!record) return Unexpected(record.error());
      if (IdOf(record->fields, names_) == id) found = std::move(record->fields);
    }
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(*records));
    return found;
  }

  // A reader of the file that no other call is using.
  Result<std::unique_ptr<RecordFile>> Borrow() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto records = std::move(idle_.back());
        idle_.pop_back();
        return records;
      }
    }
    return OpenRecords(files_, path_);
  }

  static Output Parsed(Output output) {
    auto json = ParseJson(output.text);
    if (!json) {
      const std::string message = fmt::format("the recorded output is no JSON: {}", json.error().Message());
      Output failed = Output::Failed(FailureKind::kInvalidOutput, message);
      failed.latency = output.latency;
      failed.latency_recorded = output.latency_recorded;
      return failed;
    }
    output.json = std::move(*json);
    output.text.clear();
    return output;
  }

  Files& files_;
  const std::string path_;
  const Names names_;
  const bool parse_;
  KeyIndex index_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<RecordFile>> idle_;
};

Result<std::unique_ptr<Target>> MakeReplayTarget(const Node& config, const Services& services) {
  const Node& file = *config.Find("replay");
  std::string path = PathFrom(file.folder(), file.AsString());
  Names names;
  if (const Node* map = config.Find("map")) {
    if (const Node* id = map->Find("id")) names.id = id->AsString();
    if (const Node* output = map->Find("output")) names.output = output->AsString();
  }
  const Node* format = config.Find("format");
  auto target = std::make_unique<ReplayTarget>(services.files, path, names, format && format->AsString() == "json");
  if (auto indexed = target->Index(); !indexed) return file.Fail("{}", indexed.error().Message());
  return target;
}

}  // namespace

TargetType ReplayTargetType() {
  TargetType type;
  type.name = "replay";
  type.doc = "Recorded outputs from a jsonl or csv file, by case id.";
  auto map = std::make_shared<Shape>();
  map->fields = {{.name = "id", .types = kText, .doc = "The column or key that holds the case id."},
                 {.name = "output", .types = kText, .doc = "The column or key that holds the output."}};
  type.shape.fields = {
      {.name = "replay", .types = kText, .doc = "The file: jsonl, csv or tsv, relative to the suite.", .required = true},
      {.name = "map", .types = kMap, .doc = "What the file calls `id` and `output`.", .shape = map},
      {.name = "format", .types = kText, .doc = "json: recorded texts are parsed.", .choices = {"text", "json"}}};
  type.make = MakeReplayTarget;
  return type;
}

}  // namespace harness
