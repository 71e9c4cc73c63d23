#include "harness/suite/dataset.h"

#include <atomic>
#include <optional>

#include "harness/base/text.h"
#include "harness/suite/benchmark.h"
#include "harness/suite/case_map.h"
#include "harness/suite/case_selection.h"
#include "harness/suite/genie_source.h"
#include "harness/suite/record_file.h"
#include "harness/suite/selected_cases.h"

namespace harness {
namespace {

constexpr size_t kMaxKeys = 64;  // remembered for suggestions

Shape CaseShape() {
  Shape shape{
      {{"id", kText | kNothing, "Names the case in every report; by default derived from input and vars."},
       {"input", kAnything, "What the target gets; a list of messages for a conversation so far."},
       {"expected", kAnything, "What is expected of the output."},
       {"category", kText | kNothing, "What figures are grouped by."},
       {"tags", kText | kTextList | kNothing, "A list, or a text split at ; or ,"},
       {"vars", kMap | kNothing, "Further named values; so is every key that is not listed here."},
       {"cluster", kText | kNothing, "Cases of one cluster are not independent of each other."},
       {"turns", kList | kText | kNothing, "What the user says turn by turn: [{ user, score }]."},
       {"simulate", kMap | kText | kNothing, "A model that plays the user: { goal, persona, model, max_turns }."}}};
  shape.open = true;
  return shape;
}

// What the readers of one source share. The first reading that comes to the end tells of repaired records, the others
// are silent.
struct FileSet {
  Files& files;
  Log& log;
  std::vector<std::string> paths;
  CaseMap map;
  mutable std::atomic<bool> told = false;
};

// All cases of some files, one file after another.
class FileCaseReader final : public CaseReader {
 public:
  explicit FileCaseReader(const FileSet& set) : set_(set) {}

  Result<std::optional<Case>> Next() override {
    while (!over_) {
      if (records_ == nullptr) {
        if (next_path_ == set_.paths.size()) return Finish();
        auto opened = OpenRecords(set_.files, set_.paths[next_path_++]);
        if (!opened) return Unexpected(std::move(opened.error()));
        records_ = std::move(*opened);
        if (const CsvReader* table = records_->table()) table_ = set_.map.Bind(table->columns());
      }
      auto test = records_->table() ? NextRow(*records_->table()) : NextRecord();
      if (!test || *test) return test;
      if (records_->repaired() > 0 && !set_.told) {
        set_.log.Warn("{}: {} held bytes that are not UTF-8; they became U+FFFD", set_.paths[next_path_ - 1],
                      Counted(static_cast<uint64_t>(records_->repaired()), "record"));
      }
      records_ = nullptr;
    }
    return std::nullopt;
  }

 private:
  Result<std::optional<Case>> NextRow(CsvReader& table) {
    auto row = table.Next();
    if (!row) return Unexpected(std::move(row.error()));
    if (!*row) return std::nullopt;
    if (keys_.empty()) keys_ = table.columns();
    return set_.map.Apply(table_, (*row)->fields, {table.path(), (*row)->line, 0}, seen_);
  }

  Result<std::optional<Case>> NextRecord() {
    auto record = records_->Next();
    if (!record) return Unexpected(std::move(record.error()));
    if (!*record) return std::nullopt;
    if (keys_.empty()) {
      for (const auto& [key, value] : (*record)->fields.items())
        if (keys_.size() < kMaxKeys) keys_.push_back(key);
    }
    return set_.map.Apply(std::move(**record), seen_);
  }

  Result<std::optional<Case>> Finish() {
    over_ = true;
    set_.told = true;
    Diagnostics diagnostics;
    if (!keys_.empty()) set_.map.CheckSeen(seen_, keys_, diagnostics);
    if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
    return std::nullopt;
  }

  const FileSet& set_;
  size_t next_path_ = 0;
  std::unique_ptr<RecordReader> records_;
  CaseMap::Table table_;           // if the records are rows
  std::vector<std::string> keys_;  // of the first record
  CaseMap::Seen seen_;
  bool over_ = false;
};

struct FileContents {
  std::unique_ptr<FileSet> set;
  std::unique_ptr<CaseReader> Read() const { return std::make_unique<FileCaseReader>(*set); }
};

struct ListContents {
  std::vector<Case> cases;
  std::unique_ptr<CaseReader> Read() const { return std::make_unique<ListCaseReader>(cases); }
};

// A folder as a pattern that matches only itself.
std::string AsPattern(std::string_view path) {
  std::string pattern;
  for (const char c : path) {
    if (std::string_view("*?[\\").find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
  return pattern;
}

Result<std::vector<std::string>> FindByPattern(const Node& file, const std::string& pattern, Files& files) {
  auto found = files.Glob(pattern);
  if (!found) return file.Fail("{}", found.error().Message());
  if (found->empty()) return file.Fail("no file matches '{}'", file.AsString());
  for (std::string& path : *found) path = TidyPath(path);
  return found;
}

bool IsPattern(std::string_view path) {
  return path.find_first_of("*?[") != std::string_view::npos;
}

// A folder stands for the files in it that match `in_folders`; without that it is a mistake.
Result<std::vector<std::string>> FindFiles(const Node& file, Files& files, std::string_view in_folders = {}) {
  const std::string& text = file.AsString();
  if (text.empty()) return file.Fail("the path of a file is expected here");
  if (!IsPattern(text)) {
    std::string path = PathFrom(file.folder(), text);
    auto info = files.Stat(path);
    if (!info) return file.Fail("{}", info.error().Message());
    if (info->kind == FileInfo::Kind::kAbsent) return file.Fail("no such file: {}", path);
    if (info->kind == FileInfo::Kind::kFolder && !in_folders.empty())
      return FindByPattern(file, fmt::format("{}/{}", AsPattern(path), in_folders), files);
    if (info->kind == FileInfo::Kind::kFolder)
      return file.Fail("{} is a folder; name its files, for example {}/*.csv", path, text);
    return std::vector{std::move(path)};
  }
  return FindByPattern(file, PathFrom(AsPattern(file.folder()), text), files);
}

// Opens every file once, so that what is wrong with a file as a whole is known before anything runs.
void CheckFiles(const FileSet& set, const Node& file, Diagnostics& diagnostics) {
  for (const std::string& path : set.paths) {
    if (!FormatOf(path)) {
      diagnostics.Add(file.MakeDiagnostic(
          fmt::format("cannot tell the format of {}; its name must end in {}", path, JoinQuoted(RecordFileEndings()))));
      continue;
    }
    auto records = OpenRecords(set.files, path);
    if (!records)
      diagnostics.Add(records.error());
    else if (const CsvReader* table = (*records)->table())
      set.map.CheckColumns(table->columns(), path, diagnostics);
  }
}

BenchmarkLanguage LanguageOf(const Node& entry) {
  const Node* language = entry.Find("language");
  if (language == nullptr || language->AsString() == "en") return BenchmarkLanguage::kEnglish;
  return language->AsString() == "ko" ? BenchmarkLanguage::kKorean : BenchmarkLanguage::kBoth;
}

Result<> AddBenchmark(const std::string& path, BenchmarkLanguage language, const Services& services,
                      std::vector<Case>& cases) {
  auto questions = ReadBenchmarkFile(services.files, services.log, path);
  if (!questions) return Unexpected(std::move(questions.error()));
  for (const BenchmarkQuestion& question : *questions)
    for (Case& test : CasesOf(question, language)) cases.push_back(std::move(test));
  return {};
}

// All cases of the files that an item of `benchmark` names; mistakes are collected.
void AddBenchmarks(const Node& item, BenchmarkLanguage language, const Services& services, std::vector<Case>& cases,
                   Diagnostics& diagnostics) {
  std::vector<std::string> paths;
  if (!diagnostics.Take(FindFiles(item, services.files, "*.md"), paths)) return;
  for (const std::string& path : paths) {
    if (!IsBenchmarkFile(path)) {
      diagnostics.Add(item.MakeDiagnostic(
          fmt::format("a benchmark is a Markdown file, whose name ends in .md or .markdown; found {}", path)));
    } else if (auto added = AddBenchmark(path, language, services, cases); !added) {
      diagnostics.Add(added.error());
    }
  }
}

// The case of an inline entry. Its errors point at the entry.
Result<Case> InlineCase(const Node& item) {
  CaseMap::Seen seen;
  const Place place = item.place();
  auto test = CaseMap().Apply({item.ToJson(), {place.file, place.line, 0}}, seen);
  if (!test) return item.Fail("{}", test.error().diagnostics()[0].message);
  return test;
}

Result<CaseMap> ReadMap(const Node& entry) {
  const Node* map = entry.Find("map");
  if (map == nullptr) return CaseMap();
  return CaseMap::Read(*map);
}

}  // namespace

Shape FileSourceShape() {
  Shape shape{SelectionFields()};
  shape.fields.push_back({"file", kText, "A csv, tsv, jsonl, json or yaml file, or a pattern of such.", true});
  shape.fields.push_back(
      {"map", kMap,
       "Which columns or keys are the id, input, expected, category, tags, vars, cluster, turns and simulate."});
  return shape;
}

Shape BenchmarkSourceShape() {
  Shape shape{SelectionFields()};
  shape.fields.push_back(
      {"benchmark",
       kText | kTextList | kMap,
       "Markdown files of questions with gold SQL, folders or patterns of such; or { genie: SPACE }, a space's own.",
       true,
       {},
       std::make_shared<const Shape>(GenieSourceShape())});
  shape.fields.push_back({"language",
                          kText,
                          "The language in which questions are asked; by default en. both: a case for each.",
                          false,
                          {"en", "ko", "both"}});
  return shape;
}

Shape InlineSourceShape() {
  Shape shape{SelectionFields()};
  shape.fields.push_back(
      {"inline", kList, "The cases themselves.", true, {}, std::make_shared<const Shape>(CaseShape())});
  return shape;
}

bool CheckInlineSource(const Node& config, Diagnostics& diagnostics) {
  const Node* list = config.Find("inline");
  bool good = true;
  for (const Node& item : list && list->IsList() ? list->items() : std::vector<Node>()) {
    if (!item.IsMap() || item.Find("input") || item.Find("turns") || item.Find("simulate")) continue;
    diagnostics.Add(item.MakeDiagnostic("'input' is missing"));
    good = false;
  }
  return CheckShape(config, InlineSourceShape(), diagnostics) && good;
}

Result<std::unique_ptr<CaseSource>> MakeFileSource(const Node& config, std::shared_ptr<const CaseExtras> extras,
                                                   const Services& services) {
  Diagnostics diagnostics;
  auto set = std::unique_ptr<FileSet>(new FileSet{services.files, services.log, {}, {}});
  CaseSelection selection;
  const bool mapped = diagnostics.Take(ReadMap(config), set->map);
  diagnostics.Take(CaseSelection::Read(config, services.seed, std::move(extras)), selection);
  const Node& file = *config.Find("file");
  diagnostics.Take(FindFiles(file, services.files), set->paths);
  if (mapped) CheckFiles(*set, file, diagnostics);
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  return std::make_unique<SelectedCases<FileContents>>(FileContents{std::move(set)}, std::move(selection));
}

Result<std::unique_ptr<CaseSource>> MakeBenchmarkSource(const Node& config, std::shared_ptr<const CaseExtras> extras,
                                                        const Services& services) {
  const Node& names = *config.Find("benchmark");
  if (names.IsMap()) return MakeGenieSource(config, std::move(extras), services);
  Diagnostics diagnostics;
  CaseSelection selection;
  ListContents contents;
  diagnostics.Take(CaseSelection::Read(config, services.seed, std::move(extras)), selection);
  const BenchmarkLanguage language = LanguageOf(config);
  const std::vector<Node> items = names.IsList() ? names.items() : std::vector{names};
  for (const Node& item : items) AddBenchmarks(item, language, services, contents.cases, diagnostics);
  if (diagnostics.empty() && contents.cases.empty()) {
    diagnostics.Add(names.MakeDiagnostic(
        "no question is in there; a question is a heading with a line 'Question: …' and SQL in a block marked sql"));
  }
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  return std::make_unique<SelectedCases<ListContents>>(std::move(contents), std::move(selection));
}

Result<std::unique_ptr<CaseSource>> MakeInlineSource(const Node& config,
                                                     std::vector<std::shared_ptr<const CaseExtras>> extras,
                                                     const Services& services) {
  Diagnostics diagnostics;
  CaseSelection selection;
  ListContents contents;
  diagnostics.Take(CaseSelection::Read(config, services.seed, nullptr), selection);
  const std::vector<Node>& items = config.Find("inline")->items();
  for (size_t i = 0; i < items.size(); ++i) {
    Case test;
    if (!diagnostics.Take(InlineCase(items[i]), test)) continue;
    if (i < extras.size()) test.extras = extras[i];
    contents.cases.push_back(std::move(test));
  }
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  return std::make_unique<SelectedCases<ListContents>>(std::move(contents), std::move(selection));
}

}  // namespace harness
