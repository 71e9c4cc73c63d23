#include "generators/table_format.h"

#include <algorithm>

#include "harness/base/csv.h"
#include "harness/base/text.h"

namespace harness {
namespace {

// The columns that records show.
std::vector<size_t> ShownColumns(const DataSpec& spec) {
  std::vector<size_t> shown;
  for (size_t i = 0; i < spec.columns.size(); ++i)
    if (!spec.columns[i].drop) shown.push_back(i);
  return shown;
}

class DelimitedFormat final : public TableFormat {
 public:
  DelimitedFormat(const DataSpec& spec, char delimiter)
      : spec_(spec), shown_(ShownColumns(spec)), delimiter_(delimiter) {}

  void AppendHead(std::string& to) const override {
    for (const size_t column : shown_) {
      AppendCsvField(to, spec_.columns[column].name, delimiter_);
      End(column, to);
    }
  }

  void Append(const Records& records, std::string& to) const override {
    for (size_t i = 0; i < records.size; ++i) {
      for (const size_t column : shown_) {
        const Datum& cell = records.columns[column][i];
        if (cell.kind() == Datum::Kind::kText || cell.kind() == Datum::Kind::kJson)
          AppendCsvField(to, cell.AsText(), delimiter_);
        else
          cell.AppendText(to);
        End(column, to);
      }
    }
  }

 private:
  void End(size_t column, std::string& to) const { to += column == shown_.back() ? '\n' : delimiter_; }

  const DataSpec& spec_;
  const std::vector<size_t> shown_;
  const char delimiter_;
};

// One object a line, or a list of them.
class JsonFormat final : public TableFormat {
 public:
  JsonFormat(const DataSpec& spec, bool list) : shown_(ShownColumns(spec)), list_(list) {
    for (const size_t column : shown_) {
      std::string& key = keys_.emplace_back(keys_.empty() ? "{" : ",");
      AppendJsonString(key, spec.columns[column].name);
      key += ':';
    }
  }

  void AppendHead(std::string& to) const override {
    if (list_) to += '[';
  }

  void Append(const Records& records, std::string& to) const override {
    for (size_t i = 0; i < records.size; ++i) {
      if (list_) to += records.first + i > 0 ? ",\n" : "\n";
      for (size_t shown = 0; shown < shown_.size(); ++shown) {
        to += keys_[shown];
        records.columns[shown_[shown]][i].AppendJson(to);
      }
      to += list_ ? "}" : "}\n";
    }
  }

  void AppendTail(std::string& to) const override {
    if (list_) to += "\n]\n";
  }

 private:
  const std::vector<size_t> shown_;
  std::vector<std::string> keys_;
  const bool list_;
};

}  // namespace

Result<std::unique_ptr<TableFormat>> TableFormatOf(const std::string& path, const DataSpec& spec) {
  const std::string_view ending = std::string_view(path).substr(std::min(path.rfind('.'), path.size()));
  if (ending == ".csv") return std::make_unique<DelimitedFormat>(spec, ',');
  if (ending == ".tsv") return std::make_unique<DelimitedFormat>(spec, '\t');
  if (ending == ".jsonl" || ending == ".ndjson") return std::make_unique<JsonFormat>(spec, false);
  if (ending == ".json") return std::make_unique<JsonFormat>(spec, true);
  return Fail("cannot tell the format of {}; its name must end in '.csv', '.tsv', '.jsonl', '.ndjson' or '.json'",
              path);
}

}  // namespace harness
