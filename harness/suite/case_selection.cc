#include "harness/suite/case_selection.h"

#include <algorithm>
#include <limits>
#include <queue>

#include "harness/base/shape.h"

namespace harness {
namespace {

const std::vector<std::string>& CaseNameList() {
  static const std::vector<std::string> names = {"id", "input", "expected", "category", "tags", "vars"};
  return names;
}

std::optional<Expression> ReadWhere(const Node& node, Diagnostics& diagnostics) {
  auto where = Expression::Read(node);
  if (!where) return diagnostics.Add(where.error()), std::nullopt;
  for (const std::string& name : where->names()) {
    if (std::find(CaseNameList().begin(), CaseNameList().end(), name) != CaseNameList().end()) continue;
    diagnostics.Add(node.MakeDiagnostic(UnknownName("name", name, CaseNameList()) + " (other columns are in vars)"));
  }
  return std::move(*where);
}

std::optional<uint64_t> ReadCount(const Node& entry, std::string_view key, Diagnostics& diagnostics) {
  const Node* node = entry.Find(key);
  if (node == nullptr) return std::nullopt;
  if (node->AsInteger() < 1) diagnostics.Add(node->MakeDiagnostic(fmt::format("'{}' must be at least 1", key)));
  return static_cast<uint64_t>(node->AsInteger());
}

}  // namespace

std::vector<Field> SelectionFields() {
  return {{"where", kText,
           "Only cases for which this holds: an expression over id, input, expected, category, tags and vars."},
          {"limit", kInteger, "At most so many cases, from the start."},
          {"sample", kInteger, "So many cases, chosen by the run's seed, in the order of the file."},
          {"tags", kText | kTextList, "Tags that every case gets besides its own."}};
}

Result<CaseSelection> CaseSelection::Read(const Node& entry, uint64_t seed, std::shared_ptr<const CaseExtras> extras) {
  CaseSelection selection;
  Diagnostics diagnostics;
  if (const Node* where = entry.Find("where")) {
    selection.where_node_ = *where;
    selection.where_ = ReadWhere(*where, diagnostics);
  }
  selection.limit_ = ReadCount(entry, "limit", diagnostics);
  selection.sample_ = ReadCount(entry, "sample", diagnostics);
  if (selection.limit_ && selection.sample_) {
    diagnostics.Add(entry.Find("sample")->MakeDiagnostic("'limit' and 'sample' exclude each other"));
  }
  if (const Node* tags = entry.Find("tags")) selection.tags_ = ReadTexts(*tags);
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  selection.rng_ = Rng(seed, "sample");
  selection.extras_ = std::move(extras);
  return selection;
}

Result<bool> CaseSelection::Holds(const Case& test) const {
  if (!where_) return true;
  const Json names = CaseNames(test);
  auto holds = where_->Test(JsonScope(names));
  if (holds) return holds;
  return where_node_.Fail("{} (for the case at {})", holds.error().Message(), ToString(test.place));
}

CaseSelection::Threshold CaseSelection::KeyOf(uint64_t number) const {
  return {rng_.With(number).Next64(), number};
}

CaseSelection::Threshold CaseSelection::FindThreshold(CaseReader& cases) const {
  std::priority_queue<Threshold> smallest;
  uint64_t number = 0;
  while (true) {
    const auto test = cases.Next();
    if (!test) continue;  // readers end after their last mistake
    if (!*test) break;
    const Threshold key = KeyOf(number++);
    if (smallest.size() == *sample_ && smallest.top() < key) continue;
    if (!Holds(**test).value_or(false)) continue;
    smallest.push(key);
    if (smallest.size() > *sample_) smallest.pop();
  }
  constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();
  return smallest.size() < *sample_ ? Threshold{kAll, kAll} : smallest.top();
}

class CaseSelection::Reader final : public CaseReader {
 public:
  Reader(const CaseSelection& selection, std::unique_ptr<CaseReader> cases, const Threshold& threshold)
      : selection_(selection), cases_(std::move(cases)), threshold_(threshold) {}

  Result<std::optional<Case>> Next() override {
    while (!selection_.limit_ || taken_ < *selection_.limit_) {
      auto test = cases_->Next();
      if (!test || !*test) return test;
      const uint64_t number = number_++;
      if (selection_.samples() && threshold_ < selection_.KeyOf(number)) continue;
      auto holds = selection_.Holds(**test);
      if (!holds) return Unexpected(std::move(holds.error()));
      if (!*holds) continue;
      ++taken_;
      AddCommon(**test);
      return test;
    }
    return std::nullopt;
  }

 private:
  void AddCommon(Case& test) const {
    for (const std::string& tag : selection_.tags_) {
      if (std::find(test.tags.begin(), test.tags.end(), tag) == test.tags.end()) test.tags.push_back(tag);
    }
    if (!test.extras) test.extras = selection_.extras_;
  }

  const CaseSelection& selection_;
  std::unique_ptr<CaseReader> cases_;
  Threshold threshold_;
  uint64_t number_ = 0;
  uint64_t taken_ = 0;
};

std::unique_ptr<CaseReader> CaseSelection::Select(std::unique_ptr<CaseReader> cases, const Threshold& threshold) const {
  return std::make_unique<Reader>(*this, std::move(cases), threshold);
}

}  // namespace harness
