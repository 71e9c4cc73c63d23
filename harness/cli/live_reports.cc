#include "harness/cli/live_reports.h"

#include <utility>

namespace harness {
namespace {

constexpr uint64_t kReserve = uint64_t{256} << 20;  // bytes of the disk that are left to the store
constexpr uint64_t kLookAfter = uint64_t{8} << 20;
constexpr uint64_t kLineAround = 1024;  // bytes of a line beside input and output

// A file that can be thrown away and written again; not a pipe, nor standard output.
std::unique_ptr<OutputFile> CreateRegular(const std::string& path, Files& files) {
  if (path == "-") return nullptr;
  const Result<FileInfo> info = files.Stat(path);
  if (!info || info->kind == FileInfo::Kind::kOther) return nullptr;
  auto file = files.Create(path);
  return file ? std::move(*file) : nullptr;
}

}  // namespace

LiveReports::LiveReports(const Options& options, World& world, bool several) {
  if (!options.Has("jsonl")) return;
  file_ = CreateRegular(options.Text("jsonl"), world.files);
  if (file_ && file_->FreeSpace() < kReserve) file_.reset();
  if (file_) lines_ = std::make_unique<JsonLines>(*file_, several);
}

Listener* LiveReports::Follow(const RunRecord& run, const std::vector<Gate>& gates) {
  summariser_ = std::make_unique<Summariser>(run, gates);
  if (lines_) lines_->Begin(run);
  follower_ = std::make_unique<Follower>(
      [this](const CaseRow& test, const AttemptRow& attempt) { return Visit(test, attempt); }, [this] { DropLines(); });
  return follower_.get();
}

bool LiveReports::Visit(const CaseRow& test, const AttemptRow& attempt) {
  if (!summariser_->Add(test, attempt)) return false;
  if (lines_) AddLine(test, attempt);
  return true;
}

void LiveReports::AddLine(const CaseRow& test, const AttemptRow& attempt) {
  since_look_ += kLineAround + test.input.size() + attempt.output_text.size() + attempt.output_json.size() +
                 attempt.output_turns.size();
  bool room = true;
  if (since_look_ >= kLookAfter) {
    since_look_ = 0;
    room = file_->FreeSpace() >= kReserve;
  }
  if (!room || !lines_->Add(test, attempt)) DropLines();
}

std::optional<Summary> LiveReports::Take(const Ending& ending) {
  const bool complete = follower_ && follower_->Finish();
  follower_.reset();
  const std::unique_ptr<Summariser> summariser = std::move(summariser_);
  if (complete) return summariser->Finish(ending);
  DropLines();
  return std::nullopt;
}

std::unique_ptr<OutputFile> LiveReports::TakeLines() {
  if (lines_ && !lines_->End()) DropLines();
  lines_.reset();
  return std::move(file_);
}

void LiveReports::DropLines() {
  lines_.reset();
  file_.reset();
}

}  // namespace harness
