#include "generators/json_table.h"

#include "generators/data_spec.h"

namespace harness {
namespace {

constexpr uint64_t kMaxHeldRecords = 1'000'000;

std::string Key(const std::string& name) {
  std::string key;
  AppendJsonString(key, name);
  return key;
}

// What stands around the values of records.
struct Layout {
  std::string head, tail;
  std::string before_first, before_others;  // records
  std::vector<std::string> keys;            // before each value
  std::string end;                          // of a record
};

// Of the columns of a data set; `indent` is a number of blanks, 0 for none.
class Layouts {
 public:
  Layouts(const DataSpec& spec, int64_t indent) : pad_(static_cast<size_t>(indent), ' ') {
    for (const size_t column : ShownColumns(spec)) names_.push_back(Key(spec.columns[column].name));
  }

  Layout Lines() const {
    Layout layout{.head = "", .tail = "", .before_first = "", .before_others = "", .keys = {}, .end = "}\n"};
    for (const std::string& name : names_) layout.keys.push_back((layout.keys.empty() ? "{" : ",") + name + ":");
    return layout;
  }

  Layout Records() const {
    Layout layout = Lines();
    layout.end = "}";
    PutInList(layout, "[", "\n]\n");
    if (pad_.empty()) return layout;
    const std::string begin = "\n" + pad_ + pad_;
    layout.end = "\n" + pad_ + "}";
    for (size_t i = 0; i < names_.size(); ++i) layout.keys[i] = (i == 0 ? pad_ + "{" : ",") + begin + names_[i] + ": ";
    return layout;
  }

  Layout Split() const {
    const std::string between = pad_.empty() ? "," : ", ", colon = pad_.empty() ? ":" : ": ";
    const std::string line = pad_.empty() ? "" : "\n" + pad_;
    Layout layout;
    std::string all;
    for (const std::string& name : names_) {
      layout.keys.push_back(layout.keys.empty() ? pad_ + pad_ + "[" : between);
      all += (all.empty() ? "" : between) + name;
    }
    layout.end = "]";
    const std::string head = "{" + line + "\"columns\"" + colon + "[" + all + "]," + line + "\"data\"" + colon + "[";
    PutInList(layout, head, "\n" + pad_ + "]" + (pad_.empty() ? "" : "\n") + "}\n");
    return layout;
  }

 private:
  static void PutInList(Layout& layout, std::string head, std::string tail) {
    layout.head = std::move(head);
    layout.tail = std::move(tail);
    layout.before_first = "\n";
    layout.before_others = ",\n";
  }

  const std::string pad_;
  std::vector<std::string> names_;
};

class JsonFormat final : public TableFormat {
 public:
  JsonFormat(const DataSpec& spec, Layout layout) : shown_(ShownColumns(spec)), layout_(std::move(layout)) {}

  void AppendHead(std::string& to) const override { to += layout_.head; }

  Result<> Append(const Records& records, std::string& to) const override {
    for (size_t i = 0; i < records.size; ++i) {
      to += records.first + i > 0 ? layout_.before_others : layout_.before_first;
      for (size_t shown = 0; shown < shown_.size(); ++shown) {
        to += layout_.keys[shown];
        records.columns[shown_[shown]][i].AppendJson(to);
      }
      to += layout_.end;
    }
    return {};
  }

  void AppendTail(uint64_t, std::string& to) const override { to += layout_.tail; }

 private:
  const std::vector<size_t> shown_;
  const Layout layout_;
};

// A list for each column: the first can't end before the last record is there, so all others wait in memory.
class ColumnsWriter final : public TableWriter {
 public:
  ColumnsWriter(const DataSpec& spec, int64_t indent, OutputFile& file)
      : shown_(ShownColumns(spec)), indent_(indent), file_(file) {
    for (const size_t column : shown_)
      lists_.push_back(std::string(static_cast<size_t>(indent), ' ') + Key(spec.columns[column].name) +
                       (indent > 0 ? ": [" : ":["));
  }

  Result<> Write(const Records& records) override {
    for (size_t shown = 0; shown < shown_.size(); ++shown) {
      for (size_t i = 0; i < records.size; ++i) {
        if (records.first + i > 0) lists_[shown] += indent_ > 0 ? ", " : ",";
        records.columns[shown_[shown]][i].AppendJson(lists_[shown]);
      }
    }
    return {};
  }

  Result<> Finish() override {
    auto written = file_.Write("{\n");
    for (size_t shown = 0; shown < shown_.size() && written; ++shown) {
      written = file_.Write(lists_[shown]);
      if (written) written = file_.Write(shown + 1 < shown_.size() ? "],\n" : "]\n");
    }
    return written ? file_.Write("}\n") : written;
  }

 private:
  const std::vector<size_t> shown_;
  const int64_t indent_;
  OutputFile& file_;
  std::vector<std::string> lists_;  // by shown_
};

MakeTable MakeColumns(int64_t indent) {
  return [indent](const DataSpec& spec, OutputFile& file) -> Result<std::unique_ptr<TableWriter>> {
    if (spec.count > kMaxHeldRecords)
      return Fail("JSON by columns is held in memory and takes at most {} records, found {}; write 'orient: split'",
                  kMaxHeldRecords, spec.count);
    return std::make_unique<ColumnsWriter>(spec, indent, file);
  };
}

MakeTable MakeRows(Layout (Layouts::*layout)() const, int64_t indent) {
  return [layout, indent](const DataSpec& spec, OutputFile& file) -> Result<std::unique_ptr<TableWriter>> {
    return StreamTable(std::make_unique<JsonFormat>(spec, (Layouts(spec, indent).*layout)()), file);
  };
}

Result<MakeTable> ReadJson(const Node& options) {
  const auto indent = IntegerOr(options, "indent", 0, 0, 16);
  if (!indent) return Unexpected(indent.error());
  const std::string orient = TextOr(options, "orient", "records");
  if (orient == "columns") return MakeColumns(*indent);
  return MakeRows(orient == "split" ? &Layouts::Split : &Layouts::Records, *indent);
}

}  // namespace

TableType JsonTableType() {
  return {.endings = {".json"},
          .options = {{.name = "indent", .types = kInteger, .doc = "Blanks a level, 0 (the default) for none."},
                      {.name = "orient",
                       .types = kText,
                       .doc = "A list of objects, a list a column, or the names and then a list a record.",
                       .choices = {"records", "columns", "split"}}},
          .read = ReadJson};
}

TableType JsonLinesTableType() {
  return {.endings = {".jsonl", ".ndjson"}, .options = {}, .read = [](const Node&) -> Result<MakeTable> {
            return MakeRows(&Layouts::Lines, 0);
          }};
}

}  // namespace harness
