// harness convert IN OUT
#include <optional>
#include <ostream>

#include "harness/base/text.h"
#include "harness/cli/command.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/report_files.h"
#include "harness/suite/benchmark.h"
#include "harness/suite/case_map.h"
#include "harness/suite/genie_questions.h"
#include "harness/suite/record_file.h"

namespace harness {
namespace {

enum class Format { kMarkdown, kJsonLines };

constexpr std::string_view kGenie = "genie:";  // and the id of a space

class ConvertCommand {
 public:
  ConvertCommand(World& world, std::string in, std::string out)
      : world_(world), in_(std::move(in)), out_(std::move(out)) {}

  // An exit code.
  int Run(bool force) {
    const Result<> done = Convert(force);
    if (done) return kExitHolds;
    Complain(world_, done.error());
    return writing_ ? kExitIncomplete : ExitCodeOf(done.error());
  }

 private:
  Result<> Convert(bool force) {
    const auto format = OutFormat();
    if (!format) return Unexpected(format.error());
    const bool markdown = IsBenchmarkFile(in_);
    if (markdown && *format == Format::kMarkdown) return Fail("{} is Markdown already", in_);
    if (auto free = CheckFree(force); !free) return free;
    if (in_.starts_with(kGenie)) return GenieTo(*format);
    if (markdown) return BenchmarkToLines();
    return *format == Format::kMarkdown ? RecordsToBenchmark() : RecordsToLines();
  }

  // By the ending of OUT; standard output gets what IN is not.
  Result<Format> OutFormat() const {
    const std::optional<RecordFormat> in = FormatOf(in_);
    if (!in && !IsBenchmarkFile(in_) && !in_.starts_with(kGenie))
      return Fail("cannot tell the format of {}; its name must end in '.md', '.markdown', {}", in_,
                  JoinQuoted(RecordFileEndings()));
    if (out_ == "-") return in == RecordFormat::kJsonLines ? Format::kMarkdown : Format::kJsonLines;
    if (IsBenchmarkFile(out_)) return Format::kMarkdown;
    if (FormatOf(out_) == RecordFormat::kJsonLines) return Format::kJsonLines;
    return Fail("cannot write {}; its name must end in '.md', '.markdown', '.jsonl', '.ndjson', or be -", out_);
  }

  Result<> CheckFree(bool force) const {
    if (out_ == "-" || force) return {};
    auto info = world_.files.Stat(out_);
    if (!info) return Unexpected(info.error());
    const bool taken = info->kind == FileInfo::Kind::kFile || info->kind == FileInfo::Kind::kFolder;
    return taken ? Fail("{} is there already; --force replaces it", out_) : Result<>();
  }

  Result<> BenchmarkToLines() {
    const auto questions = ReadBenchmarkFile(world_.files, world_.log, in_);
    if (!questions) return Unexpected(questions.error());
    if (questions->empty()) return Fail("{}: no question is in there", in_);
    std::string lines;
    for (const BenchmarkQuestion& question : *questions) {
      AppendCanonicalJson(lines, RecordOf(CasesOf(question, BenchmarkLanguage::kEnglish)[0]));
      lines += '\n';
    }
    return WriteAll(lines);
  }

  // What the Genie space asks itself, with the credentials of the environment.
  Result<> GenieTo(Format format) {
    const auto space = FindGenieSpace(in_.substr(kGenie.size()), world_.files, world_.environment);
    if (!space) return Unexpected(space.error());
    auto asked = FetchGenieQuestions(*space, world_.http, world_.clock, world_.processes, &world_.secrets);
    if (!asked) return Unexpected(asked.error());
    if (asked->repeated_ids > 0)
      world_.log.Warn("the Genie space holds {} a second time; they got ~2, ~3, …", Counted(asked->repeated_ids, "id"));
    std::vector<BenchmarkQuestion> questions;
    std::string lines;
    Diagnostics mistakes;
    for (Case& test : asked->cases) {
      if (mistakes.full()) break;
      test.place.file = test.id.empty() ? in_ : fmt::format("{}, {}", in_, test.id);
      if (format == Format::kJsonLines) {
        AppendCanonicalJson(lines, RecordOf(test));
        lines += '\n';
      } else if (BenchmarkQuestion question; mistakes.Take(QuestionOf(test), question)) {
        questions.push_back(std::move(question));
      }
    }
    if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
    if (format == Format::kJsonLines) return WriteAll(lines);
    const auto text = WriteBenchmark(questions);
    return text ? WriteAll(*text) : Unexpected(text.error());
  }

  Result<> RecordsToBenchmark() {
    std::vector<BenchmarkQuestion> questions;
    const CaseMap map;
    CaseMap::Seen seen;
    uint64_t size = 0;  // bytes that the Markdown has at least
    auto read = ForEachRecord([&](Record record) -> Result<> {
      auto test = map.Apply(std::move(record), seen);
      if (!test) return Unexpected(test.error());
      auto question = QuestionOf(*test);
      if (!question) return Unexpected(question.error());
      for (const std::string& sql : question->sql) size += sql.size();
      size += question->question_en.size() + question->question_ko.size();
      if (size <= kMaxBenchmarkBytes) questions.push_back(std::move(*question));
      return {};
    });
    if (!read) return read;
    if (size > kMaxBenchmarkBytes)
      return Fail("{} is too large for a benchmark: at most {}; split the file", in_, FormatSize(kMaxBenchmarkBytes));
    const auto text = WriteBenchmark(questions);
    return text ? WriteAll(*text) : Unexpected(text.error());
  }

  // Records stay as they are, one after another.
  Result<> RecordsToLines() {
    auto file = CreateOutput(out_, world_);
    if (!file) return WriteError(file.error());
    std::string line;
    auto read = ForEachRecord([&](const Record& record) -> Result<> {
      line.clear();
      AppendCanonicalJson(line, record.fields);
      line += '\n';
      auto written = (*file)->Write(line);
      return written ? written : WriteError(written.error());
    });
    if (!read) return read;
    auto committed = (*file)->Commit();
    return committed ? committed : WriteError(committed.error());
  }

  // All mistakes at once, those of `use` among them.
  template <typename Use>
  Result<> ForEachRecord(Use use) {
    auto records = OpenRecords(world_.files, in_);
    if (!records) return Unexpected(records.error());
    Diagnostics mistakes;
    size_t count = 0;
    for (; !mistakes.full() && !writing_; ++count) {
      auto record = (*records)->Next();
      if (record && !*record) break;
      const Result<> used = record ? use(std::move(**record)) : Unexpected(record.error());
      if (!used) mistakes.Add(used.error());
    }
    if (!mistakes.empty()) return Unexpected(std::move(mistakes).ToError());
    if (count == 0) return Fail("{}: no case is in there", in_);
    if ((*records)->repaired() > 0) world_.log.Warn("{} held bytes that are not UTF-8; they became U+FFFD", in_);
    return {};
  }

  Result<> WriteAll(std::string_view text) {
    auto file = CreateOutput(out_, world_);
    if (!file) return WriteError(file.error());
    auto written = (*file)->Write(text);
    if (written) written = (*file)->Commit();
    return written ? written : WriteError(written.error());
  }

  Unexpected WriteError(const Error& error) {
    writing_ = true;
    return Unexpected(error);
  }

  World& world_;
  const std::string in_, out_;
  bool writing_ = false;  // what failed is writing
};

}  // namespace

int RunConvert(World& world, const std::vector<std::string>& arguments) {
  Options options("convert IN OUT [options]", "file");
  options.Add()("force", FlagOption(), "replace OUT if it is there");
  if (const auto code = options.Parse(world, arguments)) return *code;
  const std::vector<std::string> files = options.Texts("file");
  if (files.size() != 2) {
    world.err << "harness: from which file, and into which? harness convert IN OUT\n";
    return kExitMistake;
  }
  return ConvertCommand(world, files[0], files[1]).Run(options.Flag("force"));
}

}  // namespace harness
