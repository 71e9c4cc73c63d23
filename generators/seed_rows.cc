#include "generators/seed_rows.h"

#include <algorithm>
#include <charconv>

#include "generators/permutation.h"
#include "harness/base/text.h"
#include "harness/suite/record_file.h"

namespace harness {

class SeedRows::Reader {
 public:
  Reader(const Node& config, uint64_t seed, Files& files) : config_(config), files_(files) {
    rows_->config_ = config;
    rows_->draws_ = Rng(seed, "rows");
    const Node* order = config.Find("order");
    rows_->shuffle_ = order && order->AsString() == "shuffle";
    if (const Node* match = config.Find("match")) rows_->match_ = *match;
  }

  Result<std::shared_ptr<const SeedRows>> Read() {
    auto part = ReadPart();
    if (!part) return Unexpected(part.error());
    if (auto read = ReadFile(); !read) return Unexpected(read.error());
    std::tie(begin_, end_) = *part;
    const size_t size = rows_->cells_.empty() ? 0 : rows_->cells_[0].size();
    begin_ = size * begin_ / parts_;
    end_ = size * end_ / parts_;
    if (begin_ == end_)
      return config_.Find("file")->Fail("there is no row in it{}", parts_ > 1 ? ", or not in this part" : "");
    if (auto grouped = MakeGroups(); !grouped) return Unexpected(grouped.error());
    return std::shared_ptr<const SeedRows>(std::move(rows_));
  }

 private:
  // "2/5": the second fifth.
  Result<std::pair<size_t, size_t>> ReadPart() {
    const Node* part = config_.Find("part");
    if (!part) return std::pair<size_t, size_t>(0, 1);
    const std::string& text = part->AsString();
    const char* const end = text.data() + text.size();
    size_t number = 0;
    const auto slash = std::from_chars(text.data(), end, number);
    if (slash.ec == std::errc() && slash.ptr != end && *slash.ptr == '/') {
      const auto behind = std::from_chars(slash.ptr + 1, end, parts_);
      if (behind.ec == std::errc() && behind.ptr == end && number >= 1 && number <= parts_ && parts_ <= kMaxSeedRows)
        return std::pair(number - 1, number);
    }
    return part->Fail("a part is I/N, such as 2/5 for the second fifth; found {}", text);
  }

  Result<> ReadFile() {
    const Node& file = *config_.Find("file");
    auto reader = OpenRecords(files_, file.AsPath());
    if (!reader) return file.Fail("{}", reader.error().Message());
    for (size_t count = 0;; ++count) {
      auto record = (*reader)->Next();
      if (!record) return Unexpected(record.error());
      if (!*record) return {};
      if (count == kMaxSeedRows) return file.Fail("more than {} rows", kMaxSeedRows);
      Add((*record)->fields, count);
      if (bytes_ > kMaxSeedBytes) return file.Fail("more than {} of rows", FormatSize(kMaxSeedBytes));
    }
  }

  // Row `count`; a name that other rows have is null in those that lack it.
  void Add(const Json& fields, size_t count) {
    for (const auto& [name, value] : fields.items()) {
      auto found = std::find(rows_->names_.begin(), rows_->names_.end(), name);
      if (found == rows_->names_.end()) {
        rows_->names_.push_back(name);
        rows_->cells_.emplace_back(count);
        found = rows_->names_.end() - 1;
      }
      rows_->cells_[static_cast<size_t>(found - rows_->names_.begin())].push_back(DatumOf(value, rows_->texts_));
      bytes_ += 64 + (value.is_string() ? value.get_ref<const std::string&>().size() : 0);
    }
    for (std::vector<Datum>& cells : rows_->cells_) cells.resize(count + 1);
  }

  Result<> MakeGroups() {
    if (!rows_->match_) {
      Group all;
      for (size_t row = begin_; row < end_; ++row) all.rows.push_back(row);
      rows_->groups_.push_back(std::move(all));
      return {};
    }
    const auto name = std::find(rows_->names_.begin(), rows_->names_.end(), rows_->match_->AsString());
    if (name == rows_->names_.end())
      return Unexpected(Error(
          rows_->match_->MakeDiagnostic(UnknownName("column of the rows", rows_->match_->AsString(), rows_->names_))));
    const std::vector<Datum>& values = rows_->cells_[static_cast<size_t>(name - rows_->names_.begin())];
    std::map<std::string, std::vector<size_t>> groups;
    for (size_t row = begin_; row < end_; ++row) {
      std::string value;
      values[row].AppendText(value);
      groups[value].push_back(row);
    }
    for (auto& [value, rows] : groups) rows_->groups_.push_back({value, std::move(rows)});
    return {};
  }

  const Node& config_;
  Files& files_;
  std::shared_ptr<SeedRows> rows_{new SeedRows};
  size_t parts_ = 1, begin_ = 0, end_ = 0;
  size_t bytes_ = 0;
};

// One column of the rows.
class SeedColumn final : public DataColumn {
 public:
  SeedColumn(std::shared_ptr<const SeedRows> rows, size_t name, std::optional<size_t> match)
      : rows_(std::move(rows)), name_(name), match_(match) {}

  Result<> Fill(Records& records, std::span<Datum> cells) const override {
    std::string value;
    for (size_t i = 0; i < cells.size(); ++i) {
      size_t group = 0;
      if (match_) {
        value.clear();
        records.columns[*match_][i].AppendText(value);
        const SeedRows::Group* found = rows_->GroupOf(value);
        if (!found)
          return rows_->match_->Fail("record {}: no row has the {} '{}'", records.first + i + 1,
                                     rows_->match_->AsString(), Abbreviate(value, 60));
        group = static_cast<size_t>(found - rows_->groups_.data());
      }
      cells[i] = rows_->cells_[name_][rows_->RowOf(group, records.first + i)];
    }
    return {};
  }

 private:
  const std::shared_ptr<const SeedRows> rows_;
  const size_t name_;
  const std::optional<size_t> match_;
};

Shape SeedRows::Options() {
  return {{{.name = "file", .types = kText, .doc = "A csv, tsv, jsonl, json or yaml file.", .required = true},
           {.name = "order",
            .types = kText,
            .doc = "How rows follow one another (default file).",
            .choices = {"file", "shuffle"}},
           {.name = "part", .types = kText, .doc = "I/N: only the I-th of N equal parts of the rows."},
           {.name = "match",
            .types = kText,
            .doc = "A column: a record takes a row that has the same value in its column of that name."}}};
}

Result<std::shared_ptr<const SeedRows>> SeedRows::Read(const Node& config, uint64_t seed, Files& files) {
  return Reader(config, seed, files).Read();
}

std::unique_ptr<DataColumn> SeedRows::Column(std::shared_ptr<const SeedRows> rows, size_t name,
                                             std::optional<size_t> match) {
  return std::make_unique<SeedColumn>(std::move(rows), name, match);
}

size_t SeedRows::RowOf(size_t group, uint64_t record) const {
  const std::vector<size_t>& rows = groups_[group].rows;
  const uint64_t round = record / rows.size(), place = record % rows.size();
  return rows[shuffle_ ? Permutation(draws_.With(group, round), rows.size()).Of(place) : place];
}

const SeedRows::Group* SeedRows::GroupOf(std::string_view value) const {
  const auto found = std::lower_bound(groups_.begin(), groups_.end(), value,
                                      [](const Group& group, std::string_view v) { return group.value < v; });
  return found != groups_.end() && found->value == value ? &*found : nullptr;
}

}  // namespace harness
