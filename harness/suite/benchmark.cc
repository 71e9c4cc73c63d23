#include "harness/suite/benchmark.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "harness/base/text.h"
#include "harness/suite/benchmark_labels.h"
#include "harness/suite/markdown.h"

namespace harness {
namespace {

using Kind = BenchmarkLabel::Kind;

// Words that are read from elsewhere: as metadata they would be two answers to one question.
constexpr std::string_view kTakenKeys[] = {"title", "language", "input", "sql"};
// What is likelier misspelt than meant.
constexpr std::string_view kMisspeltKeys[] = {"category", "question_en", "question_ko"};
constexpr size_t kMinMisspelt = 6;  // bytes: shorter words are near too many

struct Text {
  std::string text;
  int line = 0;  // 0: there is none
};

// A heading with all that stands below it.
struct Section {
  int level = 0;
  int line = 0;
  std::string title;
  std::string category;  // the heading above
  Text question_en, question_ko;
  std::vector<Text> sql;
  std::map<std::string, Text> metadata;
  bool asked = false;        // a label of a question was seen, with or without a text
  bool other_fence = false;  // a block that is not marked sql
  Diagnostics mistakes;      // that count if it is a question
  bool IsQuestion() const { return asked || !sql.empty(); }
};

class Parser {
 public:
  Parser(std::string_view text, const std::string& path) : path_(path), blocks_(ScanMarkdown(text, path, mistakes_)) {}

  Result<std::vector<BenchmarkQuestion>> Parse() {
    for (size_t i = 0; i < blocks_.size() && !mistakes_.full(); ++i) Take(i);
    FinishSection();
    if (!mistakes_.empty()) return Unexpected(std::move(mistakes_).ToError());
    DeriveIds();
    return std::move(questions_);
  }

 private:
  void Mistake(int line, std::string message) { mistakes_.Add({{path_, line, 0}, std::move(message), {}}); }
  void SectionMistake(int line, std::string message) {
    section_->mistakes.Add({{path_, line, 0}, std::move(message), {}});
  }

  void Take(size_t index) {
    const MarkdownBlock& block = blocks_[index];
    switch (block.kind) {
      case MarkdownBlock::Kind::kHeading:
        return TakeHeading(index);
      case MarkdownBlock::Kind::kFence:
        return TakeFence(block);
      case MarkdownBlock::Kind::kComment:
        if (const auto label = ReadCommentLabel(block.text)) TakeLabel(*label, block.line);
        return;
      case MarkdownBlock::Kind::kLine:
        return TakeLine(block);
      case MarkdownBlock::Kind::kBlank:
        if (!pending_.text.empty()) FinishQuestion();
        return;
    }
  }

  void TakeHeading(size_t index) {
    const MarkdownBlock& block = blocks_[index];
    FinishQuestion();
    const std::optional<Kind> label = ReadHeadingLabel(block.text);
    if (section_ && label && block.level > section_->level && (*label != Kind::kSql || FenceFollows(index))) {
      if (*label != Kind::kSql) BeginQuestion(*label, block.line, "");
      return;
    }
    FinishSection();
    while (!above_.empty() && above_.back().first >= block.level) above_.pop_back();
    section_.emplace();
    section_->level = block.level;
    section_->line = block.line;
    section_->title = block.text;
    if (!above_.empty()) section_->category = above_.back().second;
  }

  bool FenceFollows(size_t index) const {
    while (++index < blocks_.size() && blocks_[index].kind == MarkdownBlock::Kind::kBlank) continue;
    return index < blocks_.size() && blocks_[index].kind == MarkdownBlock::Kind::kFence;
  }

  void TakeFence(const MarkdownBlock& block) {
    FinishQuestion();
    const std::string_view language = Split(block.info, " \t{").front();
    if (FoldCase(language) != "sql") {
      if (section_) section_->other_fence = true;
      return;
    }
    if (!section_) {
      Mistake(block.line, "this SQL belongs to no question; begin the question with a heading");
      return;
    }
    section_->sql.push_back({std::string(Trim(block.text)), block.line});
    if (section_->sql.back().text.empty())
      Mistake(block.line, "this SQL block is empty; write the gold SQL into it, or take it away");
  }

  void TakeLine(const MarkdownBlock& block) {
    if (const auto label = ReadBenchmarkLabel(block.text)) {
      FinishQuestion();
      return TakeLabel(*label, block.line);
    }
    if (!asking_) return;
    std::string_view line = block.text;
    if (line.starts_with('>')) line = Trim(line.substr(1));
    if (!pending_.text.empty()) pending_.text += ' ';
    pending_.text += line;
  }

  void TakeLabel(const BenchmarkLabel& label, int line) {
    if (!section_) return;
    switch (label.kind) {
      case Kind::kQuestion:
      case Kind::kEnglish:
      case Kind::kKorean:
        return BeginQuestion(label.kind, line, label.value);
      case Kind::kSql:
        if (!label.value.empty())
          SectionMistake(line, "gold SQL stands in a block of its own below a line ```sql, not behind a colon");
        return;
      default:
        return TakeMetadata(label, line);
    }
  }

  void TakeMetadata(const BenchmarkLabel& label, int line) {
    const std::string key = KeyOf(label);
    if (std::find(std::begin(kTakenKeys), std::end(kTakenKeys), key) != std::end(kTakenKeys))
      return SectionMistake(
          line, fmt::format("'{}' can't be metadata: it is read from elsewhere; give it another name", key));
    if (label.kind == Kind::kOther && key.size() >= kMinMisspelt) {
      if (const auto meant = Suggest(key, std::span(kMisspeltKeys)))
        return SectionMistake(line, fmt::format("unknown metadata '{}'; did you mean '{}'?", key, *meant));
    }
    if (label.kind == Kind::kId && label.value.empty())
      return SectionMistake(line, "the id is empty; write one, or take the line away to have it derived");
    const auto [before, fresh] = section_->metadata.try_emplace(key, Text{label.value, line});
    if (!fresh) SectionMistake(line, fmt::format("'{}' was given on line {} already", key, before->second.line));
  }

  static std::string KeyOf(const BenchmarkLabel& label) {
    switch (label.kind) {
      case Kind::kId:
        return "id";
      case Kind::kCategory:
        return "category";
      case Kind::kTags:
        return "tags";
      case Kind::kCluster:
        return "cluster";
      default:
        return label.key;
    }
  }

  void BeginQuestion(Kind kind, int line, std::string text) {
    section_->asked = true;
    asking_ = kind;
    pending_ = {std::move(text), line};
  }

  // The question whose lines were being collected is over.
  void FinishQuestion() {
    if (!asking_) return;
    const Kind kind = *std::exchange(asking_, std::nullopt);
    pending_.text = std::string(Trim(pending_.text));
    if (pending_.text.empty()) return;
    const bool korean = kind == Kind::kKorean || (kind == Kind::kQuestion && HasHangul(pending_.text));
    Text& question = korean ? section_->question_ko : section_->question_en;
    if (question.line != 0) {
      SectionMistake(
          pending_.line,
          fmt::format("a second {} question; the first is on line {}; a question of its own needs a heading of its own",
                      korean ? "Korean" : "English", question.line));
    } else {
      question = std::move(pending_);
    }
  }

  void FinishSection() {
    FinishQuestion();
    if (!section_) return;
    if (section_->IsQuestion())
      AddQuestion(*section_);
    else
      above_.emplace_back(section_->level, section_->title);
    section_.reset();
  }

  void AddQuestion(Section& section) {
    for (const Diagnostic& mistake : section.mistakes.all()) mistakes_.Add(mistake);
    const std::string name = Abbreviate(section.title, 60);
    if (!section.asked && (section.title.ends_with('?') || section.title.ends_with("？"))) {
      (HasHangul(section.title) ? section.question_ko : section.question_en) = {section.title, section.line};
    }
    if (section.question_en.line == 0 && section.question_ko.line == 0) {
      Mistake(section.line, section.asked
                                ? fmt::format("'{}' has a label for its question, but no text behind it", name)
                                : fmt::format("'{}' has SQL but no question; add a line 'Question: …', or mark the "
                                              "block otherwise than sql if it is no gold SQL",
                                              name));
    }
    if (section.sql.empty()) {
      Mistake(section.line,
              fmt::format("'{}' has a question but no SQL; add the gold SQL in a block below a line ```sql{}", name,
                          section.other_fence ? " (a block here is not marked sql)" : ""));
    }
    BenchmarkQuestion question;
    question.title = section.title;
    question.question_en = section.question_en.text;
    question.question_ko = section.question_ko.text;
    for (Text& sql : section.sql) question.sql.push_back(std::move(sql.text));
    question.place = {path_, section.line, 0};
    TakeParts(section, question);
    questions_.push_back(std::move(question));
  }

  void TakeParts(const Section& section, BenchmarkQuestion& question) {
    question.category = section.category;
    question.source = FileName();
    for (const auto& [key, value] : section.metadata) {
      if (key == "id")
        SetId(value, question);
      else if (key == "category")
        question.category = value.text;
      else if (key == "cluster")
        question.cluster = value.text;
      else if (key == "source")
        question.source = value.text;
      else if (key == "tags")
        question.tags = TagsOf(value.text);
      else
        question.metadata.emplace(key, value.text);
    }
  }

  void SetId(const Text& id, BenchmarkQuestion& question) {
    question.id = id.text;
    const auto [before, fresh] = ids_.try_emplace(id.text, id.line);
    if (!fresh)
      Mistake(id.line, fmt::format("the id '{}' is taken by the question with it on line {}", Abbreviate(id.text, 60),
                                   before->second));
  }

  static std::vector<std::string> TagsOf(std::string_view text) {
    std::vector<std::string> tags;
    for (const std::string_view tag : Split(text, ";,"))
      if (!Trim(tag).empty()) tags.emplace_back(Trim(tag));
    return tags;
  }

  std::string FileName() const { return path_.substr(path_.find_last_of('/') + 1); }

  // Once all explicit ids are known.
  void DeriveIds() {
    const std::string name = FileName();
    const std::string stem = name.substr(0, name.find_last_of('.'));
    std::map<std::string, int> last;  // the last number behind ~
    for (BenchmarkQuestion& question : questions_) {
      if (!question.id.empty()) continue;
      std::string slug = SlugOf(question.title);
      if (slug.empty()) slug = SlugOf(question.question_en.empty() ? question.question_ko : question.question_en);
      const std::string base = slug.empty() ? stem : fmt::format("{}-{}", stem, slug);
      question.id = base;
      int& number = last.try_emplace(base, 1).first->second;
      while (!ids_.try_emplace(question.id, question.place.line).second)
        question.id = fmt::format("{}~{}", base, ++number);
    }
  }

  const std::string path_;
  Diagnostics mistakes_;
  const std::vector<MarkdownBlock> blocks_;
  std::optional<Section> section_;
  std::vector<std::pair<int, std::string>> above_;  // headings that are no questions, by rising level
  std::optional<Kind> asking_;                      // a question's text is being collected in pending_
  Text pending_;
  std::map<std::string, int> ids_;  // and the lines that they stand on
  std::vector<BenchmarkQuestion> questions_;
};

Case MakeCase(const BenchmarkQuestion& question, bool korean) {
  Case test;
  test.id = question.id;
  test.input = korean ? question.question_ko : question.question_en;
  test.expected = Json{{"sql", question.sql.size() == 1 ? Json(question.sql[0]) : Json(question.sql)}};
  test.category = question.category;
  test.tags = question.tags;
  test.cluster = question.cluster;
  test.place = question.place;
  for (const auto& [key, value] : question.metadata) test.vars[key] = value;
  if (!question.question_en.empty()) test.vars["question_en"] = question.question_en;
  if (!question.question_ko.empty()) test.vars["question_ko"] = question.question_ko;
  test.vars["title"] = question.title;
  test.vars["source"] = question.source;
  test.vars["language"] = korean ? "ko" : "en";
  return test;
}

}  // namespace

bool IsBenchmarkFile(std::string_view path) {
  return path.ends_with(".md") || path.ends_with(".markdown");
}

Result<std::vector<BenchmarkQuestion>> ReadBenchmark(std::string_view text, const std::string& path) {
  return Parser(text, path).Parse();
}

Result<std::vector<BenchmarkQuestion>> ReadBenchmarkFile(Files& files, Log& log, const std::string& path) {
  auto text = ReadWholeFile(files, path, kMaxBenchmarkBytes);
  if (!text) return Unexpected(std::move(text.error()));
  if (RepairUtf8(*text)) log.Warn("{} held bytes that are not UTF-8; they became U+FFFD", path);
  return ReadBenchmark(*text, path);
}

std::vector<Case> CasesOf(const BenchmarkQuestion& question, BenchmarkLanguage language) {
  const bool english = !question.question_en.empty();
  const bool korean = !question.question_ko.empty();
  if (language != BenchmarkLanguage::kBoth)
    return {MakeCase(question, korean && (language == BenchmarkLanguage::kKorean || !english))};
  std::vector<Case> cases;
  for (const bool in_korean : {false, true}) {
    if (!(in_korean ? korean : english)) continue;
    Case test = MakeCase(question, in_korean);
    if (test.cluster.empty()) test.cluster = test.id;
    test.id += in_korean ? "-ko" : "-en";
    cases.push_back(std::move(test));
  }
  return cases;
}

}  // namespace harness
