#include "harness/cli/labelled_items.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "harness/base/csv.h"
#include "harness/base/digest.h"
#include "harness/base/shape.h"
#include "harness/base/text.h"
#include "harness/suite/case_map.h"
#include "harness/suite/record_file.h"

namespace harness {
namespace {

constexpr size_t kMaxColumns = 10'000;
constexpr uint64_t kMaxFile = uint64_t{512} << 20;  // bytes: it is held in memory

// The lines of a label file, with the labels that they have.
class LabelReader {
 public:
  // What is to be done with a record that has a label.
  using Use = std::function<Result<>(Record record, bool good)>;

  // A column and the option that names it.
  using Column = std::pair<std::string, const char*>;

  // `needed`: columns that some record must have beside those of the labels; empty names and JSON pointers are not
  // looked for.
  LabelReader(Files& files, Log& log, const std::string& path, const HumanLabels& labels, std::vector<Column> needed)
      : files_(files), log_(log), path_(path), labels_(labels), needed_(std::move(needed)) {
    for (const std::string& column : labels.words().columns) needed_.emplace_back(column, "--label");
  }

  Result<LabelCounts> Read(const Use& use) {
    const auto info = files_.Stat(path_);
    if (info && info->size > kMaxFile)
      return Fail("{}: a file of labels has at most {}, and this has {}", path_, FormatSize(kMaxFile),
                  FormatSize(info->size));
    auto records = OpenRecords(files_, path_);
    if (!records) return Unexpected(records.error());
    if (const CsvReader* table = (*records)->table()) {
      columns_.insert(table->columns().begin(), table->columns().end());
      if (auto all = CheckColumns(); !all) return Unexpected(all.error());
    }
    while (!mistakes_.full()) {
      auto record = (*records)->Next();
      if (record && !*record) break;
      const Result<> taken = record ? Take(std::move(**record), use) : Unexpected(record.error());
      if (!taken) mistakes_.Add(taken.error());
      if (counts_.records > kMaxItems) return Fail("{}: more than {} records are too many", path_, kMaxItems);
      if (columns_.size() > kMaxColumns) return Fail("{}: more than {} columns are too many", path_, kMaxColumns);
    }
    if (counts_.records == 0 && mistakes_.empty())
      return Unexpected(Error({{path_, 0, 0}, "no record is in there", {}}));
    if (!mistakes_.empty()) return Unexpected(std::move(mistakes_).ToError());
    if (auto all = CheckColumns(); !all) return Unexpected(all.error());
    if ((*records)->repaired() > 0) log_.Warn("{} held bytes that are not UTF-8; they became U+FFFD", path_);
    if (auto both = CheckClasses(); !both) return Unexpected(both.error());
    return counts_;
  }

 private:
  Result<> Take(Record record, const Use& use) {
    ++counts_.records;
    for (const auto& [column, value] : record.fields.items()) columns_.insert(column);
    const auto label = labels_.Of(record.fields, record.place);
    if (!label) return Unexpected(label.error());
    if (*label == HumanLabel::kTie) return ++counts_.ties, Result<>();
    if (*label == HumanLabel::kNone) return ++counts_.unlabelled, Result<>();
    const bool good = *label == HumanLabel::kGood;
    ++(good ? counts_.good : counts_.bad);
    return use(std::move(record), good);
  }

  // A mistake for each column that no record had.
  Result<> CheckColumns() {
    const std::vector<std::string> known(columns_.begin(), columns_.end());
    for (const auto& [column, option] : needed_) {
      if (column.empty() || column.starts_with("/") || columns_.contains(column)) continue;
      mistakes_.Add(
          {{path_, 0, 0}, fmt::format("{}; {} names another", UnknownName("column", column, known), option), {}});
    }
    if (mistakes_.empty()) return {};
    return Unexpected(std::move(mistakes_).ToError());
  }

  Result<> CheckClasses() const {
    if (counts_.good > 0 && counts_.bad > 0) return {};
    const auto why = counts_.good + counts_.bad == 0
                         ? std::string("no record has a label")
                         : fmt::format(
                               "all {} labels are '{}'; a judge can only be compared with people on outputs of "
                               "both kinds",
                               counts_.good + counts_.bad, counts_.good > 0 ? "pass" : "fail");
    return Unexpected(Error({{path_, 0, 0}, why, {}}));
  }

  Files& files_;
  Log& log_;
  const std::string& path_;
  const HumanLabels& labels_;
  std::vector<Column> needed_;
  LabelCounts counts_;
  std::set<std::string> columns_;  // that records have had
  Diagnostics mistakes_;
};

Node TextNode(const std::string& text) {
  return Node::Scalar(Node::Kind::kString, text, std::make_shared<Source>(), 0, 0, true);
}

Result<CaseMap> MapOf(const ItemColumns& columns) {
  std::vector<Node::Entry> entries;
  const auto add = [&](const char* part, const std::string& column) {
    if (!column.empty()) entries.push_back({TextNode(part), TextNode(column)});
  };
  add("id", columns.id);
  add("input", columns.input);
  add("expected", columns.expected);
  return CaseMap::Read(Node::Map(std::move(entries), std::make_shared<Source>(), 0, 0));
}

Unexpected MistakeAt(const Place& place, std::string message) {
  return Unexpected(Error({place, std::move(message), {}}));
}

std::string InputOf(const ItemColumns& columns) {
  return columns.input.empty() ? "input" : columns.input;
}

bool IsAttempt(const Json& fields) {
  return fields.contains("case") && fields.contains("verdict") && fields.contains("scores");
}

class ItemReader {
 public:
  ItemReader(const ItemColumns& columns, const HumanLabels& labels, CaseMap map)
      : columns_(columns), labels_(labels), map_(std::move(map)) {}

  Result<LabelledItem> Read(Record record, bool good) {
    if (IsAttempt(record.fields))
      return MistakeAt(record.place, "this is an attempt that --jsonl wrote; --run RUN takes its labels");
    LabelledItem item;
    item.good = good;
    const auto output = record.fields.find(columns_.output);
    if (output == record.fields.end())
      return MistakeAt(
          record.place,
          fmt::format("the record has no '{}', which is to be judged; --output names another", columns_.output));
    item.output = output->is_string() ? Output::Text(output->get<std::string>()) : Output::Structured(*output);
    record.fields.erase(columns_.output);
    for (const std::string& column : labels_.words().columns) record.fields.erase(column);
    const std::string input = InputOf(columns_);
    if (!input.starts_with("/") && !record.fields.contains(input))
      return MistakeAt(record.place,
                       fmt::format("the record has no '{}', which the output answers; --input names another", input));
    auto test = map_.Apply(std::move(record), seen_);
    if (!test) return Unexpected(test.error());
    item.test = std::move(*test);
    return item;
  }

 private:
  const ItemColumns& columns_;
  const HumanLabels& labels_;
  const CaseMap map_;
  CaseMap::Seen seen_;
};

Result<std::string> DigestOf(Files& files, const std::string& path) {
  auto file = files.OpenRead(path);
  if (!file) return Unexpected(file.error());
  Sha256 hash;
  std::vector<char> buffer(size_t{64} << 10);
  while (true) {
    const auto read = (*file)->Read(buffer);
    if (!read) return Unexpected(read.error());
    if (*read == 0) return Hex(hash.Finish());
    hash.Update({buffer.data(), *read});
  }
}

// The text of a scalar under one of the names.
std::optional<std::string> TextOf(const Json& fields, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto found = fields.find(name);
    if (found != fields.end() && !found->is_structured() && !found->is_null()) return JsonText(*found);
  }
  return std::nullopt;
}

Result<LabelledAttempt> AttemptOf(const Record& record, const std::string& id, bool good) {
  LabelledAttempt attempt;
  attempt.good = good;
  attempt.place = record.place;
  const auto named = id.empty() ? TextOf(record.fields, {"id", "case"}) : TextOf(record.fields, {id});
  if (!named)
    return MistakeAt(record.place, fmt::format("the record has no '{}'; --id names another", id.empty() ? "id" : id));
  attempt.id = *named;
  attempt.target = TextOf(record.fields, {"target"}).value_or("");
  const std::string repeat = TextOf(record.fields, {"repeat"}).value_or("");
  if (repeat.empty()) return attempt;
  const auto [end, problem] = std::from_chars(repeat.data(), repeat.data() + repeat.size(), attempt.repeat);
  if (problem != std::errc() || end != repeat.data() + repeat.size() || attempt.repeat < 0)
    return MistakeAt(record.place, fmt::format("'repeat' must be a number from 0, found '{}'", Abbreviate(repeat, 40)));
  return attempt;
}

}  // namespace

Json ItemColumns::ToJson() const {
  return {{"id", id}, {"input", input}, {"expected", expected}, {"output", output}};
}

ItemColumns ItemColumns::FromJson(const Json& json) {
  return {json.value("id", ""), json.value("input", ""), json.value("expected", ""), json.value("output", "output")};
}

Result<LabelledItems> ReadLabelledItems(Files& files, Log& log, const std::string& path, const ItemColumns& columns,
                                        const HumanLabels& labels) {
  LabelledItems items;
  auto map = MapOf(columns);
  if (!map) return Unexpected(map.error());
  ItemReader reader(columns, labels, std::move(*map));
  LabelReader lines(files, log, path, labels,
                    {{columns.id, "--id"},
                     {InputOf(columns), "--input"},
                     {columns.expected, "--expected"},
                     {columns.output, "--output"}});
  bool clusters = false;
  const auto counts = lines.Read([&](Record record, bool good) -> Result<> {
    auto item = reader.Read(std::move(record), good);
    if (!item) return Unexpected(item.error());
    clusters = clusters || !item->test.cluster.empty();
    items.items.push_back(std::move(*item));
    return {};
  });
  if (!counts) return Unexpected(counts.error());
  if (clusters) log.Warn("{}: 'cluster' is not used: the intervals take all outputs to be independent", path);
  items.counts = *counts;
  auto sha256 = DigestOf(files, path);
  if (!sha256) return Unexpected(sha256.error());
  items.sha256 = std::move(*sha256);
  return items;
}

Result<LabelledAttempts> ReadLabelledAttempts(Files& files, Log& log, const std::string& path, const std::string& id,
                                              const HumanLabels& labels) {
  LabelledAttempts attempts;
  LabelReader lines(files, log, path, labels, {{id, "--id"}});
  const auto counts = lines.Read([&](const Record& record, bool good) -> Result<> {
    auto attempt = AttemptOf(record, id, good);
    if (!attempt) return Unexpected(attempt.error());
    attempts.attempts.push_back(std::move(*attempt));
    return {};
  });
  if (!counts) return Unexpected(counts.error());
  attempts.counts = *counts;
  auto sha256 = DigestOf(files, path);
  if (!sha256) return Unexpected(sha256.error());
  attempts.sha256 = std::move(*sha256);
  return attempts;
}

}  // namespace harness
