#include "harness/cli/live_reports.h"

#include <utility>

namespace harness {
namespace {

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
  if (file_) lines_ = std::make_unique<JsonLines>(*file_, several);
}

Listener* LiveReports::Follow(const RunRecord& run, const std::vector<Gate>& gates) {
  summariser_ = std::make_unique<Summariser>(run, gates);
  if (lines_) lines_->Begin(run);
  follower_ = std::make_unique<Follower>(
      [this](const CaseRow& test, const AttemptRow& attempt) { return Visit(test, attempt); });
  return follower_.get();
}

bool LiveReports::Visit(const CaseRow& test, const AttemptRow& attempt) {
  if (!summariser_->Add(test, attempt)) return false;
  if (lines_ && !lines_->Add(test, attempt)) DropLines();
  return true;
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
  if (!lines_ || !lines_->End()) return nullptr;
  lines_.reset();
  return std::move(file_);
}

void LiveReports::DropLines() {
  lines_.reset();
  file_.reset();
}

}  // namespace harness
