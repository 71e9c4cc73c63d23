// How failures travel: a mistake of the user or of the environment is an Error, which holds one Diagnostic or several.
//
// A Diagnostic names what was found, where and what to do. Functions that can fail return Result<T>; loaders that check
// a whole file go on after a mistake and return all of them in one Error. Values only: any thread may hold them.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace harness {

// A place in a text. Lines and columns count from 1, columns in bytes; 0 means unknown.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
  bool operator==(const Place&) const = default;
};

// "file:3:7", "file:3", "file", or "" as far as the place is known.
std::string ToString(const Place& place);

struct Diagnostic {
  Place place;          // empty for failures of the environment
  std::string message;  // one line, no full stop
  std::string excerpt;  // the line of the text that `place` points into; empty if there is none to show
  bool outage = false;  // a service can't be used just now: nobody's mistake, it may pass
  bool operator==(const Diagnostic&) const = default;
};

// "file:line:column: message\n", then the excerpt and a caret below its column.
std::string Render(const Diagnostic& diagnostic);

class [[nodiscard]] Error {
 public:
  explicit Error(std::string message) { diagnostics_.push_back({{}, std::move(message), {}}); }
  explicit Error(Diagnostic diagnostic) { diagnostics_.push_back(std::move(diagnostic)); }
  explicit Error(std::vector<Diagnostic> diagnostics) : diagnostics_(std::move(diagnostics)) {}

  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  // The messages alone, joined by "; ", each behind its place where one is known.
  std::string Message() const;
  // Every diagnostic in full, in the order in which they were found.
  std::string Render() const;
  void Append(const Error& other);
  // Whether every diagnostic is an outage.
  bool IsOutage() const;

 private:
  std::vector<Diagnostic> diagnostics_;
};

template <typename T = void>
using Result = tl::expected<T, Error>;

using Unexpected = tl::unexpected<Error>;

// return Fail("no such file: {}", path);
template <typename... Args>
[[nodiscard]] Unexpected Fail(fmt::format_string<Args...> format, Args&&... args) {
  return Unexpected(Error(fmt::format(format, std::forward<Args>(args)...)));
}

inline constexpr size_t kMaxDiagnostics = 100;

// Collects the mistakes of a load that goes on after the first. At most kMaxDiagnostics are kept, and a note that there
// were more: a hostile file may hold millions.
class Diagnostics {
 public:
  void Add(Diagnostic diagnostic);
  void Add(const Error& error);
  // No further mistake would be kept: checking on is in vain.
  bool full() const { return all_.size() >= kMaxDiagnostics; }
  // Moves the value into `to`, or keeps the error; says whether there was a value.
  template <typename T, typename U>
  bool Take(Result<T> result, U& to) {
    if (!result) return Add(result.error()), false;
    to = std::move(*result);
    return true;
  }
  template <typename Predicate>
  void EraseIf(Predicate predicate) {
    std::erase_if(all_, predicate);
  }
  bool empty() const { return all_.empty(); }
  const std::vector<Diagnostic>& all() const { return all_; }
  // All that was collected, ordered by file, line and column; only when not empty.
  Error ToError() &&;

 private:
  std::vector<Diagnostic> all_;
  bool dropped_ = false;
};

}  // namespace harness
