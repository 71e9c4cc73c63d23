#include "harness/targets/recorded_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "harness/base/csv.h"
#include "harness/base/line_reader.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr double kLongestLatency = 1e12;  // ms; more is no measurement

void SetLatency(double milliseconds, Output& output) {
  if (!(milliseconds >= 0 && milliseconds < kLongestLatency)) return;
  output.latency = std::chrono::microseconds(std::llround(milliseconds * 1000));
  output.latency_recorded = true;
}

std::optional<double> NumberAt(const Json& fields, const char* name) {
  const auto field = fields.find(name);
  if (field == fields.end() || !field->is_number()) return std::nullopt;
  return field->get<double>();
}

void SetFinishReason(std::string_view reason, Output& output) {
  if (reason.size() <= kMaxFinishReason) output.finish_reason = reason;
}

class JsonLinesFile final : public RecordedFile {
 public:
  JsonLinesFile(std::unique_ptr<InputFile> file, RecordNames names)
      : reader_(std::move(file)), names_(std::move(names)) {}

  Result<std::optional<Record>> Next() override {
    while (true) {
      auto line = reader_.Next();
      if (!line) return Unexpected(line.error());
      if (!*line) return std::nullopt;
      if (Trim((*line)->text).empty()) continue;
      const std::string place = fmt::format("{}:{}", reader_.path(), (*line)->number);
      auto json = ParseJson((*line)->text);
      if (!json) return Fail("{}: {}", place, json.error().Message());
      if (!json->is_object()) return Fail("{}: a JSON object is expected, found {}", place, json->type_name());
      fields_ = std::move(*json);
      const auto id = fields_.find(IsAttempt() ? "case" : names_.id);
      if (id == fields_.end() || id->is_structured() || id->is_null())
        return Fail("{}: the record has no '{}'", place, names_.id);
      id_ = JsonText(*id);
      return Record{id_, (*line)->offset};
    }
  }

  Output ReadOutput() const override {
    Output output = ReadAnswer();
    if (const auto latency = NumberAt(fields_, "latency_ms")) SetLatency(*latency, output);
    output.cost_usd = NumberAt(fields_, "cost_usd");
    const auto reason = fields_.find("finish_reason");
    if (reason != fields_.end() && reason->is_string()) SetFinishReason(reason->get_ref<const std::string&>(), output);
    const auto usage = fields_.find("usage");
    if (usage == fields_.end() || !usage->is_object()) return output;
    const auto tokens = [&](const char* name) { return static_cast<int64_t>(NumberAt(*usage, name).value_or(0)); };
    output.usage = Usage{tokens("input_tokens"), tokens("output_tokens"), tokens("cached_tokens")};
    return output;
  }

  void Seek(uint64_t offset) override { reader_.Seek(offset, 0); }

 private:
  // A record that --jsonl wrote calls the id `case` and holds the parts of the output and the failure.
  bool IsAttempt() const {
    return !fields_.contains(names_.id) && fields_.contains("case") && fields_.contains("verdict");
  }

  Output ReadAnswer() const {
    if (IsAttempt()) return ReadAttempt();
    const auto error = fields_.find("error");
    if (error != fields_.end() && !error->is_null()) return Output::Failed(FailureKind::kReported, JsonText(*error));
    const auto answer = fields_.find(names_.output);
    if (answer == fields_.end())
      return Output::Failed(FailureKind::kInvalidOutput, fmt::format("the record holds no '{}'", names_.output));
    return answer->is_string() ? Output::Text(answer->get<std::string>()) : Output::Structured(*answer);
  }

  Output ReadAttempt() const {
    const auto failure = fields_.find("failure");
    if (failure != fields_.end() && failure->is_object()) {
      const auto kind = ParseFailureKind(failure->value("kind", ""));
      Output failed = Output::Failed(kind.value_or(FailureKind::kReported), failure->value("message", ""));
      const auto category = fields_.find("failure_category");
      if (category != fields_.end() && category->is_string()) failed.failure->category = category->get<std::string>();
      return failed;
    }
    const auto output = fields_.find("output");
    if (output == fields_.end() || !output->is_object())
      return Output::Failed(FailureKind::kInvalidOutput, "the record holds no output");
    const auto json = output->find("json");
    Output answer =
        json != output->end() && !json->is_null() ? Output::Structured(*json) : Output::Text(output->value("text", ""));
    return WithTurns(std::move(answer), *output);
  }

  // Of a conversation all that was said.
  static Output WithTurns(Output answer, const Json& output) {
    const auto recorded = output.find("turns");
    if (recorded == output.end() || recorded->is_null()) return answer;
    auto turns = ExchangesFromJson(*recorded);
    if (!turns)
      return Output::Failed(FailureKind::kInvalidOutput,
                            fmt::format("the recorded turns: {}", turns.error().Message()));
    answer.turns = *std::move(turns);
    return answer;
  }

  LineReader reader_;
  const RecordNames names_;
  Json fields_;
  std::string id_;
};

class TableFile final : public RecordedFile {
 public:
  static Result<std::unique_ptr<RecordedFile>> Make(std::unique_ptr<CsvReader> reader, const RecordNames& names) {
    auto file = std::make_unique<TableFile>(std::move(reader));
    for (const auto& [name, column] : {std::pair(names.id, &file->id_), std::pair(names.output, &file->output_)}) {
      const auto found = file->Find(name);
      if (!found)
        return Fail("{}: there is no column '{}'; columns here: {}", file->reader_->path(), name,
                    JoinQuoted(file->reader_->columns()));
      *column = *found;
    }
    if (names.output != "error") file->error_ = file->Find("error");
    file->latency_ = file->Find("latency_ms");
    file->cost_ = file->Find("cost_usd");
    file->finish_reason_ = file->Find("finish_reason");
    return file;
  }

  explicit TableFile(std::unique_ptr<CsvReader> reader) : reader_(std::move(reader)) {}

  Result<std::optional<Record>> Next() override {
    auto row = reader_->Next();
    if (!row) return Unexpected(row.error());
    if (!*row) return std::nullopt;
    fields_ = (*row)->fields;
    return Record{fields_[id_], (*row)->offset};
  }

  Output ReadOutput() const override {
    const bool failed = error_ && !fields_[*error_].empty();
    Output output = failed ? Output::Failed(FailureKind::kReported, std::string(fields_[*error_]))
                           : Output::Text(std::string(fields_[output_]));
    if (const auto latency = NumberIn(latency_)) SetLatency(*latency, output);
    output.cost_usd = NumberIn(cost_);
    if (finish_reason_) SetFinishReason(Trim(fields_[*finish_reason_]), output);
    return output;
  }

  void Seek(uint64_t offset) override { reader_->Seek(offset, 0); }

 private:
  std::optional<size_t> Find(const std::string& name) const {
    const std::vector<std::string>& columns = reader_->columns();
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found == columns.end()) return std::nullopt;
    return static_cast<size_t>(found - columns.begin());
  }

  // Nothing if there is no such column, or no number in it.
  std::optional<double> NumberIn(std::optional<size_t> column) const {
    if (!column) return std::nullopt;
    const std::string_view text = Trim(fields_[*column]);
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
  }

  std::unique_ptr<CsvReader> reader_;
  size_t id_ = 0, output_ = 0;  // columns
  std::optional<size_t> error_, latency_, cost_, finish_reason_;
  std::span<const std::string_view> fields_;  // of the row read last
};

}  // namespace

Result<std::unique_ptr<RecordedFile>> RecordedFile::Open(Files& files, const std::string& path,
                                                         const RecordNames& names) {
  auto file = files.OpenRead(path);
  if (!file) return Unexpected(file.error());
  if (!path.ends_with(".csv") && !path.ends_with(".tsv"))
    return std::make_unique<JsonLinesFile>(std::move(*file), names);
  auto reader = CsvReader::Open(std::move(*file), {.delimiter = path.ends_with(".tsv") ? '\t' : ','});
  if (!reader) return Unexpected(reader.error());
  return TableFile::Make(std::move(*reader), names);
}

}  // namespace harness
