#include "harness/base/line_reader.h"

#include <cstring>

#include "harness/base/text.h"

namespace harness {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

LineReader::LineReader(std::unique_ptr<InputFile> file, size_t max)
    : file_(std::move(file)), window_(*file_), max_(max) {}

// The line of `length` bytes at the front, whose end of line takes `end` bytes.
std::optional<Line> LineReader::Take(size_t length, size_t end) {
  std::string_view text = window_.bytes().substr(0, length);
  Line line{text, number_++, window_.offset()};
  window_.Drop(length + end);
  if (line.offset == 0 && line.text.starts_with(kByteOrderMark)) line.text.remove_prefix(kByteOrderMark.size());
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  return line;
}

Result<std::optional<Line>> LineReader::Next() {
  size_t looked = 0;
  while (!over_) {
    const std::string_view bytes = window_.bytes();
    const size_t end = bytes.find('\n', looked);
    if (end != std::string_view::npos && end <= max_) return Take(end, 1);
    if (end != std::string_view::npos || bytes.size() > max_) {
      over_ = true;
      return Unexpected(Error({{path(), number_, 0}, fmt::format("a line of more than {}", FormatSize(max_)), {}}));
    }
    looked = bytes.size();
    auto more = window_.More();
    over_ = !more || !*more;
    if (!more) return Unexpected(std::move(more.error()));
  }
  if (window_.bytes().empty()) return std::nullopt;
  return Take(window_.bytes().size(), 0);
}

void LineReader::Seek(uint64_t offset, int number) {
  window_.Seek(offset);
  number_ = number;
  over_ = false;
}

}  // namespace harness
