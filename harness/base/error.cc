#include "harness/base/error.h"

#include <algorithm>
#include <cassert>
#include <tuple>

namespace harness {

std::string ToString(const Place& place) {
  if (place.line == 0) return place.file;
  if (place.column == 0) return fmt::format("{}:{}", place.file, place.line);
  return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

std::string Render(const Diagnostic& diagnostic) {
  const std::string where = ToString(diagnostic.place);
  std::string text = where.empty() ? diagnostic.message + "\n" : fmt::format("{}: {}\n", where, diagnostic.message);
  if (diagnostic.excerpt.empty()) return text;
  text += diagnostic.excerpt + "\n";
  for (size_t i = 0; i + 1 < static_cast<size_t>(diagnostic.place.column); ++i) {
    const char c = i < diagnostic.excerpt.size() ? diagnostic.excerpt[i] : ' ';
    if ((c & 0xC0) != 0x80) text += c == '\t' ? '\t' : ' ';  // one blank for each character, not for each byte
  }
  return text + "^\n";
}

std::string Error::Message() const {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics_) {
    if (!text.empty()) text += "; ";
    const std::string where = ToString(diagnostic.place);
    text += where.empty() ? diagnostic.message : fmt::format("{}: {}", where, diagnostic.message);
  }
  return text;
}

std::string Error::Render() const {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics_) text += harness::Render(diagnostic);
  return text;
}

void Error::Append(const Error& other) {
  diagnostics_.insert(diagnostics_.end(), other.diagnostics_.begin(), other.diagnostics_.end());
}

bool Error::IsOutage() const {
  return std::all_of(diagnostics_.begin(), diagnostics_.end(), [](const Diagnostic& one) { return one.outage; });
}

void Diagnostics::Add(Diagnostic diagnostic) {
  if (full())
    dropped_ = true;
  else
    all_.push_back(std::move(diagnostic));
}

void Diagnostics::Add(const Error& error) {
  for (const Diagnostic& diagnostic : error.diagnostics()) Add(diagnostic);
}

Error Diagnostics::ToError() && {
  assert(!all_.empty());
  std::stable_sort(all_.begin(), all_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.place.file, a.place.line, a.place.column) < std::tie(b.place.file, b.place.line, b.place.column);
  });
  all_.erase(std::unique(all_.begin(), all_.end()), all_.end());
  if (dropped_)
    all_.push_back({{}, fmt::format("there are more mistakes; only the first {} are shown", kMaxDiagnostics), {}});
  return Error(std::move(all_));
}

}  // namespace harness
