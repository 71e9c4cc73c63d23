#include "harness/cli/label_table.h"

#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <unordered_map>

#include "harness/base/digest.h"
#include "harness/base/json.h"
#include "harness/base/text.h"
#include "harness/suite/record_file.h"

namespace harness {
namespace {

constexpr size_t kMaxColumns = 100'000;
constexpr size_t kMaxUnitBytes = 64;  // of a longer name only the digest is kept

struct PlacedLabel {
  Label label;
  uint32_t file = 0;
  int line = 0;
};

std::optional<double> NumberOf(std::string_view text) {
  text = Trim(text);
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

bool IsPattern(const std::string& name) {
  return name.find_first_of("*?[") != std::string::npos;
}

// Texts by the order in which they were first met.
class Names {
 public:
  uint32_t Of(const std::string& name) {
    const auto [found, added] = indices_.try_emplace(name, static_cast<uint32_t>(indices_.size()));
    return found->second;
  }
  size_t size() const { return indices_.size(); }
  std::vector<std::string> InOrder() const {
    std::vector<std::string> names(indices_.size());
    for (const auto& [name, index] : indices_) names[index] = name;
    return names;
  }

 private:
  std::unordered_map<std::string, uint32_t> indices_;
};

class LabelReader {
 public:
  LabelReader(Files& files, Log& log, const std::vector<std::string>& paths, const LabelColumns& columns,
              const LabelScale& scale)
      : files_(files), log_(log), paths_(paths), columns_(columns), scale_(scale) {
    for (const std::string& name : columns.raters)
      if (!IsPattern(name)) raters_.Of(name);
    for (const std::string& label : scale.order) labels_.Of(label);
    for (const std::string& label : columns.drop) drop_[label] = 0;
  }

  Result<LabelTable> Read() {
    for (file_ = 0; file_ < paths_.size() && !mistakes_.full(); ++file_)
      if (auto read = ReadFile(paths_[file_]); !read) mistakes_.Add(read.error());
    FindUnknownColumns();
    if (mistakes_.empty()) FindTwice();
    if (!mistakes_.empty()) return Unexpected(std::move(mistakes_).ToError());
    return Table();
  }

 private:
  bool wide() const { return !columns_.raters.empty(); }

  Result<> ReadFile(const std::string& path) {
    auto records = OpenRecords(files_, path);
    if (!records) return Unexpected(records.error());
    size_t count = 0;
    absent_.clear();
    for (; !mistakes_.full(); ++count) {
      auto record = (*records)->Next();
      if (record && !*record) break;
      const Result<> used = record ? Use((*record)->fields, (*record)->place) : Unexpected(record.error());
      if (!used) mistakes_.Add(used.error());
      if (placed_.size() > kMaxLabels) return Fail("{}: more than {} labels are too many", path, kMaxLabels);
      if (seen_.size() > kMaxColumns) return Fail("{}: more than {} columns are too many", path, kMaxColumns);
      if (raters_.size() > kMaxRaters) return Fail("{}: more than {} raters are too many", path, kMaxRaters);
      if (labels_.size() > kMaxDistinctLabels)
        return Fail("{}: more than {} different labels are too many", path, kMaxDistinctLabels);
    }
    for (const auto& [column, place] : absent_)
      if (seen_.contains(column)) mistakes_.Add({place, fmt::format("this record has no '{}'", column), {}});
    if (count == 0) return Unexpected(Error({{path, 0, 0}, "no record is in there", {}}));
    if ((*records)->repaired() > 0) log_.Warn("{} held bytes that are not UTF-8; they became U+FFFD", path);
    return {};
  }

  Result<> Use(const Json& fields, const Place& place) {
    for (const auto& [column, value] : fields.items())
      if (const auto [found, added] = seen_.try_emplace(column); added) found->second = RaterOfColumn(column);
    uint32_t unit = 0;
    if (columns_.unit.empty()) {
      unit = static_cast<uint32_t>(units_++);
    } else {
      const auto name = Text(fields, columns_.unit, place, SIZE_MAX, "a unit's name");
      if (!name) return Unexpected(name.error());
      if (!*name) return {};
      unit = UnitOf(**name);
    }
    return wide() ? UseWide(fields, unit, place) : UseLong(fields, unit, place);
  }

  Result<> UseLong(const Json& fields, uint32_t unit, const Place& place) {
    const auto rater = Text(fields, columns_.rater, place, kMaxNameBytes, "a rater's name");
    if (!rater) return Unexpected(rater.error());
    const auto label = fields.find(columns_.label);
    return *rater && label != fields.end() ? AddLabel(unit, raters_.Of(**rater), columns_.label, *label, place)
                                           : Result<>();
  }

  Result<> UseWide(const Json& fields, uint32_t unit, const Place& place) {
    for (const auto& [column, value] : fields.items()) {
      const std::optional<uint32_t> rater = seen_.at(column);
      if (!rater) continue;
      if (auto added = AddLabel(unit, *rater, column, value, place); !added) return added;
    }
    return {};
  }

  std::optional<uint32_t> RaterOfColumn(const std::string& column) {
    const auto is_name = [&](const std::string& name) { return name == column; };
    const auto matches = [&](const std::string& name) {
      return IsPattern(name) && column != columns_.unit && fnmatch(name.c_str(), column.c_str(), 0) == 0;
    };
    const auto& raters = columns_.raters;
    if (std::any_of(raters.begin(), raters.end(), is_name) || std::any_of(raters.begin(), raters.end(), matches))
      return raters_.Of(column);
    return std::nullopt;
  }

  // What tells a record apart: nothing, and a note of it, where the column is missing.
  Result<std::optional<std::string>> Text(const Json& fields, const std::string& column, const Place& place, size_t max,
                                          const char* what) {
    const auto value = fields.find(column);
    if (value == fields.end()) {
      absent_.try_emplace(column, place);
      return std::nullopt;
    }
    if (value->is_null() || (value->is_string() && value->get_ref<const std::string&>().empty()))
      return Mistake(place, column, fmt::format("{} is expected, found nothing", what));
    if (value->is_structured()) return Mistake(place, column, fmt::format("{} can't be {}", what, Shown(*value)));
    std::string text = JsonText(*value);
    if (text.size() > max) return Mistake(place, column, fmt::format("{} of more than {} bytes", what, max));
    return text;
  }

  uint32_t UnitOf(const std::string& name) {
    // A digest is told from a name by its length.
    const uint32_t unit = unit_names_.Of(name.size() <= kMaxUnitBytes ? name : "sha256:" + Hex(sha256_.Of(name)));
    units_ = unit_names_.size();
    return unit;
  }

  Result<> AddLabel(uint32_t unit, uint32_t rater, const std::string& column, const Json& value, const Place& place) {
    if (value.is_null()) return {};
    if (value.is_structured()) return Mistake(place, column, "a label can't be " + Shown(value));
    std::string label = JsonText(value);
    if (label.empty()) return {};
    if (const auto drop = drop_.find(label); drop != drop_.end()) {
      ++drop->second;
      return {};
    }
    if (label.size() > kMaxNameBytes)
      return Mistake(place, column, fmt::format("a label of more than {} bytes", kMaxNameBytes));
    if (scale_.numbers) {
      const auto number = NumberOf(label);
      if (!number) return Mistake(place, column, NoNumber(label));
      if (scale_.from_zero && *number < 0)
        return Mistake(place, column, fmt::format("{} is below 0, where no ratio scale reaches", label));
      label = CanonicalJson(*number);
    } else if (!scale_.order.empty() && std::ranges::find(scale_.order, label) == scale_.order.end()) {
      const auto meant = Suggest(label, std::span<const std::string>(scale_.order));
      return Mistake(place, column,
                     fmt::format("the label {} is not in --order{}", Shown(Json(label)),
                                 meant ? "; did you mean '" + *meant + "'?" : ""));
    }
    placed_.push_back({{unit, rater, labels_.Of(label)}, static_cast<uint32_t>(file_), place.line});
    return {};
  }

  std::string NoNumber(const std::string& label) const {
    return Shown(Json(label)) + " is no number" +
           (scale_.ranks ? "; for labels in words give their order: --order low,mid,high" : "");
  }

  static std::string Shown(const Json& value) { return "'" + Abbreviate(JsonText(value), 40) + "'"; }

  static Unexpected Mistake(const Place& place, const std::string& column, const std::string& message) {
    return Unexpected(Error({place, fmt::format("column '{}': {}", column, message), {}}));
  }

  void FindUnknownColumns() {
    if (seen_.empty()) return;
    std::vector<std::string> known;
    for (const auto& [column, rater] : seen_) known.push_back(column);
    const Place place{paths_.size() == 1 ? paths_[0] : "", 0, 0};
    for (const std::string& name : columns_.raters) {
      const auto matches = [&](const std::string& column) { return fnmatch(name.c_str(), column.c_str(), 0) == 0; };
      if (!IsPattern(name)) {
        CheckColumn(name, known, place);
      } else if (!seen_.contains(name) && std::ranges::none_of(known, matches)) {
        mistakes_.Add({place, fmt::format("no column matches '{}'", name), {}});
      }
    }
    for (const std::string& name : {columns_.unit, columns_.rater, columns_.label})
      if (!name.empty()) CheckColumn(name, known, place);
  }

  void CheckColumn(const std::string& name, std::span<const std::string> known, const Place& place) {
    if (seen_.contains(name)) return;
    const auto meant = Suggest(name, known);
    mistakes_.Add(
        {place, fmt::format("there is no column '{}'{}", name, meant ? "; did you mean '" + *meant + "'?" : ""), {}});
  }

  // Orders the labels by unit and rater, and finds those that stand in one place.
  void FindTwice() {
    const auto key = [](const PlacedLabel& at) { return std::pair(at.label.unit, at.label.rater); };
    std::ranges::stable_sort(placed_, {}, key);
    for (size_t i = 1; i < placed_.size() && !mistakes_.full(); ++i) {
      const PlacedLabel &first = placed_[i - 1], &second = placed_[i];
      if (key(first) != key(second)) continue;
      mistakes_.Add({{paths_[second.file], second.line, 0},
                     fmt::format("'{}' labelled this unit before, at {}", raters_.InOrder()[second.label.rater],
                                 ToString(Place{paths_[first.file], first.line, 0})),
                     {}});
    }
  }

  LabelTable Table() {
    LabelTable table;
    table.units = units_;
    for (const auto& [label, count] : drop_) {
      table.dropped += count;
      if (count == 0) log_.Warn("--drop: no label is '{}'", label);
    }
    table.names = labels_.InOrder();
    std::vector<uint32_t> places = Sorted(table);
    const std::vector<std::string> raters = raters_.InOrder();
    std::vector<bool> rated(raters.size());
    for (const PlacedLabel& at : placed_) rated[at.label.rater] = true;
    std::vector<uint32_t> rater_places(raters.size());
    for (size_t i = 0; i < raters.size(); ++i) {
      rater_places[i] = static_cast<uint32_t>(table.raters.size());
      if (rated[i])
        table.raters.push_back(raters[i]);
      else
        log_.Warn("the rater '{}' gave no label", raters[i]);
    }
    for (const PlacedLabel& at : placed_)
      table.labels.push_back({at.label.unit, rater_places[at.label.rater], places[at.label.label]});
    return table;
  }

  // Brings the labels' names into order; for each old index the new one.
  std::vector<uint32_t> Sorted(LabelTable& table) const {
    std::vector<uint32_t> order(table.names.size()), places(table.names.size());
    std::iota(order.begin(), order.end(), 0u);
    std::vector<double> values;
    if (scale_.numbers)
      for (const std::string& name : table.names) values.push_back(NumberOf(name).value_or(0));
    if (scale_.order.empty())
      std::ranges::sort(order, [&](uint32_t a, uint32_t b) {
        return scale_.numbers ? values[a] < values[b] : table.names[a] < table.names[b];
      });
    std::vector<std::string> names;
    for (const uint32_t old : order) {
      places[old] = static_cast<uint32_t>(names.size());
      names.push_back(table.names[old]);
      if (scale_.numbers) table.values.push_back(values[old]);
    }
    table.names = std::move(names);
    return places;
  }

  Files& files_;
  Log& log_;
  const std::vector<std::string>& paths_;
  const LabelColumns& columns_;
  const LabelScale& scale_;
  Diagnostics mistakes_;
  Sha256 sha256_;
  size_t file_ = 0;                                      // that is being read
  std::map<std::string, std::optional<uint32_t>> seen_;  // every column, and the rater whose labels it holds
  std::map<std::string, Place> absent_;                  // columns, and the first record of a file without them
  std::map<std::string, size_t> drop_;                   // how often it was there
  Names raters_, labels_, unit_names_;
  size_t units_ = 0;
  std::vector<PlacedLabel> placed_;
};

}  // namespace

Result<LabelTable> ReadLabels(Files& files, Log& log, const std::vector<std::string>& paths,
                              const LabelColumns& columns, const LabelScale& scale) {
  return LabelReader(files, log, paths, columns, scale).Read();
}

}  // namespace harness
